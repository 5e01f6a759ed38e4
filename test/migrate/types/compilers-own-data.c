// What a sanitizer or profiler adds to a unit is no variable of the program: nothing is saved of it, and the program's own data
// stay what they are.
//
// RUN: rm -rf %t && mkdir %t
// RUN: %cgt-cc -O1 -fsanitize=undefined %s -o %t/checked
// RUN: %cgt-cc -O1 -fprofile-instr-generate -fcoverage-mapping %s -o %t/counted
// RUN: %cgt-cc -O1 %s -o %t/plain
// RUN: %t/plain > %t/whole
// RUN: env LLVM_PROFILE_FILE=%t/profile %t/counted | cmp - %t/whole
//
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t/image:at_poll=3:after=exit %t/checked > %t/first
// RUN: env CGT_OPTIONS=restore=%t/image %t/checked > %t/second
// RUN: cat %t/first %t/second | cmp - %t/whole
// RUN: %cgt-inspect --globals %t/image | FileCheck %s
//
// RUN: %expect 85 -- env LLVM_PROFILE_FILE=%t/profile CGT_OPTIONS=save=%t/image:at_poll=4:after=exit %t/counted > %t/first
// RUN: env LLVM_PROFILE_FILE=%t/profile CGT_OPTIONS=restore=%t/image %t/counted > %t/second
// RUN: cat %t/first %t/second | cmp - %t/whole
//
// CHECK: table (
// CHECK: pairs (
// CHECK: pairs#1 (
// CHECK: pairs#2 (
// CHECK: pairs#3 (compilers-own-data.c:
// CHECK-NOT: .c:
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

static int table[6] = {1, 2, 3, 4, 5, 6};
static struct pair {
  short *at;
  int by;
} *pairs = (struct pair[]){{(short[]){1, 2, 3}, 1}, {(short[]){4, 5}, 2}};

static int work(int n) {
  int sum = 0;
  for (int i = 0; i < 3000 + n; i++)
    sum += i & table[n];
  return sum;
}

int main(void) {
  for (int i = 0; i < 6; i++) {
    table[i] += work(i);
    pairs[i % 2].at[i % 2] += i << pairs[1].by;
    printf("%d %d %s\n", table[i], pairs[i % 2].at[i % 2], __func__);
  }
  return 0;
}
