// Data that nothing names isn't lost in silence.
//
// RUN: not %clang_cgt -fwritable-strings -c %s -o %t.o 2>&1 | FileCheck %s
// CHECK: error: cgt: '.str' is data of the program that nothing names: give it a declaration
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

char *text = "changed";
int main(void) {
  text[0]++;
  return 0;
}
