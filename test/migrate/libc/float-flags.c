// Floating-point exceptions that have been raised stay raised, those that haven't don't come. Modes of one processor are carried to
// its like, and refused elsewhere.
//
// RUN: %carry %s --work %t.lab --points 6 --pairs cover
//
// RUN: %cgt-x86_64 -DMODES %s -lm -o %t.x86_64 && %cgt-s390x -DMODES %s -lm -o %t.s390x && %cgt-i686 -DMODES %s -lm -o %t.i686
// RUN: env CGT_OPTIONS=save=%t.image:at_poll=12:after=exit %expect 85 -- %t.x86_64 > /dev/null
// RUN: env CGT_OPTIONS=restore=%t.image %t.x86_64 | FileCheck %s
// RUN: env CGT_OPTIONS=restore=%t.image %run-i686 %t.i686 | FileCheck %s
// RUN: env CGT_OPTIONS=restore=%t.image %expect 86 -- %run-s390x %t.s390x 2>&1 | FileCheck %s --check-prefix=ELSEWHERE
// CHECK: zero: 1
// ELSEWHERE: floating-point modes of the x86 processors: traps, or zeros for subnormal numbers; restore on such a processor
//
// REQUIRES: run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <fenv.h>
#include <stdio.h>
#ifdef __SSE__
#include <xmmintrin.h>
#endif

static volatile double zero, one = 1, three = 3, tiny = 1e-310, huge = 1e308;

static void show(void) {
  printf("%d %d %d %d %d\n", !!fetestexcept(FE_INVALID), !!fetestexcept(FE_DIVBYZERO), !!fetestexcept(FE_OVERFLOW),
         !!fetestexcept(FE_UNDERFLOW), !!fetestexcept(FE_INEXACT));
}

static void set_modes(void) {
#if defined MODES && defined __SSE__
  _mm_setcsr(_mm_getcsr() | 0x8040);
#endif
}

int main(void) {
  feclearexcept(FE_ALL_EXCEPT);
  for (int i = 0; i < 8; i++) {
    switch (i) {
    case 1: one = 1 / zero; break;
    case 2: three = 1 / three; break;
    case 3: feclearexcept(FE_INEXACT); break;
    case 4: one = zero / zero; break;
    case 5: feclearexcept(FE_DIVBYZERO); break;
    }
    printf("%d\n", i);
    show();
  }
  set_modes();
  for (volatile int i = 0; i < 8; i++)
    show();
  tiny = tiny / 2;
  huge *= huge;
  show();
  if (tiny == 0)
    printf("zero: %d\n", tiny == 0);
  return 0;
}
