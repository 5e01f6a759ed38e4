/* Primes, one bit for each odd number.

   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
  uint32_t n = 8000000, rounds = argc > 1 ? (uint32_t)atoi(argv[1]) : 18;
  uint32_t *bits = malloc(n / 64 * 4 + 8);
  unsigned long count = 0;
  for (uint32_t r = 0; r < rounds; r++) {
    memset(bits, 0xff, n / 64 * 4 + 8);
    for (uint32_t i = 3; i * i <= n; i += 2)
      if (bits[i / 64] >> (i / 2 % 32) & 1)
        for (uint32_t j = i * i; j <= n; j += 2 * i)
          bits[j / 64] &= ~((uint32_t)1 << (j / 2 % 32));
    for (uint32_t i = 3; i <= n; i += 2)
      count += bits[i / 64] >> (i / 2 % 32) & 1;
  }
  printf("%lu\n", count);
  return 0;
}
