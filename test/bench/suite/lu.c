/* Gaussian elimination, as a textbook has it.

   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <stdio.h>
#include <stdlib.h>

static void decompose(double **a, int n) {
  for (int k = 0; k < n; k++)
    for (int i = k + 1; i < n; i++) {
      a[i][k] /= a[k][k];
      for (int j = k + 1; j < n; j++)
        a[i][j] -= a[i][k] * a[k][j];
    }
}

int main(int argc, char **argv) {
  int n = 500, rounds = argc > 1 ? atoi(argv[1]) : 20;
  double **a = malloc(n * sizeof *a), sum = 0;
  for (int i = 0; i < n; i++)
    a[i] = malloc(n * sizeof **a);
  for (int r = 0; r < rounds; r++) {
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++)
        a[i][j] = i == j ? n : (i * 7 + j * 3 + r) % 11;
    decompose(a, n);
    sum += a[n - 1][n - 1];
  }
  printf("%.6f\n", sum);
  return 0;
}
