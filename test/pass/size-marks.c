// Marks of sizes are taken out, of whatever types: the constants' types differ between functions.
//
// RUN: %clang_cgt -O0 -S -emit-llvm %s -o - | FileCheck %s
// RUN: %clang_cgt -O2 -S -emit-llvm %s -o - | FileCheck %s
// CHECK-NOT: @__cgt_size
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

enum { SMALL = 64 * sizeof(long) / 4 };

void *get(unsigned long bytes);

void *wide(int n) { return get(n * sizeof(long)); }
void *narrow(int n) {
  int bytes = n < SMALL ? SMALL : 0;
  return get(bytes);
}
void *narrower(int n) {
  short bytes = sizeof(short);
  return get(bytes * n);
}
void *signed_one(long n) { return get(n * (long)sizeof(int)); }
void *unsigned_one(unsigned n) { return get(n * (unsigned)sizeof(int)); }
