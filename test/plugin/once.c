// Given as pass plugin as well, the module isn't instrumented twice.

// RUN: %clang_cgt -O1 -S -emit-llvm %s -o - | FileCheck %s
// RUN: %clang_cgt -fpass-plugin=%build/lib/libcgt.so -O1 -S -emit-llvm %s -o - | FileCheck %s
// RUN: %clang_cgt -fpass-plugin=%build/lib/libcgt-pass.so -O1 -S -emit-llvm %s -o - | FileCheck %s
// RUN: %clang_cgt -fpass-plugin=%build/lib/libcgt.so -O0 -c %s -o %t.o

int counter;
int work(int);
int step(int n) {
  counter += work(n);
  return counter;
}

// CHECK: section "cgt_units"
// CHECK-NOT: section "cgt_units"
// CHECK-NOT: __cgt_unit_notes
