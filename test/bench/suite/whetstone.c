/* A mix of floating-point expressions, small calls and elementary functions.

   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static double e1[4];

static void over_array(double *e, double t) {
  for (int j = 0; j < 6; j++) {
    e[0] = (e[0] + e[1] + e[2] - e[3]) * t;
    e[1] = (e[0] + e[1] - e[2] + e[3]) * t;
    e[2] = (e[0] - e[1] + e[2] + e[3]) * t;
    e[3] = (-e[0] + e[1] + e[2] + e[3]) / 2;
  }
}

static double three(double x, double y, double t) {
  double x1 = t * (x + y), y1 = t * (x1 + y);
  return (x1 + y1) / 2;
}

int main(int argc, char **argv) {
  int n = argc > 1 ? atoi(argv[1]) : 700000;
  double t = 0.499975, x = 0.2, y = 0.3, z = 0;
  e1[0] = 1;
  e1[1] = e1[2] = e1[3] = -1;
  for (int i = 0; i < n; i++) {
    over_array(e1, t);
    for (int k = 0; k < 8; k++)
      z = three(x, y, t) + 0.125 * z;
    x = t * atan(2 * sin(x) * cos(x) / (cos(x + y) + cos(x - y) - 1));
    if (x < 0.1)
      x = 0.2;
    y = sqrt(exp(log(y + 1) / 2)) / 2;
  }
  printf("%.6f %.6f %.6f %.6f\n", e1[0], x, y, z);
  return 0;
}
