// With -finstrument-functions clang puts a call in front of a function's variables.
//
// RUN: %carry %s --work %t --points 4 --pairs x86_64:x86_64 --flags +finstrument-functions
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
static int add(int a, int b) { return a + b; }
int main(void) { int i, s = 0; for (i = 0; i < 5; i++) { s = add(s, i); printf("%d\n", s); } return 0; }
