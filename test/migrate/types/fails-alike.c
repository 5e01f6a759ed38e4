// Saves that fail one after the other for one reason tell it once, and their number
// at the end; one that somebody waits for tells it again.
//
// RUN: %cgt-x86_64 -O1 %s -o %t.exe
// RUN: env CGT_OPTIONS=save=%t.none/image:every_polls=1 %t.exe 2>&1 | FileCheck %s
// RUN: env CGT_OPTIONS=save=%t.none/image:every_polls=1:after=exit %t.exe 2>&1 | FileCheck --check-prefix=AGAIN %s
// CHECK: cgt: error: can't save '{{.*}}': can't create it
// CHECK-NOT: can't create it
// CHECK: cgt: warning: {{[0-9]+}} saves failed in total
// AGAIN: cgt: error: can't save '{{.*}}': can't create it
// AGAIN: cgt: error: can't save '{{.*}}': can't create it
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

int main(void) {
  for (int i = 0; i < 4; i++)
    fflush(stderr);
  return 0;
}
