// Program, writer or both are killed at any moment of a save: a good image is
// always left, and after the next save no temporary. 500 times: kill-saves-many.test
//
// RUN: %cgt-x86_64 -O1 -fplugin-arg-cgt-polls=explicit %s -o %t.exe
// RUN: %python %inputs/kill-saves.py 12 1 %t.images %build/bin/cgt-inspect %t.exe | FileCheck %s
// CHECK: seed 1
// CHECK: 12 kills, newest image {{.*}}: always a good image, no more than 2, no temporary
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>
#include <stdio.h>
#include <stdlib.h>

enum { NUMBERS = 300000 };

static unsigned number_of(unsigned round, unsigned place) { return (place + 1) * 2654435761u ^ round * 40503u; }

int main(void) {
  unsigned *numbers = malloc(NUMBERS * sizeof *numbers);
  for (unsigned round = 0;; round++) {
    for (unsigned i = 0; i < NUMBERS; i++)
      numbers[i] = number_of(round, i);
    cgt_poll();
    for (unsigned i = 0; i < NUMBERS; i++)
      if (numbers[i] != number_of(round, i)) {
        printf("round %u: number %u is wrong\n", round, i);
        return 1;
      }
    if (getenv("ENOUGH")) {
      printf("round %u good\n", round);
      return 0;
    }
  }
}
