// A loop without calls polls too: a request is served within a second in a
// program that is one loop of 3*10^10 iterations, at each level.
//
// RUN: %latency %s --work %t --levels=-O0,-O2,-O3
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdint.h>
#include <stdio.h>

int main(void) {
  uint64_t x = 1;
  for (uint64_t i = 0; i < 30000000000u; i++)
    x = (x ^ x >> 7) * 6364136223846793005u + i;
  printf("%llx\n", (unsigned long long)x);
  return 0;
}
