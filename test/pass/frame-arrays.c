// Arrays of variable length and memory of alloca(): what the pad hands over is read there, and nobody else learns of an array's address;
// memory is taken, and given back, as without CGT. A clone takes none for what was alive when it was saved.
//
// RUN: %clang_cgt -O2 -fno-discard-value-names -S -emit-llvm %s -o %t.ll
// RUN: FileCheck %s < %t.ll
// RUN: FileCheck --check-prefix=ONCE %s < %t.ll
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

void work(int i);
void keep(void *p);

// CHECK-LABEL: define {{.*}}i64 @array(
// CHECK: %[[STACK:.*]] = {{.*}}call ptr @llvm.stacksave
// CHECK: %[[A:.*]] = alloca i8, i64 %{{.*}}, align 16
// CHECK-NOT: store ptr %[[A]]
// CHECK: invoke void @work(
// CHECK: call void @llvm.stackrestore.p0(ptr %[[STACK]])
// CHECK: cgt.pad:
// CHECK: %[[R:.*]] = {{.*}}call ptr @__cgt_frame_push(
// CHECK: call void @__cgt_frame_array(ptr %[[R]], i64 {{[0-9]+}}, ptr nocapture {{.*}}readonly %[[A]], i64 %{{.*}})
// CHECK-NOT: call void @__cgt_frame_done
// CHECK: ret
// ONCE: define {{.*}}i64 @array(
// ONCE: call void @__cgt_frame_array(
// ONCE-NOT: call void @__cgt_frame_array(
// ONCE: define
long array(int n) {
  long sum = 0;
  {
    int a[n];
    for (int i = 0; i < 3; i++)
      a[i] = i;
    work(n);
    for (int i = 0; i < 3; i++)
      sum += a[i];
  }
  work(1); // no array is alive
  return sum;
}

// CHECK-LABEL: define {{.*}}void @pieces(
// CHECK: alloca i8, i64 %{{.*}}, align 16
// CHECK: store i64 %{{.*}}, ptr
// CHECK: store ptr @cgt.alloc, ptr
// CHECK: invoke void @keep(
// CHECK: call void @__cgt_frame_array(ptr %{{.*}}, i64 {{[0-9]+}}, ptr nocapture {{.*}}readonly %{{.*}}, i64 -1)
void pieces(int n) {
  for (int i = 0; i < n; i++) {
    long *p = __builtin_alloca(n * sizeof *p);
    keep(p);
  }
}

// CHECK-LABEL: define internal {{.*}}i64 @array.resume(
// CHECK-NOT: alloca i8, i64 %
// CHECK: ret i64
