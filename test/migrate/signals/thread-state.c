// Thread-specific keys with their values and destructors, mutexes that are locked, and functions registered for forks and for the
// end are carried, in their order.
//
// RUN: %carry %s --work %t.lab --points 12 --flags +pthread \
// RUN:   --pairs x86_64:x86_64 x86_64:aarch64 aarch64:s390x s390x:i686 i686:powerpc powerpc:x86_64
//
// REQUIRES: run-aarch64, run-s390x, run-i686, run-powerpc
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <threads.h>
#include <unistd.h>

struct account {
  pthread_mutex_t lock;
  mtx_t second;
  long amount;
};

static pthread_mutex_t recursive = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP, checked = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP,
                       normal = PTHREAD_MUTEX_INITIALIZER, never = PTHREAD_MUTEX_INITIALIZER;
static struct account *accounts;
static pthread_key_t gone, text;
static tss_t number;
static long kept = 77;
static int prepared, continued;

static void release(void *block) {
  printf("release %s\n", (char *)block);
  free(block);
}

static void prepare(void) { prepared++; }
static void parent(void) { continued++; }
static void child(void) { continued += 10; }
static void first(void) { puts("first"); }
static void second(int status, void *argument) { printf("second %d %s\n", status, (char *)argument); }
static void third(void) { puts("third"); }

static void set_up(int step) {
  pthread_mutexattr_t kind;
  switch (step) {
  case 1: atexit(first); break;
  case 2: on_exit(second, strdup("argument")); break;
  case 3: atexit(third); break;
  case 4: pthread_key_create(&gone, NULL), pthread_key_create(&text, release), tss_create(&number, NULL); break;
  case 5: pthread_key_delete(gone); break;
  case 6: pthread_setspecific(text, strdup("specific")), tss_set(number, &kept); break;
  case 7: pthread_mutex_lock(&recursive), pthread_mutex_lock(&recursive), pthread_mutex_lock(&checked); break;
  case 8: pthread_mutex_lock(&normal); break;
  case 9:
    accounts = calloc(3, sizeof *accounts);
    pthread_mutexattr_init(&kind);
    pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&accounts[1].lock, &kind);
    mtx_init(&accounts[2].second, mtx_plain | mtx_recursive);
    break;
  case 10: pthread_mutex_lock(&accounts[1].lock), mtx_lock(&accounts[2].second); break;
  case 11: pthread_atfork(prepare, NULL, child), pthread_atfork(NULL, parent, NULL); break;
  }
}

int main(void) {
  pthread_mutex_t local = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
  pthread_mutex_lock(&local);
  for (int i = 0; i < 24; i++) {
    set_up(i);
    printf("%d\n", i);
  }
  printf("%s %d\n", (char *)pthread_getspecific(text), tss_get(number) == &kept);
  printf("%d %d\n", pthread_mutex_lock(&recursive), pthread_mutex_lock(&checked) == EDEADLK);
  printf("%d %d %d\n", pthread_mutex_unlock(&recursive), pthread_mutex_unlock(&recursive), pthread_mutex_unlock(&recursive));
  printf("%d %d\n", pthread_mutex_unlock(&recursive) == EPERM, pthread_mutex_unlock(&checked));
  printf("%d %d\n", pthread_mutex_trylock(&normal) == EBUSY, pthread_mutex_unlock(&normal));
  printf("%d %d\n", pthread_mutex_lock(&local), pthread_mutex_unlock(&local));
  printf("%d %d\n", pthread_mutex_lock(&accounts[1].lock), mtx_lock(&accounts[2].second));
  printf("%d %d\n", pthread_mutex_lock(&never), pthread_mutex_unlock(&never));
  fflush(stdout);
  if (fork() == 0) {
    printf("child %d %d\n", prepared, continued);
    fflush(stdout);
    _exit(0);
  }
  wait(NULL);
  printf("parent %d %d\n", prepared, continued);
  pthread_key_create(&gone, NULL);
  printf("%d\n", gone < text);
  exit(3);
}
