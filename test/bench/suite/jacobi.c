/* Relaxation of a square with the residual in the same loop.

   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static double relax(int n, const double *a, double *b) {
  double residual = 0;
  for (int i = 1; i < n - 1; i++)
    for (int j = 1; j < n - 1; j++) {
      int k = i * n + j;
      b[k] = 0.25 * (a[k - n] + a[k + n] + a[k - 1] + a[k + 1]);
      residual += fabs(b[k] - a[k]);
    }
  return residual;
}

int main(int argc, char **argv) {
  int n = 250, steps = argc > 1 ? atoi(argv[1]) : 10000;
  double *a = calloc((size_t)n * n, sizeof *a), *b = calloc((size_t)n * n, sizeof *b), r = 0;
  for (int i = 0; i < n; i++)
    a[i] = b[i] = 100;
  for (int s = 0; s < steps; s++) {
    r = relax(n, a, b);
    double *t = a;
    a = b;
    b = t;
  }
  printf("%.9g\n", r);
  return 0;
}
