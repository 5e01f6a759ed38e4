// A save that fails because the folder is missing: the program says so and goes on.
// That of a full disk is full-disk.c.
//
// RUN: %cgt-x86_64 %s -o %t.exe
// RUN: %t.exe > %t.whole
// RUN: env CGT_OPTIONS=save=%t.no/such/folder/image:at_poll=2:after=exit %t.exe > %t.out 2> %t.err
// RUN: cmp %t.out %t.whole
// RUN: FileCheck %s < %t.err
// CHECK: cgt: {{error|warning}}: {{.*}}no/such/folder/image
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

int main(void) {
  for (int i = 0; i < 4; i++)
    printf("round %d\n", i);
  return 0;
}
