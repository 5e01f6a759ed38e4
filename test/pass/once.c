// The pass leaves a module alone that is instrumented already, and runs the same from opt.
//
// RUN: %clang_cgt -O0 -S -emit-llvm -Xclang -disable-llvm-passes %s -o %t.ll
// RUN: %opt_cgt -passes=cgt -S %t.ll -o %t.once.ll
// RUN: %opt_cgt -passes=cgt -S %t.once.ll -o %t.twice.ll
// RUN: grep -v ModuleID %t.once.ll > %t.once.text
// RUN: grep -v ModuleID %t.twice.ll | diff %t.once.text -
// RUN: FileCheck %s < %t.once.ll
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// CHECK: @cgt.unit = internal global {{.*}} section "cgt_units"
// CHECK-NOT: __cgt_unit_notes
// CHECK: define internal i32 @main.resume(
// CHECK-NOT: define internal i32 @main.resume.resume(
void work(void);
int main(void) {
  for (;;)
    work();
}
