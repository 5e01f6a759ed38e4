// Output to a file that the run that is left behind has gone on with is cut back
// to the save, and what is cut is kept. Another file, and any with stdout=keep, is
// left as it is; one that is shorter is told.
//
// RUN: %cgt-x86_64 %s -o %t.exe
// RUN: sh %S/../Inputs/stdout-cut.sh %t.folder %t.exe | FileCheck %s
// CHECK: "event":"exit",{{.*}}"stdout_bytes":70}
// CHECK: LINE 2
// CHECK: cgt: warning: standard output has 7 bytes, and had {{[0-9]+}} at the save: what the program had written isn't there
// CHECK: "event":"exit",{{.*}}"stdout_bytes":70}
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

int main(void) {
  for (int i = 0; i < 10; i++)
    printf("line %d\n", i);
  return 0;
}
