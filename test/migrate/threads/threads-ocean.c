// A stencil in two colours with barriers, until its largest change, which threads agree on under a mutex, is small.
//
// RUN: %carry %s --work %t --flags +pthread --points 2 --pairs x86_64:x86_64 powerpc:x86_64 x86_64:arm --deferrable --at-least 6
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { SIDE = 50, LONGEST = 60 };

static int threads = 4;
static double (*field)[SIDE];
static double change;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t all;

static double relax(int first, int last, int colour) {
  double most = 0;
  for (int y = first; y < last; y++)
    for (int x = 1 + (y + 1 + colour) % 2; x < SIDE - 1; x += 2) {
      double value = .25 * (field[y - 1][x] + field[y + 1][x] + field[y][x - 1] + field[y][x + 1]);
      double difference = value > field[y][x] ? value - field[y][x] : field[y][x] - value;
      if (difference > most)
        most = difference;
      field[y][x] = value;
    }
  return most;
}

static void *work(void *argument) {
  int self = (int)(intptr_t)argument, rows = SIDE - 2;
  int first = 1 + rows * self / threads, last = 1 + rows * (self + 1) / threads;
  for (int step = 0; step < LONGEST; step++) {
    double most = 0;
    for (int colour = 0; colour < 2; colour++) {
      double part = relax(first, last, colour);
      if (part > most)
        most = part;
      pthread_barrier_wait(&all);
    }
    pthread_mutex_lock(&lock);
    if (most > change)
      change = most;
    pthread_mutex_unlock(&lock);
    pthread_barrier_wait(&all);
    double agreed = change;
    if (self == 0 && step % 5 == 0)
      printf("%d: %.12f %.12f\n", step, agreed, field[SIDE / 2][step % SIDE]);
    if (pthread_barrier_wait(&all) == PTHREAD_BARRIER_SERIAL_THREAD)
      change = 0;
    pthread_barrier_wait(&all);
    if (agreed < 1e-3)
      break;
  }
  return NULL;
}

int main(int argc, char **argv) {
  if (argc > 1)
    threads = atoi(argv[1]);
  pthread_t *others = malloc(threads * sizeof *others);
  field = calloc(SIDE, sizeof *field);
  for (int i = 0; i < SIDE; i++) {
    field[0][i] = i;
    field[i][SIDE - 1] = SIDE - i / 2.0;
  }
  pthread_barrier_init(&all, NULL, threads);
  for (int t = 1; t < threads; t++)
    pthread_create(&others[t], NULL, work, (void *)(intptr_t)t);
  work(NULL);
  for (int t = 1; t < threads; t++)
    pthread_join(others[t], NULL);
  free(others);
  free(field);
  return 0;
}
