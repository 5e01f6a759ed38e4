// The soft stack limit is raised up to the hard one for a deep stack; a hard
// limit that is too small refuses the restore.
//
// RUN: %cgt-x86_64 -O1 %s -o %t.exe
// RUN: %t.exe > %t.whole
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=20001:after=exit %t.exe > %t.first
// RUN: env CGT_OPTIONS=restore=%t.image prlimit --stack=262144: %t.exe > %t.second
// RUN: cat %t.first %t.second | cmp - %t.whole
// RUN: %expect 86 -- env CGT_OPTIONS=restore=%t.image prlimit --stack=262144:262144 %t.exe > %t.out 2> %t.err
// RUN: count 0 < %t.out
// RUN: FileCheck %s < %t.err
// CHECK: cgt: error: {{.*}}stack
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

struct level {
  const struct level *above;
  long number[12];
};

static long descend(const struct level *above, int depth) {
  struct level here = {above, {depth, depth + 1}};
  if (depth == 20000) {
    long sum = 0;
    for (int i = 0; i < 4; i++)
      printf("bottom %d\n", i);
    for (const struct level *l = &here; l; l = l->above)
      sum = (sum * 31 + l->number[1]) % 1000003;
    return sum;
  }
  return (descend(&here, depth + 1) * 7 + here.number[0]) % 1000003;
}

int main(void) {
  printf("start\n");
  printf("%ld\n", descend(NULL, 0));
  return 0;
}
