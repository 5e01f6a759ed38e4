// Factors of a matrix that is one array, by threads that own its blocks.
//
// RUN: %carry %s --work %t --flags +pthread --points 2 --pairs x86_64:x86_64 x86_64:i686 mips:x86_64 --deferrable --at-least 6
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { WIDTH = 84, BLOCK = 7 };

struct worker {
  pthread_t thread;
  int number;
  long updates; ///< of elements; the sum over all is the same for any number of threads
};

static int threads = 4;
static double *matrix;
static pthread_barrier_t all;

static double *at(int i, int j) { return matrix + i * WIDTH + j; }
static int is_own(const struct worker *w, int i, int j) { return (i / BLOCK + j / BLOCK * 2) % threads == w->number; }

/// Rows and columns from \p i and \p j on, by column \p k.
static void eliminate(struct worker *w, int i, int j, int k) {
  for (int y = i; y < i + BLOCK; y++) {
    if (y <= k)
      continue;
    for (int x = j > k ? j : k + 1; x < j + BLOCK; x++, w->updates++)
      *at(y, x) -= *at(y, k) * *at(k, x);
  }
}

static void *work(void *argument) {
  struct worker *w = argument;
  for (int k = 0; k < WIDTH; k++) {
    for (int i = k / BLOCK * BLOCK; i < WIDTH; i += BLOCK)
      if (is_own(w, i, k))
        for (int y = i; y < i + BLOCK; y++)
          if (y > k)
            *at(y, k) /= *at(k, k);
    pthread_barrier_wait(&all);
    for (int i = k / BLOCK * BLOCK; i < WIDTH; i += BLOCK)
      for (int j = k / BLOCK * BLOCK; j < WIDTH; j += BLOCK)
        if (is_own(w, i, j))
          eliminate(w, i, j, k);
    if (w->number == 0 && k % BLOCK == 0)
      printf("%d: %.9f\n", k, *at(k, k));
    pthread_barrier_wait(&all);
  }
  return w;
}

int main(int argc, char **argv) {
  if (argc > 1)
    threads = atoi(argv[1]);
  struct worker *workers = calloc(threads, sizeof *workers);
  long updates = 0;
  matrix = malloc(WIDTH * WIDTH * sizeof *matrix);
  for (int i = 0; i < WIDTH; i++)
    for (int j = 0; j < WIDTH; j++)
      *at(i, j) = (i == j ? 60 : 0) + (i * 29 + j * 13) % 31 / 16.0;
  pthread_barrier_init(&all, NULL, threads);
  for (int t = 0; t < threads; t++) {
    workers[t].number = t;
    if (t > 0)
      pthread_create(&workers[t].thread, NULL, work, &workers[t]);
  }
  work(workers);
  for (int t = 0; t < threads; t++) {
    void *result = workers;
    if (t > 0)
      pthread_join(workers[t].thread, &result);
    updates += ((struct worker *)result)->updates;
  }
  double product = 0;
  for (int i = 0; i < WIDTH; i++)
    product += *at(i, WIDTH - 1 - i);
  printf("%ld updates, %.9f\n", updates, product);
  free(workers);
  free(matrix);
  return 0;
}
