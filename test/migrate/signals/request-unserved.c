// A request that was never served is reported at the end of the program, and so is
// one for a poll beyond the last.
//
// RUN: %cgt-x86_64 %s -o %t.exe
// RUN: rm -f %t.image
// RUN: env CGT_OPTIONS=save=%t.image %t.exe > %t.out 2> %t.err
// RUN: FileCheck --check-prefix=OUT %s < %t.out
// RUN: FileCheck %s < %t.err
// RUN: not ls %t.image
// OUT: last words
// CHECK: cgt: warning: a requested checkpoint was never made
//
// RUN: env CGT_OPTIONS=save=%t.image:at_poll=1000:after=exit:signal=none:exit_signal=TERM %t.exe quiet > %t.out 2> %t.err
// RUN: FileCheck --check-prefix=OUT %s < %t.out
// RUN: FileCheck --check-prefix=BEYOND %s < %t.err
// RUN: not ls %t.image
// BEYOND-NOT: cgt:
// BEYOND: cgt: warning: at_poll=1000 was never reached: the program ended after [[#]] polls
// BEYOND-NOT: cgt:
//
// What only counts says nothing.
// RUN: env CGT_OPTIONS=at_poll=1000 %t.exe quiet 2>&1 | FileCheck --check-prefix=QUIET %s
// RUN: env CGT_OPTIONS=save=%t.image:signal=none:exit_signal=TERM %t.exe quiet 2>&1 | FileCheck --check-prefix=QUIET %s
// RUN: not ls %t.image
// QUIET-NOT: cgt:
// QUIET: last words
// QUIET-NOT: cgt:
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <signal.h>
#include <stdio.h>

int main(int argc, char **argv) {
  for (int i = 0; i < 4; i++)
    printf("%s %d\n", argv[argc - 1], i);
  if (argc == 1)
    raise(SIGUSR1); // no poll follows
  printf("last words\n");
  return 0;
}
