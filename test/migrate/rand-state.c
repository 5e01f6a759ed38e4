// The hidden state of rand() makes the save fail with a message that names it.
// The program goes on as if nothing had been asked.
//
// RUN: %cgt-x86_64 %s -o %t.exe
// RUN: %t.exe > %t.whole
// RUN: rm -f %t.image
// RUN: env CGT_OPTIONS=save=%t.image:at_poll=3:after=exit %t.exe > %t.out 2> %t.err
// RUN: cmp %t.out %t.whole
// RUN: not ls %t.image
// RUN: FileCheck %s < %t.err
// CHECK: cgt: {{error|warning}}: {{.*}}rand
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>

int main(void) {
  srand(5);
  for (int i = 0; i < 10; i++)
    printf("%d\n", rand() % 100);
  return 0;
}
