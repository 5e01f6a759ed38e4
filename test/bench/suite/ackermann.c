/* Deep recursion, mostly in tail position.

   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <stdio.h>
#include <stdlib.h>

static int ackermann(int m, int n) {
  if (m == 0)
    return n + 1;
  if (n == 0)
    return ackermann(m - 1, 1);
  return ackermann(m - 1, ackermann(m, n - 1));
}

int main(int argc, char **argv) {
  int rounds = argc > 1 ? atoi(argv[1]) : 40, sum = 0;
  for (int i = 0; i < rounds; i++)
    sum += ackermann(3, 8 + i % 2);
  printf("%d\n", sum);
  return 0;
}
