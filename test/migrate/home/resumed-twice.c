// A program without any pointer is saved, resumed, saved again and resumed again: its argv travels each time.
//
// DEFINE: %{at} = at_poll=1:after=exit
// RUN: %cgt-x86_64 %s -o %t.x86_64 && %cgt-s390x %s -o %t.s390x
// RUN: %t.x86_64 > %t.whole
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.1:%{at} %t.x86_64 > %t.out
// RUN: %expect 85 -- env CGT_OPTIONS=restore=%t.1:save=%t.2:%{at} %run-s390x %t.s390x >> %t.out
// RUN: env CGT_OPTIONS=restore=%t.2 %t.x86_64 >> %t.out
// RUN: diff %t.whole %t.out
//
// REQUIRES: run-s390x
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
static int add(int a, int b) { return a + b; }
int main(void) { int i, s = 0; for (i = 0; i < 5; i++) { s = add(s, i); printf("%d\n", s); } return 0; }
