// REQUIRES: openblas
// A program that multiplies matrices by a BLAS with threads of its own is saved between its calls.
//
// RUN: env OPENBLAS_NUM_THREADS=4 %carry %s --work %t --shared --flags +lopenblas --pairs x86_64:x86_64 --points 10
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cblas.h>
#include <stdio.h>
#include <stdlib.h>

enum { SIDE = 192, ROUNDS = 12 };

int main(void) {
  double *a = malloc(SIDE * SIDE * sizeof *a), *b = malloc(SIDE * SIDE * sizeof *b), *c = calloc(SIDE * SIDE, sizeof *c);
  for (int i = 0; i < SIDE * SIDE; i++) {
    a[i] = i % 13 - 6;
    b[i] = i % 7 - 3;
  }
  for (int round = 0; round < ROUNDS; round++) {
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, SIDE, SIDE, SIDE, 1, a, SIDE, b, SIDE, 0, c, SIDE);
    for (int i = 0; i < SIDE; i++)
      a[i * SIDE + round] = (long)c[i * SIDE + i] % 11;
    printf("%d: %.0f\n", round, cblas_ddot(SIDE * SIDE, c, 1, b, 1));
  }
  free(a);
  free(b);
  free(c);
  return 0;
}
