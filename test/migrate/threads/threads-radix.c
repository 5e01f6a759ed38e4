// Keys sorted digit by digit: each thread counts its part, the counts are summed along a chain of conditions, and all move their keys.
//
// RUN: %carry %s --work %t --flags +pthread --points 2 --pairs x86_64:x86_64 x86_64:s390x arm:x86_64 --deferrable --at-least 6
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEYS = 6000, BITS = 8, DIGITS = 1 << BITS, PASSES = 4, ROUNDS = 4 };

struct part {
  pthread_t thread;
  int number, first, last;
  int counts[DIGITS]; ///< of this part; then where its keys of each digit go
};

static int threads = 4;
static struct part *parts;
static uint32_t *from, *to;
static pthread_barrier_t all;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t next = PTHREAD_COND_INITIALIZER;
static int turn; ///< whose part comes next in the chain

static void count(struct part *p, int shift) {
  memset(p->counts, 0, sizeof p->counts);
  for (int i = p->first; i < p->last; i++)
    p->counts[from[i] >> shift & (DIGITS - 1)]++;
}

/// Each adds its counts to those of the one before.
static void chain(struct part *p) {
  pthread_mutex_lock(&lock);
  while (turn != p->number)
    pthread_cond_wait(&next, &lock);
  if (p->number > 0)
    for (int d = 0; d < DIGITS; d++)
      p->counts[d] += parts[p->number - 1].counts[d];
  turn++;
  pthread_cond_broadcast(&next);
  pthread_mutex_unlock(&lock);
}

static void move(struct part *p, const int *starts, const int *before, int shift) {
  int places[DIGITS];
  for (int d = 0; d < DIGITS; d++)
    places[d] = starts[d] + (before ? before[d] : 0);
  for (int i = p->first; i < p->last; i++)
    to[places[from[i] >> shift & (DIGITS - 1)]++] = from[i];
}

static void *sort(void *argument) {
  struct part *p = argument;
  for (int round = 0; round < ROUNDS; round++) {
    for (int i = p->first; i < p->last; i++)
      from[i] = (uint32_t)i * 2654435761u ^ (uint32_t)round * 40503u;
    for (int pass = 0; pass < PASSES; pass++) {
      int starts[DIGITS] = {0}, sum = 0;
      count(p, pass * BITS);
      chain(p);
      pthread_barrier_wait(&all);
      for (int d = 0; d < DIGITS; d++) {
        starts[d] = sum;
        sum += parts[threads - 1].counts[d];
      }
      move(p, starts, p->number ? p[-1].counts : NULL, pass * BITS);
      if (pthread_barrier_wait(&all) == PTHREAD_BARRIER_SERIAL_THREAD) {
        uint32_t *t = from;
        from = to;
        to = t;
        turn = 0;
      }
      pthread_barrier_wait(&all);
    }
    if (p->number == 0) {
      uint32_t sum = 0;
      for (int i = 0; i < KEYS; i++) {
        if (i > 0 && from[i - 1] > from[i])
          printf("not sorted at %d\n", i);
        sum = sum * 31 + from[i];
      }
      printf("%d: %u\n", round, sum);
    }
    pthread_barrier_wait(&all);
  }
  return NULL;
}

int main(int argc, char **argv) {
  if (argc > 1)
    threads = atoi(argv[1]);
  parts = calloc(threads, sizeof *parts);
  from = malloc(KEYS * sizeof *from);
  to = malloc(KEYS * sizeof *to);
  pthread_barrier_init(&all, NULL, threads);
  for (int t = 0; t < threads; t++) {
    parts[t].number = t;
    parts[t].first = KEYS * t / threads;
    parts[t].last = KEYS * (t + 1) / threads;
    pthread_create(&parts[t].thread, NULL, sort, &parts[t]);
  }
  for (int t = 0; t < threads; t++)
    pthread_join(parts[t].thread, NULL);
  free(parts);
  free(from);
  free(to);
  return 0;
}
