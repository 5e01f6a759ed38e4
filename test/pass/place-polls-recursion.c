// A function that can call itself polls at its entry, and of functions that call each other at least one does; one that can't
// come back to itself doesn't.
//
// RUN: %clang_cgt -O0 -S -emit-llvm %s -o - | FileCheck %s
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// CHECK-LABEL: define {{.*}}i32 @direct(
// CHECK: load volatile i32, ptr @__cgt_flag
// CHECK: invoke i32 @direct(
int direct(int n) { return n ? direct(n - 1) - n : 0; }

int pong(int n);
// CHECK-LABEL: define {{.*}}i32 @ping(
// CHECK: load volatile i32, ptr @__cgt_flag
int ping(int n) { return n ? pong(n - 1) : 0; }
// CHECK-LABEL: define {{.*}}i32 @pong(
// CHECK-NOT: @__cgt_flag
// CHECK: ret i32
int pong(int n) { return ping(n); }

// Two cycles through one function, which has the poll of both; and one that leaves it out.
int three(int n);
int two(int n);
// CHECK-LABEL: define {{.*}}i32 @one(
// CHECK: load volatile i32, ptr @__cgt_flag
int one(int n) { return n ? two(n - 1) - three(n - 1) : 0; }
// CHECK-LABEL: define {{.*}}i32 @two(
// CHECK: load volatile i32, ptr @__cgt_flag
int two(int n) { return n % 2 ? three(n - 1) : one(n); }
// CHECK-LABEL: define {{.*}}i32 @three(
// CHECK-NOT: @__cgt_flag
// CHECK: ret i32
int three(int n) { return n > 5 ? two(n - 1) : one(n); }

// Where a function is to have no poll, another one of its cycle has it.
int polled(int n);
// CHECK-LABEL: define {{.*}}i32 @without(
// CHECK-NOT: @__cgt_flag
// CHECK: ret i32
__attribute__((cgt_no_poll)) int without(int n) { return n ? polled(n - 1) : 0; }
// CHECK-LABEL: define {{.*}}i32 @polled(
// CHECK: load volatile i32, ptr @__cgt_flag
int polled(int n) { return without(n); }

// CHECK-LABEL: define {{.*}}i32 @leaf(
// CHECK-NOT: @__cgt_flag
// CHECK: ret i32
int leaf(int n) { return n * 2; }
