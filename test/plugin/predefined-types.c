// A type that is written by the compiler's own macro has that name: it is another one on each platform, in one source.
//
// RUN: %clang_cgt %target-x86_64 -c %s -o %t.o -fplugin-arg-cgt-report=%t.json && FileCheck %s < %t.json
// RUN: %clang_cgt %target-i686 -c %s -o %t.o -fplugin-arg-cgt-report=%t.json && FileCheck %s < %t.json
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#define DISTANCE __PTRDIFF_TYPE__
typedef __SIZE_TYPE__ count;
struct of_both {
  DISTANCE distance;
  count many;
};
struct of_both both;
const DISTANCE size = sizeof(DISTANCE);
int number;

// CHECK-DAG: "name": "__PTRDIFF_TYPE__"
// CHECK-DAG: "name": "__SIZE_TYPE__"
// CHECK-DAG: "name": "int"
// CHECK-NOT: "name": "long"
// CHECK-NOT: "name": "unsigned
