// cgt_checkpoint() serves what is due at it, by one image: the program leaves if
// the request wants that, and goes on if there was none.
//
// RUN: %cgt-x86_64 -fplugin-arg-cgt-polls=explicit %s -o %t.exe
// RUN: rm -f %t.image*
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image.%%n:at_poll=2:after=exit %t.exe > %t.out
// RUN: FileCheck --check-prefix=SECOND %s < %t.out
// SECOND: checkpoint 0: 0
// SECOND-NOT: checkpoint 1
// RUN: ls %t.image.1 %t.image.2
// RUN: env CGT_OPTIONS=restore=%t.image.2 %t.exe | FileCheck --check-prefix=REST %s
// REST: checkpoint 1: 1
// REST: checkpoint 2: -1
//
// RUN: rm -f %t.image*
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image.%%n:exit_signal=TERM %t.exe term > %t.out
// RUN: FileCheck --check-prefix=TERM %s < %t.out
// TERM: checkpoint 0: 0
// TERM: terminating
// TERM-NOT: checkpoint
//
// RUN: rm -f %t.image*
// RUN: env CGT_OPTIONS=save=%t.image.%%n:every_polls=2:signal=none %t.exe | FileCheck --check-prefix=ON %s
// ON: checkpoint 2: 0
// RUN: ls %t.image.3
// RUN: not ls %t.image.4
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>
#include <signal.h>
#include <stdio.h>

int main(int argc, char **argv) {
  (void)argv;
  for (int i = 0; i < 3; i++) {
    if (i == 1 && argc > 1) {
      printf("terminating\n");
      raise(SIGTERM);
    }
    int result = cgt_checkpoint();
    printf("checkpoint %d: %d\n", i, result);
  }
  return 0;
}
