// A pool of detached threads that calls functions by pointers and gives results as promises; some jobs put in others and wait for these.
//
// RUN: %carry %s --work %t --flags +pthread --points 2 --pairs x86_64:x86_64 x86_64:powerpc sparc64:x86_64 --deferrable --at-least 6
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS = 12, JOBS = 10 };

struct job {
  struct job *next;
  long (*function)(long);
  long argument, result;
  int done;
};

struct pool {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  struct job *first, **last;
  int ends, left;
};

static struct pool pool;
static __thread long served;

/// With the lock.
static struct job *take(void) {
  struct job *j = pool.first;
  if (j) {
    pool.first = j->next;
    if (!pool.first)
      pool.last = &pool.first;
  }
  return j;
}

/// With the lock, which is free meanwhile.
static void run(struct job *j) {
  pthread_mutex_unlock(&pool.lock);
  long result = j->function(j->argument);
  pthread_mutex_lock(&pool.lock);
  j->result = result;
  j->done = 1;
  served++;
  pthread_cond_broadcast(&pool.changed);
}

static struct job *submit(long (*function)(long), long argument) {
  struct job *j = calloc(1, sizeof *j);
  j->function = function;
  j->argument = argument;
  pthread_mutex_lock(&pool.lock);
  *pool.last = j;
  pool.last = &j->next;
  pthread_cond_broadcast(&pool.changed);
  pthread_mutex_unlock(&pool.lock);
  return j;
}

/// Helps as long as its own isn't done, so that jobs may wait for jobs.
static long await(struct job *j) {
  pthread_mutex_lock(&pool.lock);
  while (!j->done) {
    struct job *other = take();
    if (other)
      run(other);
    else
      pthread_cond_wait(&pool.changed, &pool.lock);
  }
  pthread_mutex_unlock(&pool.lock);
  long result = j->result;
  free(j);
  return result;
}

static void *serve(void *unused) {
  pthread_mutex_lock(&pool.lock);
  while (!pool.ends) {
    struct job *j = take();
    if (j)
      run(j);
    else
      pthread_cond_wait(&pool.changed, &pool.lock);
  }
  pool.left--;
  pthread_cond_broadcast(&pool.changed);
  pthread_mutex_unlock(&pool.lock);
  return unused;
}

static long collatz(long n) {
  long steps = 0;
  for (; n != 1; steps++)
    n = n % 2 ? 3 * n + 1 : n / 2;
  return steps;
}

static long both(long n) {
  struct job *a = submit(collatz, n + 1), *b = submit(n % 3 ? collatz : both, n / 2 + 1);
  return await(a) + 2 * await(b);
}

int main(int argc, char **argv) {
  int threads = argc > 1 ? atoi(argv[1]) : 4;
  pthread_attr_t detached;
  pthread_mutex_init(&pool.lock, NULL);
  pthread_cond_init(&pool.changed, NULL);
  pool.last = &pool.first;
  pool.left = threads;
  pthread_attr_init(&detached);
  pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
  for (int t = 0; t < threads; t++) {
    pthread_t thread;
    pthread_create(&thread, &detached, serve, NULL);
  }
  pthread_attr_destroy(&detached);
  for (int round = 0; round < ROUNDS; round++) {
    struct job *jobs[JOBS];
    long sum = 0;
    for (int i = 0; i < JOBS; i++)
      jobs[i] = submit(i % 2 ? both : collatz, 100 * round + i + 1);
    for (int i = 0; i < JOBS; i++)
      sum = sum * 3 + await(jobs[i]);
    printf("%d: %ld\n", round, sum % 1000003);
  }
  pthread_mutex_lock(&pool.lock);
  pool.ends = 1;
  pthread_cond_broadcast(&pool.changed);
  while (pool.left > 0)
    pthread_cond_wait(&pool.changed, &pool.lock);
  pthread_mutex_unlock(&pool.lock);
  return 0;
}
