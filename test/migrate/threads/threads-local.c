// Each thread has its own copy of a thread-local variable, and a pointer to another thread's copy leads to that after a resume.
//
// RUN: %carry %s --work %t --flags +pthread --points 2 --pairs cover --deferrable --at-least 30
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <pthread.h>
#include <stdio.h>

enum { THREADS = 3, ROUNDS = 30, STEPS = 700 };

struct state {
  long sum;
  const struct state *next; ///< another thread's
  char name[12];
};

static __thread struct state own = {0, NULL, "main's"};
static _Thread_local double weight = 1.5;
__thread int calls;
static struct state *states[THREADS + 1];
static pthread_barrier_t all;

static void step(int i) {
  calls++;
  own.sum = (own.sum * 31 + i) % 100003;
  weight = weight * 0.5 + i;
}

static void *work(void *argument) {
  int number = *(int *)argument;
  long seen = 0;
  snprintf(own.name, sizeof own.name, "thread %d", number);
  states[number] = &own;
  pthread_barrier_wait(&all);
  own.next = states[(number + 1) % (THREADS + 1)];
  for (int round = 0; round < ROUNDS; round++) {
    for (int i = 0; i < STEPS; i++)
      step(i + number);
    pthread_barrier_wait(&all);
    seen = (seen * 7 + own.next->sum + own.next->name[7]) % 1000003;
    pthread_barrier_wait(&all);
  }
  pthread_barrier_wait(&all);
  for (int turn = 1; turn <= THREADS; turn++) {
    if (turn == number)
      printf("%s %ld %ld %d %.3f %s\n", own.name, own.sum, seen, calls, weight, own.next->name);
    pthread_barrier_wait(&all);
  }
  return NULL;
}

int main(void) {
  static int numbers[THREADS + 1] = {0, 1, 2, 3};
  pthread_t threads[THREADS + 1];
  pthread_barrier_init(&all, NULL, THREADS);
  states[0] = &own;
  for (int i = 1; i <= THREADS; i++)
    if (pthread_create(&threads[i], NULL, work, &numbers[i]) != 0)
      return 1;
  for (int i = 1; i <= THREADS; i++)
    pthread_join(threads[i], NULL);
  printf("%s %ld %d %.3f\n", own.name, own.sum, calls, weight);
  return 0;
}
