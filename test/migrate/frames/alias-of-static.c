// A static function that an alias leads to is saved while it is on the stack, as any other is.
//
// RUN: %carry %s --work %t --pairs x86_64:x86_64 x86_64:s390x x86_64:i686 --points 4
// RUN: %cgt-cc %s -o %t.home && env CGT_OPTIONS=save=%t.image:at_poll=30:after=exit not %t.home > %t.out
// RUN: %cgt-inspect --stack %t.image | FileCheck %s
// CHECK: main
// CHECK: sumOf
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

static long sumOf(int n) {
  long sum = 0;
  for (int i = 0; i < n; i++) {
    sum = (sum * 31 + i) % 10007;
    if (i % 20 == 0)
      printf("%ld\n", sum);
  }
  return sum;
}
__typeof__(sumOf) shown __attribute__((weak, alias("sumOf")));

int main(void) {
  printf("%ld\n", shown(60));
  printf("%ld\n", sumOf(60));
  return 0;
}
