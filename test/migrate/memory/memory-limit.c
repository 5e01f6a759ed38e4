// A program under a memory limit of 1.3 times its own size is saved again and again, and by SIGTERM within seconds, and resumed under that limit;
// it stands still while it is saved. A limit that is too small is told soon after the start, and a save there ends the writing process at most.
//
// RUN: %cgt-x86_64 -O2 %s -o %t.exe
// RUN: %t.exe > %t.whole
// RUN: rm -f %t.image
// DEFINE: %{limit} = 83
// DEFINE: %{options} = none
// DEFINE: %{try} = %python %inputs/memory_limit.py %{limit} env CGT_OPTIONS=%{options} %t.exe
//
// REDEFINE: %{options} = save=%t.image:interval=0.2:verbosity=2
// RUN: %{try} 2> %t.err > %t.out && cmp %t.whole %t.out && FileCheck --check-prefix=STANDS %s < %t.err
// STANDS: cgt: warning: the memory limit of 83 MiB leaves {{[0-9]+}} MiB: the program stands still while it is saved, since changing its {{[0-9]+}} MiB meanwhile takes as much again; from {{[0-9]+}} MiB on it need not
// STANDS-NOT: {{killed|error}}
// STANDS: cgt: note: saved
// STANDS: cgt: note: saved
//
// REDEFINE: %{options} = save=%t.image:exit_signal=TERM
// RUN: %expect 85 -- %{try} term > %t.out 2> %t.err
// REDEFINE: %{options} = restore=%t.image
// RUN: %{try} >> %t.out && cmp %t.whole %t.out
//
// No room is needed where there is enough.
// REDEFINE: %{limit} = 300
// REDEFINE: %{options} = save=%t.image:interval=0.2
// RUN: %{try} > %t.out 2>&1 && not grep "memory limit" %t.out
//
// REDEFINE: %{limit} = 67
// REDEFINE: %{options} = save=%t.other:exit_signal=USR2:signal=none
// RUN: %t.exe long > %t.long
// RUN: %{try} long 2> %t.err > %t.out && cmp %t.long %t.out && FileCheck --check-prefix=LITTLE %s < %t.err
// LITTLE: cgt: warning: the memory limit of 67 MiB leaves {{[0-9]+}} MiB, and a save takes up to {{[0-9]+}} MiB: the kernel may end the process that writes the image; raise the limit to {{[0-9]+}} MiB or more
// REDEFINE: %{options} = save=%t.other:exit_signal=USR2:interval=0.5
// RUN: %{try} 2> %t.err > %t.out && cmp %t.whole %t.out
//
// An image that doesn't fit is told of.
// REDEFINE: %{limit} = 50
// REDEFINE: %{options} = restore=%t.image
// RUN: %expect 137 -- %{try} 2>&1 | FileCheck --check-prefix=IMAGE %s
// IMAGE: cgt: warning: '{{.*}}' may not fit into the memory limit of 50 MiB, which leaves {{[0-9]+}} MiB: the kernel may end the program; raise the limit
//
// REQUIRES: memory-limits
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT = 8 << 20, ROUNDS = 400 };

int main(int argc, char **argv) {
  double *values = malloc(COUNT * sizeof *values), sum = 0;
  for (int i = 0; i < COUNT; i++)
    values[i] = i;
  int rounds = argc > 1 && strcmp(argv[1], "long") == 0 ? 4 * ROUNDS : ROUNDS; // long enough to be told on any machine
  for (int round = 0; round < rounds; round++) {
    for (int i = 0; i < COUNT; i++)
      values[i] = values[i] * .99 + round;
    if (round == ROUNDS / 2 && argc > 1 && strcmp(argv[1], "term") == 0)
      raise(SIGTERM);
  }
  for (int i = 0; i < COUNT; i++)
    sum += values[i];
  printf("%.17g\n", sum);
  return 0;
}
