/* A quarter circle's area from pairs of random numbers.

   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t state = 88172645463325252u;

static double uniform(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (state >> 11) * (1.0 / 9007199254740992.0);
}

int main(int argc, char **argv) {
  long n = argc > 1 ? atol(argv[1]) : 120000000, inside = 0;
  for (long i = 0; i < n; i++) {
    double x = uniform(), y = uniform();
    inside += x * x + y * y < 1;
  }
  printf("%.6f\n", 4.0 * inside / n);
  return 0;
}
