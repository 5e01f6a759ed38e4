// Threads that sleep, have values under keys, whose destructors run at their ends, and handlers of pthread_cleanup_push(), which run at
// pthread_exit(): without CGT_OPTIONS, with a save, and after a resume the same.
//
// RUN: %carry %s --work %t --flags +pthread --points 2 --pairs cover --deferrable --at-least 30
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { THREADS = 3, ROUNDS = 12, STEPS = 600 };

static pthread_key_t names, numbers;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int destroyed, cleaned;

static void destroy(void *value) {
  pthread_mutex_lock(&lock);
  destroyed += ((char *)value)[0];
  pthread_mutex_unlock(&lock);
  free(value);
}

static void clean(void *value) {
  pthread_mutex_lock(&lock);
  cleaned += *(int *)value;
  pthread_mutex_unlock(&lock);
}

static void leave(int own) {
  int second = own * 100;
  pthread_cleanup_push(clean, &own);
  pthread_cleanup_push(clean, &second);
  if (own % 2)
    pthread_exit((void *)(size_t)(own * 3));
  pthread_cleanup_pop(1);
  pthread_cleanup_pop(0);
}

static void *work(void *argument) {
  int own = *(int *)argument;
  unsigned sum = 0;
  char *name = malloc(16);
  snprintf(name, 16, "%c %d", 'a' + own, own);
  pthread_setspecific(names, name);
  pthread_setspecific(numbers, (void *)(size_t)own);
  for (int round = 0; round < ROUNDS; round++) {
    struct timespec time = {0, 1000000};
    for (int i = 0; i < STEPS; i++)
      sum = sum * 31 + (unsigned)i;
    nanosleep(&time, NULL);
    if (pthread_getspecific(names) != name || pthread_getspecific(numbers) != (void *)(size_t)own)
      exit(1);
  }
  leave(own);
  return (void *)(size_t)(sum % 1009);
}

int main(void) {
  static int own[THREADS] = {1, 2, 3};
  pthread_t threads[THREADS];
  pthread_key_create(&names, destroy);
  pthread_key_create(&numbers, NULL);
  pthread_setspecific(numbers, &own[1]);
  for (int i = 0; i < THREADS; i++)
    if (pthread_create(&threads[i], NULL, work, &own[i]) != 0)
      return 1;
  for (int i = 0; i < THREADS; i++) {
    void *result;
    pthread_join(threads[i], &result);
    printf("%zu\n", (size_t)result);
  }
  printf("%d %d %d\n", destroyed, cleaned, pthread_getspecific(numbers) == &own[1]);
  return 0;
}
