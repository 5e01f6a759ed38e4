// A pointer into the environment, which the resumed process has anew: the save
// fails with a message that names it, and the program goes on.
//
// RUN: %cgt-x86_64 %s -o %t.exe
// RUN: rm -f %t.image
// RUN: env A=1 CGT_OPTIONS=save=%t.image:at_poll=2:after=exit %t.exe > %t.out 2> %t.err
// RUN: FileCheck --check-prefix=OUT %s < %t.out
// RUN: FileCheck %s < %t.err
// RUN: not ls %t.image
// OUT: end of the environment
// CHECK: cgt: {{error|warning}}: {{.*}}'place'
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

int main(int argc, char **argv, char **envp) {
  for (char **place = envp; *place; place++)
    printf("%c\n", **place);
  printf("end of the environment\n");
  return argc < 1 || !argv;
}
