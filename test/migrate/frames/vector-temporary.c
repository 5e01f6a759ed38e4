// Vectors that are alive across calls fit together whatever an ABI makes of them.
//
// RUN: %carry %s --work %t --points 10 --pairs x86_64:s390x s390x:i686 i686:x86_64 x86_64:x86_64 --levels=-O0,-O2,-O1
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

static int next(int n) {
  int sum = 0;
  for (int i = 0; i < 2000; i++)
    sum += i & n;
  return sum & 7;
}

#define OPERATIONS(T, size)                                                                                           \
  typedef T v_##T##size __attribute__((vector_size(size)));                                                           \
  struct holder_##T##size {                                                                                           \
    v_##T##size v;                                                                                                    \
    int n;                                                                                                            \
  };                                                                                                                  \
  static v_##T##size turn_##T##size(v_##T##size x, int n) {                                                           \
    x[0] += (T)next(n);                                                                                               \
    return x + x[1];                                                                                                  \
  }                                                                                                                   \
  static struct holder_##T##size make_##T##size(v_##T##size x, int n) {                                               \
    return (struct holder_##T##size){turn_##T##size(x, n), next(n)};                                                  \
  }                                                                                                                   \
  static T sum_##T##size(v_##T##size a, int n, v_##T##size b) { return a[0] + b[1] + (T)n; }                          \
  static void run_##T##size(int n) {                                                                                  \
    v_##T##size a = {1, 2};                                                                                           \
    a = turn_##T##size(a, n) * 2 + turn_##T##size(a + 1, 2);                                                          \
    a = a - turn_##T##size(n & 1 ? a : turn_##T##size(a, 1), 3);                                                      \
    a = make_##T##size(a, n).v + make_##T##size(turn_##T##size(a, 4), next(5)).v;                                     \
    T s = sum_##T##size(turn_##T##size(a, 5), next(6), turn_##T##size(a, 6));                                         \
    printf("%g %g %g\n", (double)a[0], (double)a[1], (double)s);                                                      \
  }

OPERATIONS(float, 8)
OPERATIONS(float, 16)
OPERATIONS(double, 16)
OPERATIONS(short, 4)
OPERATIONS(int, 32)
OPERATIONS(float, 64)

int main(void) {
  for (int n = 1; n < 3; n++) {
    run_float8(n);
    run_float16(n);
    run_double16(n);
    run_short4(n);
    run_int32(n);
    run_float64(n);
  }
  return 0;
}
