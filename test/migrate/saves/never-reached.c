// at_poll beyond the last poll: the program ends as ever, without an image, and is
// told how many polls it had; also after a resume, by exit(), and without any poll.
//
// RUN: %cgt-x86_64 -O1 %s -o %t.exe
// RUN: rm -f %t.image
// RUN: %expect 3 -- env CGT_OPTIONS=save=%t.image:at_poll=50 %t.exe 7 3 2>&1 | FileCheck -DPOLL=50 %s
// RUN: %expect 0 -- env CGT_OPTIONS=save=%t.image:at_poll=50:after=exit:every_polls=1000 %t.exe 7 exit 2>&1 | FileCheck -DPOLL=50 %s
// RUN: %expect 0 -- %cgt-run --save %t.image --at-poll 1 -- %t.exe 0 0 2>&1 | FileCheck -DPOLL=1 %s
// RUN: not ls %t.image
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=3:after=exit %t.exe 7 2 2> %t.err > %t.out
// RUN: count 0 < %t.err
// RUN: %expect 2 -- env CGT_OPTIONS=restore=%t.image:save=%t.image:at_poll=50 %t.exe 2>&1 | FileCheck -DPOLL=50 %s
// CHECK: cgt: warning: at_poll=[[POLL]] was never reached: the program ended after {{[0-9]+}} polls
// CHECK-NOT: {{.}}
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
  int polls = atoi(argv[1]);
  (void)argc;
  for (int i = 0; i < polls; i++)
    fflush(stderr);
  if (strcmp(argv[2], "exit") == 0)
    exit(0);
  return atoi(argv[2]);
}
