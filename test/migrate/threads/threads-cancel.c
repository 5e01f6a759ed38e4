// pthread_cancel() ends threads in conditions, semaphores, sleeps and calls of libc, runs handlers of pthread_cleanup_push() with the
// condition's mutex held, and pthread_join() tells of it: without CGT_OPTIONS, and with save= also while checkpoints are made.
//
// RUN: %clang -O2 %s -o %t.plain -pthread
// RUN: %t.plain > %t.whole
// RUN: %cgt-x86_64 -O2 %s -o %t.exe -pthread
// RUN: %t.exe | cmp - %t.whole
// RUN: env CGT_OPTIONS=save=%t.image %t.exe | cmp - %t.whole
// RUN: env CGT_OPTIONS=save=%t.image:every_polls=3 %t.exe 2> %t.err | cmp - %t.whole
// RUN: %cgt-s390x -O1 %s -o %t.s390x -static -pthread
// RUN: %run-s390x %t.s390x | cmp - %t.whole
// RUN: env CGT_OPTIONS=save=%t.image.s390x %run-s390x %t.s390x | cmp - %t.whole
// RUN: %cgt-arm -O1 %s -o %t.arm -static -pthread
// RUN: %run-arm %t.arm | cmp - %t.whole
// RUN: env CGT_OPTIONS=save=%t.image.arm %run-arm %t.arm | cmp - %t.whole
//
// REQUIRES: run-s390x, run-arm
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <unistd.h>

enum { WAYS = 4 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t never = PTHREAD_COND_INITIALIZER;
static sem_t none, begun;
static int cleaned[WAYS];

static void unlock(void *way) {
  cleaned[*(int *)way]++;
  if (*(int *)way == 0)
    pthread_mutex_unlock(&lock);
}

static int deep(int depth, int way) {
  int sum = 0;
  if (depth > 0)
    return deep(depth - 1, way) + 1;
  sem_post(&begun);
  for (;;) {
    for (int i = 0; i < 100; i++)
      sum += i;
    switch (way) {
    case 0: pthread_cond_wait(&never, &lock); break;
    case 1: sem_wait(&none); break;
    case 2: usleep(1000); break;
    default: pthread_testcancel();
    }
  }
  return sum;
}

static void *work(void *argument) {
  int way = *(int *)argument;
  if (way == 0)
    pthread_mutex_lock(&lock);
  pthread_cleanup_push(unlock, &way);
  deep(3, way);
  pthread_cleanup_pop(0);
  return NULL;
}

int main(void) {
  static int ways[WAYS] = {0, 1, 2, 3};
  sem_init(&none, 0, 0);
  sem_init(&begun, 0, 0);
  for (int i = 0; i < WAYS; i++) {
    pthread_t thread;
    void *result;
    if (pthread_create(&thread, NULL, work, &ways[i]) != 0)
      return 1;
    sem_wait(&begun);
    pthread_cancel(thread);
    pthread_join(thread, &result);
    printf("%d: %d %d\n", i, result == PTHREAD_CANCELED, cleaned[i]);
  }
  pthread_mutex_lock(&lock);
  pthread_exit(NULL);
}
