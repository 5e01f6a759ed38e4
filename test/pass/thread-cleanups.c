// What leaves a loop in which variables' lives end goes straight where it leads, as at -O0: its way out isn't alive at
// the loop's poll, which needs two variables only.
//
// RUN: %clang_cgt -O2 -fno-discard-value-names -S -emit-llvm -Xclang -disable-llvm-passes %s -o - | %opt_cgt -passes=cgt -S | FileCheck %s
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

int next(int);

int find(int wanted) {
  for (int i = 0;; i++) {
    int candidate = next(i);
    if (candidate == wanted)
      return i;
    if (candidate < 0)
      break;
  }
  return -1;
}

// CHECK: %MThV.find = type { i32, i32 }
// CHECK-LABEL: define {{.*}}@find(
// CHECK: if.then2:
// CHECK: call void @llvm.lifetime.end{{.*}}%candidate
// CHECK-NEXT: call void @llvm.lifetime.end{{.*}}%i
// CHECK-NEXT: br label %for.end
// CHECK-NOT: switch
// CHECK-LABEL: define {{.*}}@find.resume
