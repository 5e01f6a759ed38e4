/* Shortest paths between all pairs of vertices.

   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  int n = argc > 1 ? atoi(argv[1]) : 1000;
  int *d = malloc((size_t)n * n * sizeof *d);
  unsigned seed = 1;
  for (int i = 0; i < n * n; i++) {
    seed = seed * 1103515245 + 12345;
    d[i] = i % (n + 1) == 0 ? 0 : 1 + (seed >> 16) % 1000;
  }
  for (int k = 0; k < n; k++)
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++)
        if (d[i * n + k] + d[k * n + j] < d[i * n + j])
          d[i * n + j] = d[i * n + k] + d[k * n + j];
  long sum = 0;
  for (int i = 0; i < n * n; i++)
    sum += d[i];
  printf("%ld\n", sum);
  return 0;
}
