// What a constant condition rules out is numbered and then dropped, at -O0 too: the program links although what only dead
// branches call, or refer to, is defined nowhere.
//
// RUN: %cgt-x86_64 -O0 %s -o %t && %t | FileCheck %s
// RUN: %cgt-x86_64 -O2 %s -o %t && %t | FileCheck %s
// RUN: %clang_cgt -O0 -S -emit-llvm %s -o - | FileCheck %s --check-prefix=IR
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

void undefined_one(void);
int undefined_two(int);

struct operations {
  void (*run)(void);
};
static struct operations table = {undefined_one};
static int limit = 3000;

static int inner(int n) {
  int sum = 0;
  for (int i = 0; i < limit; i++)
    sum += i & n;
  return sum;
}

static int wide(int n) {
  static const struct operations own = {undefined_one};
  own.run();
  return inner(undefined_two(n));
}

static int test(int n) {
  int result = 0;
  if (sizeof(long) == 9)
    undefined_one();
  if (sizeof(long) == 9) {
    table.run();
    result += wide(n);
  }
  switch (sizeof(short)) {
  case 1:
    undefined_one();
    break;
  case 2:
    result += inner(n);
    break;
  default:
    undefined_two(3);
  }
  result += sizeof(int) == 9 ? undefined_two(n) : inner(n + 1);
  if (sizeof(int) == 9 && undefined_two(1))
    result++;
  if (sizeof(int) == 4 || undefined_two(1))
    result++;
  for (int i = 0; i < 100; i++) {
    if (0)
      undefined_one();
    result += i;
  }
  return result;
}

int main(void) {
  printf("%d\n", test(7));
  return 0;
}

// CHECK: 27419
// IR-NOT: {{(call|invoke).*@(undefined_|__cgt_known)}}
