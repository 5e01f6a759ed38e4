/* Vector and matrix products with a rank-two update.

   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <stdio.h>
#include <stdlib.h>

static void gemver(int n, double *a, const double *u1, const double *v1, const double *u2, const double *v2, double *x,
                   const double *y, double *w) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      a[i * n + j] += u1[i] * v1[j] + u2[i] * v2[j];
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      x[i] = x[i] + 0.25 * a[j * n + i] * y[j];
  for (int i = 0; i < n; i++) {
    double sum = 0;
    for (int j = 0; j < n; j++)
      sum += a[i * n + j] * x[j];
    w[i] = 0.5 * sum;
  }
}

int main(int argc, char **argv) {
  int n = 400, rounds = argc > 1 ? atoi(argv[1]) : 700;
  double *a = calloc((size_t)n * n, sizeof *a), *v = calloc(7 * (size_t)n, sizeof *v);
  for (int i = 0; i < 7 * n; i++)
    v[i] = (i % 17) / 64.0;
  for (int r = 0; r < rounds; r++) {
    gemver(n, a, v, v + n, v + 2 * n, v + 3 * n, v + 4 * n, v + 5 * n, v + 6 * n);
    for (int i = 0; i < n * n; i++)
      a[i] *= 0.125;
    for (int i = 0; i < n; i++)
      v[4 * n + i] = (i + r) % 13 / 32.0;
  }
  printf("%.9g %.9g\n", v[6 * n], v[7 * n - 1]);
  return 0;
}
