// A function resumed at a step outside its loops enters them afresh.
//
// RUN: %carry %s --work %t --points 12 --pairs x86_64:x86_64 x86_64:s390x --levels=-O1,-O3
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

struct level {
  const struct level *above;
  long number;
};

static long descend(const struct level *above, int depth) {
  struct level here = {above, depth + 1};
  if (depth == 2) {
    for (int i = 0; i < 2; i++)
      printf("bottom %d\n", i);
    long sum = 0;
    for (const struct level *l = &here; l; l = l->above)
      sum = sum * 31 + l->number;
    return sum;
  }
  return descend(&here, depth + 1) * 7 + here.number;
}

int main(void) {
  printf("%ld\n", descend(NULL, 0));
  return 0;
}
