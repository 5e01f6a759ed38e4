/* Recursion and nothing else.

   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <stdio.h>
#include <stdlib.h>

static long fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }

int main(int argc, char **argv) {
  printf("%ld\n", fib(argc > 1 ? atoi(argv[1]) : 42));
  return 0;
}
