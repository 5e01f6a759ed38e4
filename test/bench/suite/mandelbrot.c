/* Iterations until escape, for each point of a square.

   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  int n = argc > 1 ? atoi(argv[1]) : 900;
  unsigned long total = 0;
  for (int y = 0; y < n; y++)
    for (int x = 0; x < n; x++) {
      double cr = 3.0 * x / n - 2.0, ci = 2.0 * y / n - 1.0, zr = 0, zi = 0;
      int k = 0;
      while (k < 200 && zr * zr + zi * zi < 4) {
        double t = zr * zr - zi * zi + cr;
        zi = 2 * zr * zi + ci;
        zr = t;
        k++;
      }
      total += k;
    }
  printf("%lu\n", total);
  return 0;
}
