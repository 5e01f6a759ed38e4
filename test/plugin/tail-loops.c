// A function that ends in a call of itself is a loop at every level, unless somebody may know the address of its variables.
//
// RUN: %clang_cgt -O0 -fno-discard-value-names -S -emit-llvm %s -o - | FileCheck %s
// RUN: %clang_cgt -O2 -fno-discard-value-names -S -emit-llvm -Xclang -disable-llvm-passes %s -o - | FileCheck %s
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// CHECK-LABEL: define {{.*}}@gcd(
// CHECK: cgt.start:
// CHECK-NOT: @gcd(
// CHECK: ret i32
int gcd(int a, int b) {
  if (b == 0)
    return a;
  return gcd(b, a % b);
}

// CHECK-LABEL: define {{.*}}@choice(
// CHECK: cgt.start:
// CHECK-NOT: @choice(
// CHECK: ret i32
int choice(const int n, int sum) { return n == 0 ? sum : (choice(n - 1, sum + n)); }

struct tree {
  struct tree *left, *right;
  int weight;
};

// The first call stays one.
// CHECK-LABEL: define {{.*}}@visit(
// CHECK: cgt.start:
// CHECK: @visit(
// CHECK-NOT: @visit(
// CHECK: ret void
void visit(struct tree *t, int *sum) {
  if (t) {
    *sum += t->weight;
    visit(t->left, sum);
    visit(t->right, sum);
  } else
    *sum += 1;
}

// CHECK-LABEL: define {{.*}}@early(
// CHECK: cgt.start:
// CHECK-NOT: @early(
// CHECK: ret void
void early(int *p, int n) {
  while (n > 0) {
    if (p[n] == 3) {
      early(p + 1, n - 2);
      return;
    }
    n--;
  }
}

void keep(int *p);

// CHECK-LABEL: define {{.*}}@known_address(
// CHECK-NOT: cgt.start
// CHECK: @known_address(
// CHECK: ret i32
int known_address(int n) {
  keep(&n);
  return n ? known_address(n - 1) : 0;
}

// CHECK-LABEL: define {{.*}}@known_array(
// CHECK-NOT: cgt.start
// CHECK: @known_array(
// CHECK: ret i32
int known_array(int n) {
  int room[4] = {n};
  keep(room);
  return n ? known_array(n - 1) : 0;
}

// A sum with the function's own result goes on in an accumulator, whatever the types of integers.
// CHECK-LABEL: define {{.*}}@sum(
// CHECK: cgt.start:
// CHECK-NOT: call {{.*}}@sum(
// CHECK: ret i64
long sum(int n) { return n ? sum(n - 1) + n : 0; }

// CHECK-LABEL: define {{.*}}@narrow_sum(
// CHECK: cgt.start:
// CHECK-NOT: call {{.*}}@narrow_sum(
// CHECK: ret i16
short narrow_sum(int n) { return n > 3 ? (1LL << n) ^ narrow_sum(n - 1) : 0L; }

// On some platforms the types around the call are wider than its own, on others they aren't.
// CHECK-LABEL: define {{.*}}@wider(
// CHECK: cgt.start:
// CHECK-NOT: call {{.*}}@wider(
// CHECK: ret i64
long wider(int n) { return n % 2 ? wider(n - 1) : n ? wider(n - 2) + 1LL : 0LL; }

// CHECK-LABEL: define {{.*}}@difference(
// CHECK-NOT: cgt.start
// CHECK: @difference(
// CHECK: ret i64
long difference(int n) { return n ? difference(n - 1) - n : 0; }

// What stands behind the call may have been changed by it.
// CHECK-LABEL: define {{.*}}@changed(
// CHECK-NOT: cgt.start
// CHECK: @changed(
// CHECK: ret i32
int counter;
int changed(int n) { return n ? changed(n - 1) + counter++ : 0; }

// CHECK-LABEL: define {{.*}}@truth(
// CHECK-NOT: cgt.start
// CHECK: @truth(
// CHECK: ret i1
_Bool truth(int n) { return n ? truth(n - 1) + n : 0; }

// CHECK-LABEL: define {{.*}}@real(
// CHECK-NOT: cgt.start
// CHECK: @real(
// CHECK: ret double
double real(int n) { return n ? real(n - 1) + n : 0; }

// The conversion comes after the call.
// CHECK-LABEL: define {{.*}}@narrowed(
// CHECK-NOT: cgt.start
// CHECK: @narrowed(
// CHECK: ret i8
unsigned char narrowed(int n) {
  int result = n ? narrowed(n - 1) : 300;
  return result;
}
