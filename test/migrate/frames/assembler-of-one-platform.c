// Inline assembler that only one platform's build has, in functions on the stack, is no other call: images go both ways.
//
// RUN: %carry %s --work %t --points 4 --pairs x86_64:s390x s390x:x86_64 x86_64:aarch64 i686:x86_64
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

#ifdef __x86_64__
#define ALIGN __asm__(".p2align 5")
#define BARRIER __asm__ __volatile__("" ::: "memory")
#else
#define ALIGN
#define BARRIER
#endif

static int step(int n) {
  int sum = 0;
  for (int i = 0; i < n; i++)
    for (int k = 0; k < n; k++)
      sum += i ^ k;
  return sum;
}

static int search(int n) {
  int found = 0;
  ALIGN;
  for (int i = 0; i < n; i++) {
    BARRIER;
    found += step(i);
  }
  return found;
}

int main(void) {
  ALIGN;
  for (int round = 0; round < 5; round++) {
    printf("%d\n", search(8 + round));
    BARRIER;
    printf("%d\n", step(round));
  }
  return 0;
}
