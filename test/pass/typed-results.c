// The result of a function that returns `void *` may be a block that has just been allocated; no other is looked up.
//
// RUN: %clang_cgt -O2 -S -emit-llvm %s -o - | FileCheck %s
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

struct term {
  int symbol, weight;
};
void *car(const void *list);

// CHECK-LABEL: define {{.*}}@weight(
// CHECK: [[BLOCK:%.*]] = {{.*}} ptr @car(
// CHECK: [[PLACE:%.*]] = {{.*}} ptr @llvm.threadlocal.address.p0(ptr @__cgt_fresh)
// CHECK: [[FRESH:%.*]] = load ptr, ptr [[PLACE]]
// CHECK: [[IS:%.*]] = icmp eq ptr [[BLOCK]], [[FRESH]]
// CHECK: br i1 [[IS]], label %[[YES:[0-9]+]], label %[[NO:[0-9]+]], !prof
// CHECK: [[YES]]:
// CHECK-NEXT: @__cgt_typed(
// CHECK-NEXT: br label %[[NO]]
int weight(const void *list) {
  struct term *t = car(list);
  return t->weight;
}
