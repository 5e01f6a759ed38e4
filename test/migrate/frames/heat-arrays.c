// A heat solver with arrays of variable length in main(): grids, handed to a function as `double u[n][m]`, an array of structs with
// pointers into a grid, one of long, one that each iteration has anew; rows of the grid in a block of the heap. At 20 polls each, and
// through a chain of 20 resumes at home.
//
// RUN: %carry %s --work %t --points 20 --levels=-O0,-O3 --pairs x86_64:aarch64 aarch64:s390x s390x:i686 i686:x86_64
// RUN: %carry %s --work %t --points 20 --levels=-O2,-O3 --pairs i686:i686 x86_64:x86_64
// RUN: %cgt-cc -O2 %s -o %t.exe
// RUN: %python %S/../Inputs/chain.py 20 30 %t.image %t.exe | FileCheck %s
// CHECK: 20 resumes, right; memory of the last is {{0\.[0-9]+|1\.[01][0-9]}} of the first's
//
// REQUIRES: run-i686, run-aarch64, run-s390x
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>
#include <math.h>
static double step(int n, int m, double u[n][m], double v[n][m]) {
  double worst = 0;
  for (int i = 1; i < n - 1; i++)
    for (int j = 1; j < m - 1; j++) {
      v[i][j] = 0.25 * (u[i - 1][j] + u[i + 1][j] + u[i][j - 1] + u[i][j + 1]);
      double d = fabs(v[i][j] - u[i][j]);
      if (d > worst) worst = d;
    }
  for (int i = 1; i < n - 1; i++)
    for (int j = 1; j < m - 1; j++) u[i][j] = v[i][j];
  return worst;
}
struct probe { int at; long count; double *where; };
int main(int argc, char **argv) {
  int n = argc > 1 ? atoi(argv[1]) : 40, m = n + 3, steps = argc > 2 ? atoi(argv[2]) : 30;
  double u[n][m], v[n][m];
  struct probe probes[n];
  long history[steps];
  double *corner = &u[n - 1][m - 1], **row = malloc(n * sizeof *row);
  for (int i = 0; i < n; i++) {
    row[i] = u[i];
    probes[i] = (struct probe){i, -i, &v[i][i]};
    for (int j = 0; j < m; j++) u[i][j] = v[i][j] = i == 0 ? 100 : 0;
  }
  *corner = 7;
  for (int s = 0; s < steps; s++) {
    double worst = step(n, m, u, v);
    double sums[n];
    for (int i = 0; i < n; i++) {
      sums[i] = 0;
      for (int j = 0; j < m; j++) sums[i] += row[i][j];
      probes[i].count += s;
    }
    history[s] = (long)(sums[1] * 1000);
    if (s % 5 == 0) {
      char text[s + 2];
      for (int k = 0; k <= s; k++) text[k] = 'a' + k % 26;
      text[s + 1] = 0;
      printf("%d %a %a %s %ld %a\n", s, worst, sums[n / 2], text, probes[n / 2].count, *probes[n / 2].where);
    }
    if (s == 17) continue;
  }
  long all = 0;
  for (int s = 0; s < steps; s++) all = (all * 3 + history[s]) % 1000003;
  printf("%ld %a %a\n", all, *corner, u[n / 2][m / 2]);
  return 0;
}
