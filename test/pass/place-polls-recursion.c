// A function that can call itself, by itself or through others, polls at its entry; one that can't doesn't.
//
// RUN: %clang_cgt -O0 -S -emit-llvm %s -o - | FileCheck %s
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// CHECK-LABEL: define {{.*}}i32 @direct(
// CHECK: load volatile i32, ptr @__cgt_flag
// CHECK: invoke i32 @direct(
int direct(int n) { return n ? direct(n - 1) + n : 0; }

int pong(int n);
// CHECK-LABEL: define {{.*}}i32 @ping(
// CHECK: load volatile i32, ptr @__cgt_flag
int ping(int n) { return n ? pong(n - 1) : 0; }
int pong(int n) { return ping(n); }

// CHECK-LABEL: define {{.*}}i32 @leaf(
// CHECK-NOT: @__cgt_flag
// CHECK: ret i32
int leaf(int n) { return n * 2; }
