// Code of CGT's that isn't sound stops the build with the function's place in the source, whose fault it is, and what to do.
// No C is known that brings it about: tokens in front of a call don't survive in a clone.

// RUN: %clang_cgt -O1 -fno-discard-value-names -S -emit-llvm -Xclang -disable-llvm-passes %s -o %t.ll
// RUN: sed -e 's/attributes #[0-9]* = {/& convergent/' \
// RUN:   -e '/define.* @twice(/,/^}/s/^entry:/&\n  %%t = call token @llvm.experimental.convergence.entry()/' \
// RUN:   -e 's/call i32 @once(.*)/& convergent [ "convergencectrl"(token %%t) ]/' %t.ll > %t.token.ll
// RUN: echo 'declare token @llvm.experimental.convergence.entry()' >> %t.token.ll
// RUN: not %opt_cgt -passes=cgt -S %t.token.ll -o %t.out.ll 2>&1 | FileCheck %s
// CHECK: error: {{.*}}CGT made malformed code for 'twice' (malformed.c:18): a fault of CGT, not of this program;
// CHECK-SAME: please report it with the output of `cgt-cc -E`, and compile this file with clang-19 until it is mended.
// CHECK-SAME: LLVM says: {{.+}}
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

int once(int n);
int fine(int n) { return n ? fine(n - 1) + 1 : 0; }
int twice(int n) { return once(n) + once(n + 1); }
