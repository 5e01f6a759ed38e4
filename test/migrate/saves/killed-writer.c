// A writing process that is killed is reported at the next poll, its temporary
// file is removed, and the next image has its number, so that keep= counts right.
//
// RUN: %cgt-x86_64 -fplugin-arg-cgt-polls=explicit %s -o %t.exe
// RUN: rm -rf %t.images && mkdir %t.images
// RUN: %python %S/../Inputs/kill-writer.py %t.images %t.exe 2>&1 | FileCheck %s
// CHECK: cgt: error: can't save: the process that writes the image was killed by signal 9; the program goes on
// CHECK: status 0
// CHECK-NEXT: ['image.2']
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>
#include <stdio.h>
#include <stdlib.h>

enum { LARGE = 500000 };

int main(void) {
  unsigned *large = malloc(LARGE * sizeof *large), state = 1; // takes its time
  for (unsigned i = 0; i < LARGE; i++)
    large[i] = state = state * 1664525 + 1013904223;
  for (int i = 0; i < 3; i++) {
    cgt_poll();
    getchar();
  }
  free(large);
  return 0;
}
