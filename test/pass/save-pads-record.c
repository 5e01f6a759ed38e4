// A pad pushes a record, stores what is alive into MThV and MThP, the address of a variable whose address is known
// elsewhere too, and takes the exception object back from the record.
//
// RUN: %clang_cgt -O0 -S -emit-llvm -fno-discard-value-names %s -o - | FileCheck %s
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

int step(int *counter);

// CHECK-DAG: %record.run = type { ptr, %MThV.run, %MThP.run, [1 x ptr], %contents.run }
// CHECK-DAG: %MThV.run = type { i32 }
// CHECK-DAG: %contents.run = type { i32 }
// CHECK-DAG: %MThP.run = type { ptr }

// CHECK-LABEL: define {{.*}}i32 @run(
// CHECK: invoke i32 @step(
// CHECK-NEXT: unwind label %[[PAD:.*]]
// CHECK: [[PAD]]:
// CHECK-NEXT: landingpad { ptr, i32 }
// CHECK-NEXT: cleanup
// CHECK-NEXT: [[RECORD:%.*]] = call ptr @__cgt_frame_push(ptr @cgt.sites)
// CHECK: store ptr %counter{{[0-9]*}}, ptr
// CHECK: [[EXCEPTION:%.*]] = load ptr, ptr [[RECORD]]
// CHECK: insertvalue { ptr, i32 } poison, ptr [[EXCEPTION]], 0
// CHECK: resume
int run(int n, int *result) {
  int counter = 0, dead = n;
  n += dead;
  step(&counter);
  *result = counter;
  return n;
}
