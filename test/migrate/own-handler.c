// A handler of the program's own for the signal of signal= or exit_signal=, in
// the image, is the one that is there after a resume with these options, too.
// A warning says so.
//
// RUN: %cgt-x86_64 %s -o %t.exe
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=2:after=exit %t.exe > %t.out
// RUN: rm -f %t.other
// RUN: env CGT_OPTIONS=restore=%t.image:save=%t.other %t.exe 2>&1 | FileCheck --check-prefixes=WARN,CHECK -DKEY=signal %s
// RUN: env CGT_OPTIONS=restore=%t.image:save=%t.other:signal=none:exit_signal=USR1 %t.exe 2>&1 | FileCheck --check-prefixes=WARN,CHECK -DKEY=exit_signal %s
// RUN: env CGT_OPTIONS=restore=%t.image:save=%t.other:signal=USR2 %t.exe 2>&1 | FileCheck %s --implicit-check-not=warning
// RUN: not ls %t.other
// WARN: cgt: warning: the program's own handler of SIGUSR1 stays; '[[KEY]]' asks for no checkpoints
// CHECK: handled 3 signals
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
