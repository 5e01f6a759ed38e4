// Before setjmp its buffer is told whose it is, and a clone calls setjmp again before it goes on; what is needed after a longjmp is alive
// wherever one may come from.
//
// RUN: %clang_cgt -O0 -S -emit-llvm -fno-discard-value-names %s -o - | FileCheck %s
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <setjmp.h>

int work(int i);
jmp_buf place;

// CHECK-LABEL: define {{.*}}i32 @guarded(
// CHECK: store i32 0, ptr %cgt.activation
// CHECK: [[OWN:%.*]] = call i64 @__cgt_jump_arm(ptr @place, i64 {{%.*}}, i64 1, i64 0)
// CHECK: store i32 {{%.*}}, ptr %cgt.activation
// CHECK: call i32 @_setjmp(ptr {{.*}}@place)
// CHECK: invoke i32 @work(
//
// CHECK-LABEL: define internal i32 @guarded.resume(
// CHECK: call i64 @__cgt_frame_enter(
// CHECK: [[ACTIVATION:%.*]] = load i32
// CHECK-NEXT: [[NONE:%.*]] = icmp eq i32 [[ACTIVATION]], 0
// CHECK-NEXT: br i1 [[NONE]], label %cgt.armed, label %cgt.arm
// CHECK: cgt.arm:
// CHECK: [[AGAIN:%.*]] = call ptr @__cgt_jump_again(i64 {{%.*}}, i64 1)
// CHECK-NEXT: [[VALUE:%.*]] = call i32 @_setjmp(ptr [[AGAIN]]) [[TWICE:#[0-9]+]]
// CHECK: cgt.landed:
// CHECK-NEXT: store i32 [[VALUE]]
// CHECK: attributes [[TWICE]] = {{.*}}returns_twice
int guarded(int n) {
  int after = n * 3; // read only after the jump
  if (setjmp(place) == 0)
    return work(n);
  return after;
}
