// A compound literal whose address an initialiser keeps is a variable, named by its place; one that is used by value is none.
//
// RUN: %clang_cgt -O1 -w -S -emit-llvm -Xclang -disable-llvm-passes %s -o %t.ll -fplugin-arg-cgt-report=%t.json
// RUN: FileCheck %s --check-prefix=IR < %t.ll
// RUN: FileCheck %s < %t.json
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

struct pair {
  const int *a;
  struct pair *next;
};
struct pair first = {(const int[]){1, 2}, &(struct pair){(int[3]){4}}};
struct pair by_value = (struct pair){&(int){7}};
long after = sizeof((int[]){1, 2, 3});

// IR-DAG: @first.literal.1 = internal constant [2 x i32] [i32 1, i32 2]
// IR-DAG: @first.literal.2 = internal global %struct.pair { ptr @first.literal.3, ptr null }
// IR-DAG: @first.literal.3 = internal global [3 x i32] [i32 4, i32 0, i32 0]
// IR-DAG: @by_value.literal.1 = internal global i32 7
// IR-DAG: @by_value = {{.*}}global %struct.pair { ptr @by_value.literal.1, ptr null }
// IR-NOT: compoundliteral

// CHECK: "name": "first"
// CHECK: "name": "first#1"
// CHECK: "name": "first#2"
// CHECK: "name": "first#3"
// CHECK: "name": "by_value"
// CHECK: "name": "by_value#1"
// CHECK: "name": "after"
