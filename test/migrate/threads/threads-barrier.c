// Threads with a barrier and a mutex are saved wherever they are, and resumed on every platform. Which poll comes when differs from run
// to run, so a request may come too late.
//
// RUN: %carry %s --work %t --flags +pthread --points 2 --pairs cover --deferrable --at-least 30
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { THREADS = 4, ROUNDS = 20, STEPS = 4000, SLOTS = 16 };

struct job {
  int id;
  long sum;
  double *slots;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t all;
static long total;

static void *work(void *argument) {
  struct job *job = argument;
  unsigned x = 12345 + (unsigned)job->id;
  double own[SLOTS] = {0};
  for (int round = 0; round < ROUNDS; round++) {
    for (int i = 0; i < STEPS; i++) {
      x = x * 1103515245u + 12345;
      own[i % SLOTS] += x >> 16;
      job->sum = (job->sum + (x >> 20)) % 1000003;
    }
    pthread_barrier_wait(&all);
    pthread_mutex_lock(&lock);
    total += job->sum % 1000;
    pthread_mutex_unlock(&lock);
    pthread_barrier_wait(&all);
  }
  for (int i = 0; i < SLOTS; i++)
    job->slots[i] = own[i];
  return job;
}

int main(void) {
  pthread_t threads[THREADS];
  pthread_barrier_init(&all, NULL, THREADS);
  for (int i = 0; i < THREADS; i++) {
    struct job *job = malloc(sizeof *job);
    job->id = i;
    job->sum = 0;
    job->slots = malloc(SLOTS * sizeof(double));
    if (pthread_create(&threads[i], NULL, work, job) != 0)
      return 1;
  }
  for (int i = 0; i < THREADS; i++) {
    void *result;
    pthread_join(threads[i], &result);
    struct job *job = result;
    double sum = 0;
    for (int k = 0; k < SLOTS; k++)
      sum += job->slots[k];
    printf("%d %ld %.0f\n", job->id, job->sum, sum);
  }
  printf("total %ld\n", total);
  return 0;
}
