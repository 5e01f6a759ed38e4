/* Conjugate gradients with a sparse matrix in compressed rows.

   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <stdio.h>
#include <stdlib.h>

static int n;
static int *row, *col;
static double *val;

static void times(const double *x, double *y) {
  for (int i = 0; i < n; i++) {
    double sum = 0;
    for (int k = row[i]; k < row[i + 1]; k++)
      sum += val[k] * x[col[k]];
    y[i] = sum;
  }
}

static double dot(const double *a, const double *b) {
  double sum = 0;
  for (int i = 0; i < n; i++)
    sum += a[i] * b[i];
  return sum;
}

int main(int argc, char **argv) {
  int side = 200, steps = argc > 1 ? atoi(argv[1]) : 2200, used = 0;
  n = side * side;
  row = malloc((n + 1) * sizeof *row);
  col = malloc(5 * n * sizeof *col);
  val = malloc(5 * n * sizeof *val);
  for (int i = 0; i < n; i++) {
    row[i] = used;
    int at[5] = {i - side, i % side ? i - 1 : -1, i, (i + 1) % side ? i + 1 : -1, i + side};
    for (int k = 0; k < 5; k++)
      if (at[k] >= 0 && at[k] < n) {
        col[used] = at[k];
        val[used++] = k == 2 ? 4.01 : -1;
      }
  }
  row[n] = used;
  double *x = malloc(n * sizeof *x), *r = malloc(n * sizeof *r), *p = malloc(n * sizeof *p), *q = malloc(n * sizeof *q);
  double sum = 0;
  for (int s = 0; s < steps; s += 50) {
    for (int i = 0; i < n; i++) {
      x[i] = 0;
      r[i] = p[i] = (i + s) % 3;
    }
    double rr = dot(r, r);
    for (int k = 0; k < 50; k++) {
      times(p, q);
      double alpha = rr / dot(p, q), old = rr;
      for (int i = 0; i < n; i++) {
        x[i] += alpha * p[i];
        r[i] -= alpha * q[i];
      }
      rr = dot(r, r);
      for (int i = 0; i < n; i++)
        p[i] = r[i] + rr / old * p[i];
    }
    sum += x[n / 2];
  }
  printf("%.6f\n", sum);
  return 0;
}
