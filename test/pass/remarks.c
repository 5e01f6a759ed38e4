// -Rpass=cgt tells where polls are, and why loops have none or one in each iteration.
//
// RUN: %clang_cgt -O2 -Rpass=cgt -c %s -o /dev/null 2>&1 | FileCheck --implicit-check-not=remark %s
// RUN: %clang_cgt -O2 -fplugin-arg-cgt-polls=all -Rpass=cgt -c %s -o /dev/null 2>&1 | FileCheck --check-prefix=ALL %s
// RUN: %clang_cgt -O2 -c %s -o /dev/null 2>&1 | count 0
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

void longer(int);
int recursive(int n);

// ALL: remarks.c:[[#@LINE+1]]:{{[0-9]+}}: remark: poll at the entry [-Rpass=cgt]
int sums(int n, const int *a, int (*f)(int)) {
  int sum = 0;
  // CHECK: remarks.c:[[#@LINE+2]]:{{[0-9]+}}: remark: no poll in this loop, which makes at most 16 iterations [-Rpass=cgt]
  // ALL: remarks.c:[[#@LINE+1]]:{{[0-9]+}}: remark: poll in each iteration of this loop: each iteration is to have one [-Rpass=cgt]
  for (int i = 0; i < 16; i++)
    sum += a[i];
  // CHECK: remarks.c:[[#@LINE+1]]:{{[0-9]+}}: remark: poll once in 1024 iterations of this loop [-Rpass=cgt]
  for (int i = 0; i < n; i++)
    sum += a[i];
  // CHECK: remarks.c:[[#@LINE+1]]:{{[0-9]+}}: remark: poll in each iteration of this loop: 'longer' may take long [-Rpass=cgt]
  for (int i = 0; i < n; i++)
    longer(i);
  // CHECK: remarks.c:[[#@LINE+1]]:{{[0-9]+}}: remark: poll in each iteration of this loop: it calls through a pointer [-Rpass=cgt]
  for (int i = 0; i < n; i++)
    sum += f(i);
  // CHECK: remarks.c:[[#@LINE+3]]:{{[0-9]+}}: remark: poll once in 1024 iterations of this loop [-Rpass=cgt]
  // CHECK: remarks.c:[[#@LINE+1]]:{{[0-9]+}}: remark: poll in each iteration of this loop: it has loops inside [-Rpass=cgt]
  for (int i = 0; i < n; i++)
    for (int k = 0; k < i; k++)
      sum += a[k] * i;
  return sum + recursive(n);
}

// CHECK: remarks.c:[[#@LINE+1]]:{{[0-9]+}}: remark: poll at the entry: chains of calls lead back to it [-Rpass=cgt]
int recursive(int n) { return n ? recursive(n - 1) - n : 0; }
