// Strip-mined loops of either form make the same iterations as the plain ones, poll after each whole 1,024, and stop at
// their limits, the greatest of their types too.
//
// RUN: %carry %s --work %t --points 12 --pairs x86_64:x86_64 x86_64:s390x i686:x86_64
// RUN: %cgt-x86_64 -O2 %s -o %t.exe
// RUN: env CGT_OPTIONS=stats=%t.stats %t.exe count | FileCheck %s
// CHECK: 1023: 0 polls 0 polls
// CHECK: 1024: 1 polls 1 polls
// CHECK: 5000: 4 polls 4 polls
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifdef __CGT__
#include <cgt/cgt.h>
#else
static long cgt_polls(void) { return 0; }
#endif
#include <limits.h>
#include <stdint.h>
#include <stdio.h>

static unsigned char bytes[5000], *data = bytes;

static unsigned counted(unsigned n) {
  unsigned sum = 0;
  for (unsigned i = 0; i < n; i++)
    sum = sum * 31 + data[i];
  return sum;
}

static unsigned uncounted(unsigned n) {
  unsigned sum = 0;
  const unsigned char *p = data;
  while (p != data + n)
    sum = sum * 31 + *p++;
  return sum;
}

static unsigned backwards_limit(int from, int to, int step) {
  unsigned sum = 0;
  for (int i = from; i <= to; i += 3)
    sum += (unsigned)i;
  for (unsigned char c = 250; c < 255; c++)
    sum += c;
  for (uint64_t i = UINT64_MAX - 2500; i < UINT64_MAX; i++)
    sum += (unsigned)(i & 7) + (unsigned)step;
  return sum;
}

int main(int argc, char **argv) {
  (void)argv;
  static const unsigned sizes[] = {0, 1, 1023, 1024, 1025, 2048, 5000};
  for (unsigned i = 0; i < sizeof bytes; i++)
    data[i] = (unsigned char)(i * 7);
  for (unsigned k = 0; k < sizeof sizes / sizeof *sizes; k++) {
    unsigned n = sizes[k];
    long before = cgt_polls();
    unsigned a = counted(n);
    long between = cgt_polls();
    unsigned b = uncounted(n);
    long after = cgt_polls();
    if (argc > 1)
      printf("%u: %ld polls %ld polls\n", n, between - before, after - between);
    printf("%u %u\n", a, b);
  }
  printf("%u\n", backwards_limit(INT_MAX - 9000, INT_MAX - 3, 1));
  printf("%u\n", backwards_limit(INT_MIN, INT_MIN + 5000, 2));
  return 0;
}
