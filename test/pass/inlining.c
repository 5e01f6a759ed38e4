// In a loop a call is inlined as it would be without CGT, although its body has pads; outside it has to be worth them.
//
// RUN: %clang_cgt -O2 -S -emit-llvm %s -o - | FileCheck %s
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

void work(int i);

static int find(const int *set, int n, int wanted) {
  for (int i = 0; i < n; i++)
    if (set[i] == wanted)
      return i;
  work(n);
  return -1;
}

// CHECK-LABEL: define {{.*}}@in_loop(
// CHECK-NOT: @find(
// CHECK: ret i32
int in_loop(const int *set, int n) {
  int sum = 0;
  for (int k = 0; k < n; k++)
    sum += find(set, n, k);
  return sum;
}

// CHECK-LABEL: define {{.*}}@outside(
// CHECK: invoke {{.*}}@find(
// CHECK: ret i32
int outside(const int *set, int n) { return find(set, n, 0) + find(set, n, 1); }

// The only call of a large function.
static int large(int n) {
  for (int k = 0; k < n; k++) {
    work(1), work(2), work(3), work(4), work(5), work(6), work(7), work(8);
    work(1), work(2), work(3), work(4), work(5), work(6), work(7), work(8);
  }
  return n;
}

// CHECK-LABEL: define {{.*}}@only(
// CHECK-NOT: @large(
// CHECK: ret i32
int only(int n) {
  int sum = 0;
  for (int k = 0; k < n; k++)
    sum += large(k);
  return sum;
}
