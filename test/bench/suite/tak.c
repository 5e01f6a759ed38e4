/* Takeuchi's function: four calls, one of them in tail position.

   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <stdio.h>
#include <stdlib.h>

static int tak(int x, int y, int z) {
  if (y >= x)
    return z;
  return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y));
}

int main(int argc, char **argv) {
  int rounds = argc > 1 ? atoi(argv[1]) : 350, sum = 0;
  for (int i = 0; i < rounds; i++)
    sum += tak(18 + i % 2, 12, 6);
  printf("%d\n", sum);
  return 0;
}
