// A handler of the program's own for the signal of signal=, in the image, is the
// one that is there after a resume with that option, too. A warning says so. One for
// the signal of exit_signal= is kept and not called while a checkpoint can be made.
//
// RUN: %cgt-x86_64 %s -o %t.exe
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=2:after=exit %t.exe > %t.out
// RUN: rm -f %t.other
// RUN: env CGT_OPTIONS=restore=%t.image:save=%t.other %t.exe 2>&1 | FileCheck --check-prefixes=WARN,CHECK %s
// RUN: env CGT_OPTIONS=restore=%t.image:save=%t.other:signal=USR2 %t.exe 2>&1 | FileCheck %s --implicit-check-not=warning
// RUN: not ls %t.other
// RUN: %expect 85 -- env CGT_OPTIONS=restore=%t.image:save=%t.other:signal=none:exit_signal=USR1 %t.exe 2>&1 | count 0
// RUN: env CGT_OPTIONS=restore=%t.other %t.exe | FileCheck --check-prefix=KEPT %s
// WARN: cgt: warning: the program's own handler of SIGUSR1 stays; 'signal' asks for no checkpoints
// CHECK: handled 3 signals
// KEPT: handled 2 signals
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <signal.h>
#include <stdio.h>

static volatile sig_atomic_t handled;

static void count(int number) {
  (void)number;
  handled++;
}

int main(void) {
  signal(SIGUSR1, count);
  for (int i = 0; i < 3; i++)
    raise(SIGUSR1);
  printf("handled %d signals\n", (int)handled);
  return 0;
}
