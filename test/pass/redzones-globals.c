// Objects get a gap behind them, so that one past their end isn't the next object, nor one element in front of it; those in
// the program's own sections stay as they are.
//
// RUN: %clang_cgt -O0 -S -emit-llvm %s -o - | FileCheck %s
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// CHECK-DAG: @table = {{.*}}global { [4 x i32], [5 x i8] } { [4 x i32] [i32 1, i32 2, i32 3, i32 4], [5 x i8] zeroinitializer }
int table[4] = {1, 2, 3, 4};
// CHECK-DAG: @zeroes = {{.*}}global { [8 x i64], [9 x i8] } zeroinitializer
long long zeroes[8];
// CHECK-DAG: @number = {{.*}}global { i32, [5 x i8] } { i32 7, [5 x i8] zeroinitializer }
int number = 7;
// CHECK-DAG: @entry = {{.*}}global [2 x i32] zeroinitializer, section "entries"
__attribute__((section("entries"))) int entry[2];

int *end(void) { return table + 4; }
