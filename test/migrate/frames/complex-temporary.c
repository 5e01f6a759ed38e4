// Complex values that are alive across calls fit together whatever an ABI makes of them: registers, integers, memory of the caller.
//
// RUN: %carry %s --work %t --points 10 --pairs x86_64:s390x s390x:i686 i686:x86_64 x86_64:x86_64 --levels=-O0,-O2,-O1
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <complex.h>
#include <stdio.h>

static int next(int n) {
  int sum = 0;
  for (int i = 0; i < 2000; i++)
    sum += i & n;
  return sum & 7;
}

#define OPERATIONS(T, f)                                                                                              \
  static T f(T z, int n) { return z + next(n) + (T)0.25 * I; }                                                        \
  struct holder_##f {                                                                                                 \
    T first;                                                                                                          \
    int n;                                                                                                            \
  };                                                                                                                  \
  static struct holder_##f make_##f(T a, int n) { return (struct holder_##f){f(a, n), next(n)}; }                     \
  static T show_##f(T a, T b, T c, int n) {                                                                           \
    printf("%g%+gi %g%+gi %g%+gi %d\n", (double)creall(a), (double)cimagl(a), (double)creall(b), (double)cimagl(b),   \
           (double)creall(c), (double)cimagl(c), n);                                                                  \
    return a + b;                                                                                                     \
  }                                                                                                                   \
  static void run_##f(int n) {                                                                                        \
    T s = 0;                                                                                                          \
    s = f(s, n) + f(n, 1) * 2;                                                                                        \
    s = s + f(s, 2) - f(3, next(3));                                                                                  \
    s = (n & 1 ? s : f(s, 3)) + f(s, 4);                                                                              \
    s = f(f(s, next(1)) + 1, next(2)) + make_##f(s, n).first + make_##f(f(s, 1), 2).first;                            \
    s += show_##f(f(s, 5), f(1, 6), s, next(7));                                                                      \
    printf("%g%+gi %d\n", (double)creall(s), (double)cimagl(s), f(s, 1) == f(s, 1) + f(0, n));                        \
  }

OPERATIONS(float complex, single)
OPERATIONS(double complex, wide)
OPERATIONS(long double complex, widest)

int main(void) {
  for (int n = 1; n < 4; n++) {
    run_single(n);
    run_wide(n);
    run_widest(n);
  }
  return 0;
}
