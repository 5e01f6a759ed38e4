// Regular files and pipes are read, and no further than they may be an image; anything else isn't even opened.
//
// RUN: %cgt-x86_64 -O1 %s -o %t.exe
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=2:after=exit %t.exe
// RUN: env CGT_OPTIONS=restore=%t.image %t.exe > %t.whole
// RUN: FileCheck %s < %t.whole
// RUN: %python %S/../Inputs/odd-files.py %t.folder %t.image %t.whole %cgt-inspect %t.exe
// CHECK: 499500
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>
#include <stdio.h>

int main(void) {
  long sum = 0;
  for (int k = 0; k < 1000; k++) {
    sum += k;
    cgt_poll();
  }
  printf("%ld\n", sum);
  return 0;
}
