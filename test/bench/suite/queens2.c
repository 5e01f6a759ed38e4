/* Queens on a board, by backtracking over columns and diagonals.

   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <stdio.h>
#include <stdlib.h>

static int n, column[32], up[64], down[64];

static long place(int y) {
  if (y == n)
    return 1;
  long found = 0;
  for (int x = 0; x < n; x++)
    if (!column[x] && !up[x + y] && !down[x - y + n]) {
      column[x] = up[x + y] = down[x - y + n] = 1;
      found += place(y + 1);
      column[x] = up[x + y] = down[x - y + n] = 0;
    }
  return found;
}

int main(int argc, char **argv) {
  n = argc > 1 ? atoi(argv[1]) : 12;
  printf("%ld\n", place(0));
  return 0;
}
