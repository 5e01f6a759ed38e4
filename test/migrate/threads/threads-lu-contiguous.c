// Factors of a matrix by threads that own its blocks, which lie by themselves, each whole.
//
// RUN: %carry %s --work %t --flags +pthread --points 2 --pairs x86_64:x86_64 x86_64:powerpc64 aarch64:x86_64 --deferrable --at-least 6
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { SIDE = 8, BLOCKS = 10 };

typedef double Block[SIDE][SIDE];

static int threads = 4;
static Block *blocks[BLOCKS][BLOCKS];
static pthread_barrier_t all;

static int owner(int i, int j) { return (i * 3 + j) % threads; }

static void factor(Block *d) {
  for (int k = 0; k < SIDE; k++)
    for (int i = k + 1; i < SIDE; i++) {
      (*d)[i][k] /= (*d)[k][k];
      for (int j = k + 1; j < SIDE; j++)
        (*d)[i][j] -= (*d)[i][k] * (*d)[k][j];
    }
}

/// To the right of the diagonal.
static void solve_row(Block *d, Block *b) {
  for (int k = 0; k < SIDE; k++)
    for (int i = k + 1; i < SIDE; i++)
      for (int j = 0; j < SIDE; j++)
        (*b)[i][j] -= (*d)[i][k] * (*b)[k][j];
}

/// Below it.
static void solve_column(Block *d, Block *b) {
  for (int k = 0; k < SIDE; k++)
    for (int i = 0; i < SIDE; i++) {
      (*b)[i][k] /= (*d)[k][k];
      for (int j = k + 1; j < SIDE; j++)
        (*b)[i][j] -= (*b)[i][k] * (*d)[k][j];
    }
}

static void update(Block *left, Block *up, Block *b) {
  for (int i = 0; i < SIDE; i++)
    for (int k = 0; k < SIDE; k++)
      for (int j = 0; j < SIDE; j++)
        (*b)[i][j] -= (*left)[i][k] * (*up)[k][j];
}

static void *work(void *argument) {
  int self = (int)(intptr_t)argument;
  for (int k = 0; k < BLOCKS; k++) {
    if (owner(k, k) == self)
      factor(blocks[k][k]);
    pthread_barrier_wait(&all);
    for (int i = k + 1; i < BLOCKS; i++) {
      if (owner(i, k) == self)
        solve_column(blocks[k][k], blocks[i][k]);
      if (owner(k, i) == self)
        solve_row(blocks[k][k], blocks[k][i]);
    }
    pthread_barrier_wait(&all);
    for (int i = k + 1; i < BLOCKS; i++)
      for (int j = k + 1; j < BLOCKS; j++)
        if (owner(i, j) == self)
          update(blocks[i][k], blocks[k][j], blocks[i][j]);
    if (self == 0)
      printf("%d: %.9f\n", k, (*blocks[k][k])[SIDE - 1][SIDE - 1]);
    pthread_barrier_wait(&all);
  }
  return NULL;
}

int main(int argc, char **argv) {
  if (argc > 1)
    threads = atoi(argv[1]);
  pthread_t *others = malloc(threads * sizeof *others);
  pthread_barrier_init(&all, NULL, threads);
  for (int i = 0; i < BLOCKS; i++)
    for (int j = 0; j < BLOCKS; j++) {
      blocks[i][j] = malloc(sizeof(Block));
      for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++)
          (*blocks[i][j])[y][x] = (i == j && y == x ? 100 : 0) + ((i * SIDE + y) * 37 + (j * SIDE + x) * 17) % 23 / 8.0;
    }
  for (int t = 1; t < threads; t++)
    pthread_create(&others[t], NULL, work, (void *)(intptr_t)t);
  work(NULL);
  for (int t = 1; t < threads; t++)
    pthread_join(others[t], NULL);
  double sum = 0;
  for (int i = 0; i < BLOCKS; i++)
    for (int j = 0; j < BLOCKS; j++) {
      for (int y = 0; y < SIDE; y++)
        sum += (*blocks[i][j])[y][(y + i) % SIDE];
      free(blocks[i][j]);
    }
  printf("%.9f\n", sum);
  free(others);
  return 0;
}
