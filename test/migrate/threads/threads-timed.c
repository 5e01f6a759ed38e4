// Producers and consumers that wait with deadlines: in conditions, for a mutex, in semaphores.
//
// RUN: %carry %s --work %t --flags +pthread --points 2 --pairs x86_64:x86_64 x86_64:mips powerpc64:x86_64 --deferrable --at-least 6
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { RING = 4, ITEMS = 120 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER, total = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static sem_t rest;
static int ring[RING], held, produced, consumed, producers;
static long sum, late;

static struct timespec in_ms(int milliseconds) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  t.tv_nsec += milliseconds * 1000000;
  if (t.tv_nsec >= 1000000000) {
    t.tv_sec++;
    t.tv_nsec -= 1000000000;
  }
  return t;
}

/// With the lock.
static void wait_shortly(void) {
  struct timespec until = in_ms(2);
  int error = pthread_cond_timedwait(&changed, &lock, &until);
  if (error == ETIMEDOUT)
    late++;
  else if (error)
    printf("error %d\n", error);
}

static void *produce(void *unused) {
  pthread_mutex_lock(&lock);
  while (produced < ITEMS) {
    if (held == RING) {
      wait_shortly();
      continue;
    }
    ring[held++] = produced++;
    pthread_cond_broadcast(&changed);
    if (produced % 16 == 0) { // now and then nothing comes for a while
      struct timespec until = in_ms(3);
      pthread_mutex_unlock(&lock);
      while (sem_timedwait(&rest, &until) != 0 && errno == EINTR)
        ;
      pthread_mutex_lock(&lock);
    }
  }
  producers--;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&lock);
  return unused;
}

static void *consume(void *unused) {
  pthread_mutex_lock(&lock);
  while (held > 0 || producers > 0) {
    if (held == 0) {
      wait_shortly();
      continue;
    }
    int item = ring[--held];
    consumed++;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    struct timespec until = in_ms(1);
    while (pthread_mutex_timedlock(&total, &until) != 0)
      until = in_ms(1);
    sum += (long)item * item;
    pthread_mutex_unlock(&total);
    pthread_mutex_lock(&lock);
  }
  pthread_mutex_unlock(&lock);
  return unused;
}

int main(int argc, char **argv) {
  int threads = argc > 1 ? atoi(argv[1]) : 4;
  pthread_t *others = malloc(threads * sizeof *others);
  sem_init(&rest, 0, 0);
  producers = threads / 2;
  for (int t = 0; t < threads; t++)
    pthread_create(&others[t], NULL, t < threads / 2 ? produce : consume, NULL);
  for (int t = 0; t < threads; t++)
    pthread_join(others[t], NULL);
  printf("%d produced, %d consumed, sum %ld, %s\n", produced, consumed, sum, late >= 0 ? "done" : "?");
  free(others);
  return 0;
}
