/* SHA-256 of a long message.

   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t k[64], h[8];

static uint32_t turn(uint32_t x, int n) { return x >> n | x << (32 - n); }

static void block(const unsigned char *p) {
  uint32_t w[64], s[8];
  for (int i = 0; i < 16; i++)
    w[i] = (uint32_t)p[4 * i] << 24 | p[4 * i + 1] << 16 | p[4 * i + 2] << 8 | p[4 * i + 3];
  for (int i = 16; i < 64; i++)
    w[i] = w[i - 16] + (turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ w[i - 15] >> 3) + w[i - 7] +
           (turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ w[i - 2] >> 10);
  memcpy(s, h, sizeof s);
  for (int i = 0; i < 64; i++) {
    uint32_t t1 = s[7] + (turn(s[4], 6) ^ turn(s[4], 11) ^ turn(s[4], 25)) + ((s[4] & s[5]) ^ (~s[4] & s[6])) + k[i] + w[i];
    uint32_t t2 = (turn(s[0], 2) ^ turn(s[0], 13) ^ turn(s[0], 22)) + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
    for (int j = 7; j > 0; j--)
      s[j] = s[j - 1];
    s[4] += t1;
    s[0] = t1 + t2;
  }
  for (int i = 0; i < 8; i++)
    h[i] += s[i];
}

/* The first 32 bits of the fractional part of a root of \p prime, by bisection in integers: the cube root's for k. */
static uint32_t fraction(unsigned prime, int cube) {
  uint64_t low = 0, high = (uint64_t)1 << 37;
  while (low + 1 < high) {
    uint64_t mid = (low + high) / 2;
    long double r = (long double)mid / 4294967296.0L;
    if ((cube ? r * r * r : r * r) <= prime)
      low = mid;
    else
      high = mid;
  }
  return (uint32_t)low;
}

int main(int argc, char **argv) {
  int rounds = argc > 1 ? atoi(argv[1]) : 3500000, found = 0;
  for (unsigned p = 2; found < 64; p++) {
    int prime = 1;
    for (unsigned d = 2; d * d <= p; d++)
      if (p % d == 0)
        prime = 0;
    if (prime) {
      if (found < 8)
        h[found] = fraction(p, 0);
      k[found++] = fraction(p, 1);
    }
  }
  unsigned char message[64];
  for (int i = 0; i < 64; i++)
    message[i] = i;
  for (int r = 0; r < rounds; r++) {
    message[r % 64] ^= r;
    block(message);
  }
  printf("%08lx%08lx\n", (unsigned long)h[0], (unsigned long)h[7]);
  return 0;
}
