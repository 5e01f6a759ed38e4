/* Powers of three in an array of digits, and their decimal sum.

   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct big {
  int used;
  uint32_t digit[2000];
};

static void times_small(struct big *b, uint32_t m) {
  uint64_t carry = 0;
  for (int i = 0; i < b->used; i++) {
    carry += (uint64_t)b->digit[i] * m;
    b->digit[i] = (uint32_t)carry;
    carry >>= 32;
  }
  if (carry)
    b->digit[b->used++] = (uint32_t)carry;
}

static uint32_t divide_small(struct big *b, uint32_t d) {
  uint64_t rest = 0;
  for (int i = b->used - 1; i >= 0; i--) {
    rest = rest << 32 | b->digit[i];
    b->digit[i] = (uint32_t)(rest / d);
    rest %= d;
  }
  while (b->used && !b->digit[b->used - 1])
    b->used--;
  return (uint32_t)rest;
}

int main(int argc, char **argv) {
  int rounds = argc > 1 ? atoi(argv[1]) : 30;
  unsigned long sum = 0;
  for (int r = 0; r < rounds; r++) {
    struct big *b = calloc(1, sizeof *b);
    b->used = 1;
    b->digit[0] = 1;
    for (int i = 0; i < 12000; i++)
      times_small(b, 3 + (i + r) % 3);
    while (b->used)
      sum += divide_small(b, 1000000000) % 10;
    free(b);
  }
  printf("%lu\n", sum);
  return 0;
}
