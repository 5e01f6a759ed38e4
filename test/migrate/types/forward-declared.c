// A static function that is declared first and called before its definition is captured like any other.
//
// RUN: %carry %s --work %t --points 8 --pairs x86_64:x86_64 x86_64:s390x --flags +fplugin-arg-cgt-polls=all
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
static int inner(int x);
static int leaf(int i) { printf("%d ", i); return i * i; }
static int middle(int x) { int k = inner(x) * 2; printf("middle %d\n", k); return k + 1; }
static int inner(int x) { return leaf(x) + leaf(x + 1) + leaf(x + 2); }
int main(void) {
  printf("%d\n", middle(6));
  printf("%d\n", middle(5));
  return 0;
}
