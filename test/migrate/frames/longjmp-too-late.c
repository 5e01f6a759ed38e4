// A longjmp to a function that has returned is an error of the program. In a resumed one it is told, and goes nowhere.
//
// RUN: rm -rf %t && mkdir %t && cd %t
// RUN: %cgt-cc -O2 %s -o late
// RUN: %expect 85 -- env CGT_OPTIONS=save=image:at_poll=2:after=exit ./late
// RUN: %expect -6 -- env CGT_OPTIONS=restore=image ./late 2> late.err
// RUN: FileCheck %s < late.err
// CHECK: cgt: error: longjmp: the function that called setjmp isn't on the stack any more; the program is wrong, and can't go on
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>
#include <setjmp.h>
#include <stdio.h>

static jmp_buf place;
static volatile int armed;

static void arm(void) {
  if (setjmp(place) == 0)
    armed = 1;
  cgt_poll();
}

int main(void) {
  arm();
  cgt_poll();
  longjmp(place, 1);
}
