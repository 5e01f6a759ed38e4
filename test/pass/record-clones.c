// A clone that can't go round a loop of its own for long keeps its variables in the record: its pads share one call that
// saves that, and calls that are resumed alike share one.
//
// RUN: %clang_cgt -O0 -S -emit-llvm -fno-discard-value-names %s -o - | FileCheck %s
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

int work(int i);

// CHECK-LABEL: define internal i32 @straight.resume(
// CHECK: [[RECORD:%.*]] = alloca %record.straight
// CHECK: [[STEP:%.*]] = call i{{[0-9]+}} @__cgt_frame_enter(ptr @cgt.function{{.*}}, ptr [[RECORD]])
// CHECK: landingpad
// CHECK-NEXT: cleanup
// CHECK-NEXT: br label %cgt.save
// CHECK: cgt.save:
// CHECK-NEXT: [[SITE:%.*]] = phi ptr
// CHECK-NEXT: [[EXCEPTION:%.*]] = call ptr @__cgt_frame_save(ptr [[SITE]], ptr [[RECORD]])
// CHECK: resume
// CHECK: call ptr @__cgt_next_clone()
// CHECK-NOT: @__cgt_next_clone
// CHECK-NOT: @__cgt_frame_push
int straight(int n) {
  int a = work(n);
  int b = work(a);
  int c = work(b);
  return a + b + c;
}

// Each iteration calls.
// CHECK-LABEL: define internal i32 @calls.resume(
// CHECK: @__cgt_frame_save
int calls(int n) {
  int sum = 0;
  do
    sum += work(n);
  while (--n > 0);
  return sum;
}

// This one has work of its own between calls.
// CHECK-LABEL: define internal i32 @computes.resume(
// CHECK-NOT: @__cgt_frame_save
// CHECK: @__cgt_frame_push
// CHECK-NOT: @__cgt_frame_save
// CHECK-LABEL: define internal i32 @last.resume(
int computes(int *a, int n) {
  int sum = 0;
  do {
    sum += work(n);
    for (int i = 0; i < 4; i++)
      sum += a[i];
  } while (--n > 0);
  return sum;
}

int last(int n) { return work(n); }
