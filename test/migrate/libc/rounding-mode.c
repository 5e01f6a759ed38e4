// The rounding mode is carried, between platforms too, in a static program that
// calls nothing of libm but fesetround.
//
// RUN: %cgt-x86_64 %s -o %t.x86_64 -lm
// RUN: %cgt-i686 %s -o %t.i686 -lm
// RUN: %cgt-s390x %s -o %t.s390x -lm
// RUN: %t.x86_64 > %t.whole
// RUN: FileCheck %s < %t.whole
// CHECK: mode 0: up 0, down 0
// CHECK: mode 1: up 0, down 0
// CHECK: mode 2: up 1, down 0
// CHECK: mode 3: up 0, down 1
//
// One poll in each mode, and from each a resumption on each platform.
// RUN: %python %S/../Inputs/each-poll.py %t 4 %t.whole "%run-x86_64 %t.x86_64" "%run-i686 %t.i686" "%run-s390x %t.s390x"
//
// REQUIRES: run-i686, run-s390x
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <fenv.h>
#include <stdio.h>

// Whether 1 + tiny and -1 - tiny are rounded away from 1 and -1.
static int differs(double one, volatile double tiny) {
  volatile double sum = one + tiny;
  return sum != one;
}

// Constants, which each platform has its own of.
static const int modes[] = {FE_TONEAREST, FE_TOWARDZERO, FE_UPWARD, FE_DOWNWARD};

int main(void) {
  for (int i = 0; i < 4; i++) {
    fesetround(modes[i]);
    printf("mode %d", i); // the poll is in the loop below
    for (int j = 0; j < 1; j++)
      fflush(stdout);
    printf(": up %d, down %d\n", differs(1, 1e-30), differs(-1, -1e-30));
  }
  return 0;
}
