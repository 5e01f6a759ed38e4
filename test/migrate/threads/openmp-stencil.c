// REQUIRES: openmp
// A stencil by OpenMP is saved between its parallel regions, with the library's threads left out, and goes on with as many threads as it had
// asked for. A poll inside a region waits for its end; so does one in a region that has one thread alone.
//
// RUN: env OMP_NUM_THREADS=4 %carry %s --work %t --shared --flags +fopenmp --pairs x86_64:x86_64 --points 10 --deferrable --at-least 16
// RUN: %if openmp-aarch64 %{ env OMP_NUM_THREADS=4 OMP_WAIT_POLICY=passive %carry %s --work %t --shared --libraries aarch64=%openmp-aarch64 \
// RUN:   --flags +fopenmp --pairs x86_64:aarch64 aarch64:x86_64 aarch64:aarch64 --points 3 --deferrable --at-least 12 %}
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>

enum { SIDE = 26, ROUNDS = 15 };

static double *cells(int seed) {
  double *field = malloc(SIDE * SIDE * sizeof *field);
  for (int i = 0; i < SIDE * SIDE; i++)
    field[i] = (i * 31 + seed) % 97;
  return field;
}

/// Polls on whatever thread calls it.
static double relaxed(const double *row) {
  double sum = 0;
  for (int d = -SIDE; d <= SIDE; d += SIDE)
    for (int e = -1; e <= 1; e++)
      sum += row[d + e];
  cgt_poll();
  return sum / 9;
}

static void relax(const double *from, double *to, int several) {
#pragma omp parallel for if (several)
  for (int y = 1; y < SIDE - 1; y++)
    for (int x = 1; x < SIDE - 1; x++)
      to[y * SIDE + x] = relaxed(from + y * SIDE + x);
}

static int team(void) {
  int size = 0;
#pragma omp parallel
#pragma omp single
  size = omp_get_num_threads();
  return size;
}

int main(void) {
  double *a = cells(1), *b = cells(2);
  for (int round = 0; round < ROUNDS; round++) {
    if (round == ROUNDS / 3)
      omp_set_num_threads(3);
    if (round == ROUNDS / 2)
      omp_set_schedule(omp_sched_dynamic, 5);
    relax(a, b, round % 5 != 4);
    double *t = a;
    a = b;
    b = t;
    omp_sched_t kind;
    int chunk;
    omp_get_schedule(&kind, &chunk);
    printf("%d: %.9f, %d threads of %d, schedule %d %d\n", round, a[SIDE * 7 + round], team(), omp_get_max_threads(), kind == omp_sched_dynamic, chunk);
  }
  free(a);
  free(b);
  return 0;
}
