// With restore=- standard input is the image, and at its end afterwards, even if
// it is a file and the saver's was one too.
//
// RUN: %cgt-x86_64 %s -o %t.exe
// RUN: %python -c "print('\n'.join('%%d' %% i for i in range(10000)))" > %t.in
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=3:after=exit %t.exe < %t.in > %t.out
// RUN: env CGT_OPTIONS=restore=- %t.exe < %t.image | FileCheck %s
// RUN: cat %t.image | env CGT_OPTIONS=restore=- %t.exe | FileCheck %s
// CHECK-NOT: read
// CHECK: after 3 lines
// CHECK-NOT: read
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

int main(void) {
  char line[100];
  int lines = 0;
  while (fgets(line, sizeof line, stdin)) {
    lines++;
    if (lines > 3)
      printf("read: %s", line);
  }
  printf("after %d lines\n", lines);
  return 0;
}
