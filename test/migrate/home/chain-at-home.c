// A chain of resumes takes no more memory than one, however deep the frames are: variables stay where the first process had them,
// and each process's clones take the room of the last one's.
//
// RUN: %cgt-x86_64 -O2 -fplugin-arg-cgt-polls=explicit %s -o %t.x86_64 && %cgt-i686 -O2 -fplugin-arg-cgt-polls=explicit %s -o %t.i686
// RUN: %python %S/../Inputs/chain.py 20 100000 %t.image %t.x86_64 | FileCheck %s
// RUN: %python %S/../Inputs/chain.py 20 20000 %t.image %run-i686 %t.i686 | FileCheck %s
// CHECK: 20 resumes, right; memory of the last is {{0\.[0-9]+|1\.[01][0-9]}} of the first's
//
// REQUIRES: run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static long deep(int depth, uintptr_t above) {
  long mine = depth, *volatile own = &mine;
  if (depth == 0) {
    for (int i = 0; i < 25; i++) {
      cgt_poll();
      *own += i;
      printf("%d\n", i);
    }
    return mine;
  }
  long below = deep(depth - 1, (uintptr_t)own);
  *(long *)above += below % 10;
  return (mine + below) % 1000;
}

int main(int argc, char **argv) {
  long top = 0;
  long result = deep(argc > 1 ? atoi(argv[1]) : 1000, (uintptr_t)&top);
  printf("%ld %ld\n", result, top);
  return 0;
}
