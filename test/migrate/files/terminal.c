// On a terminal, and only there: colours, unless NO_COLOR or a dumb terminal forbids them, and how far a save or a restore is that keeps
// the program standing still for two seconds.
//
// RUN: %cgt-x86_64 %s -o %t.exe
// RUN: rm -rf %t.folder && mkdir %t.folder && %python %S/../Inputs/terminal.py %t.exe %t.folder
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { COUNT = 4000000 };

static void slow(void *unused) {
  (void)unused;
  sleep(3);
}

int main(void) {
  unsigned *values = malloc(COUNT * sizeof *values), sum = 1;
  for (unsigned i = 0; i < COUNT; i++)
    values[i] = sum = sum * 1664525 + 1013904223;
  cgt_on_save(slow, 0);
  cgt_checkpoint();
  printf("%u\n", sum + values[COUNT / 2]);
  return 0;
}
