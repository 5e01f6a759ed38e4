// Integers of up to 128 bits that are alive across calls are carried between platforms that have them.
//
// RUN: %carry %s --work %t --points 24 --pairs x86_64:s390x s390x:x86_64 --levels=-O2,-O0
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

static int next(int n) {
  int sum = 0;
  for (int i = 0; i < 2000; i++)
    sum += i & n;
  return sum & 7;
}

#define OPERATIONS(T, f)                                                                                              \
  static T f(T x, int n) {                                                                                            \
    for (int i = 0; i < 6; i++)                                                                                       \
      x = x * 3 + (T)next(n);                                                                                         \
    return x;                                                                                                         \
  }                                                                                                                   \
  static void run_##f(int n) {                                                                                        \
    T a = f((T)n, 1) + f((T)2, n) * f((T)3, next(n));                                                                 \
    a = (n & 1 ? a : f(a, 2)) - (a >> next(n)) + f((T)1, 2);                                                          \
    printf("%llx %llx\n", (unsigned long long)a, (unsigned long long)(f(a, n) >> 10));                                \
  }

OPERATIONS(unsigned __int128, unsigned128)
OPERATIONS(__int128, signed128)
OPERATIONS(unsigned _BitInt(100), bits100)
OPERATIONS(unsigned _BitInt(61), bits61)
OPERATIONS(_BitInt(77), bits77)
OPERATIONS(unsigned _BitInt(17), bits17)

int main(void) {
  for (int n = 1; n < 3; n++) {
    run_unsigned128(n);
    run_signed128(n);
    run_bits100(n);
    run_bits61(n);
    run_bits77(n);
    run_bits17(n);
  }
  return 0;
}
