// _BitInt of more than 128 bits is carried on a platform that has it.
//
// RUN: %carry %s --work %t --points 8 --pairs x86_64:x86_64 --levels=-O2,-O0
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
    printf("%llx %llx\n", (unsigned long long)a, (unsigned long long)(f(a, n) >> 40));                                \
  }

OPERATIONS(unsigned _BitInt(200), bits200)
OPERATIONS(_BitInt(1000), bits1000)

int main(void) {
  for (int n = 1; n < 3; n++) {
    run_bits200(n);
    run_bits1000(n);
  }
  return 0;
}
