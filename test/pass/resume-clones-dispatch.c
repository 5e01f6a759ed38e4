// A clone asks the runtime for its frame, switches on the step number, and goes into a loop through its header: the route
// starts at zero and is cleared where the loop is entered.
//
// RUN: %clang_cgt -O0 -S -emit-llvm -fno-discard-value-names %s -o - | FileCheck %s
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

int work(int i);

// CHECK-LABEL: define internal i32 @loop.resume(
// CHECK: cgt.entry:
// CHECK: [[ROUTE:%cgt.route.*]] = alloca
// CHECK: [[STEP:%cgt.step.*]] = call i{{[0-9]+}} @__cgt_frame_enter(ptr @cgt.function
// CHECK: store i{{[0-9]+}} 0, ptr [[ROUTE]]
// CHECK: switch i{{[0-9]+}} [[STEP]]
// CHECK: cgt.dispatch:
// CHECK-NEXT: load i{{[0-9]+}}, ptr [[ROUTE]]
// CHECK: store i{{[0-9]+}} 0, ptr [[ROUTE]]
// CHECK: [[CLONE:%.*]] = call ptr @__cgt_next_clone()
// CHECK: invoke i32 [[CLONE]]()
// CHECK: call void @__cgt_resume_done()
int loop(int n) {
  int sum = 0;
  for (int i = 0; i < n; i++)
    sum += work(i);
  return sum;
}
