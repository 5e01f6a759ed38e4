// An image replaces nothing but a regular file, links lead to it, a bad folder is
// told at the start, and a save removes only what it or its like has made.
//
// RUN: rm -rf %t && split-file %s %t
// RUN: %cgt-x86_64 -fplugin-arg-cgt-polls=explicit %t/rounds.c -o %t.exe
// RUN: %cgt-x86_64 -fplugin-arg-cgt-polls=explicit %t/other.c -o %t.other
// RUN: %python %inputs/save-place.py %t.places %t.exe %t.other | FileCheck %s
// CHECK: {{^[0-9]+}} good
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

//--- rounds.c
#include <cgt/cgt.h>

int main(void) {
  for (int i = 0; i < 6; i++)
    cgt_poll();
  return 0;
}

//--- other.c
#include <cgt/cgt.h>

int main(void) {
  for (int i = 0; i < 6; i++)
    cgt_poll();
  return 0;
}
