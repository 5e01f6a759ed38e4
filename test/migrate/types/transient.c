// CGT_TRANSIENT variables of every kind are zero after a resume, whatever they were, and pointers to them still refer to
// them.
//
// RUN: %cgt-x86_64 -O0 %s -o %t.O0 && %cgt-x86_64 -O2 %s -o %t.O2 && %cgt-s390x -O2 %s -o %t.s390x
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=4:after=exit %t.O2 > %t.out
// RUN: env CGT_OPTIONS=restore=%t.image %t.O0 | FileCheck %s
// RUN: env CGT_OPTIONS=restore=%t.image %t.O2 | FileCheck %s
// RUN: env CGT_OPTIONS=restore=%t.image %run-s390x %t.s390x | FileCheck %s
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=4:after=exit %t.O0 > %t.out
// RUN: env CGT_OPTIONS=restore=%t.image %t.O2 | FileCheck %s
// RUN: %cgt-inspect --all %t.image | FileCheck --check-prefix=SECRET --implicit-check-not=4711 %s
// SECRET: key{{.*}}(transient)
//
// REQUIRES: run-s390x
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>
#include <stdio.h>

static CGT_TRANSIENT int global = 5;
CGT_TRANSIENT int array[3] = {1, 2, 3};
static CGT_TRANSIENT _Thread_local int local = 6;

int main(void) {
  static CGT_TRANSIENT int inner = 7;
  CGT_TRANSIENT int key = 4711;
  CGT_TRANSIENT struct {
    int n[4];
  } table = {{9, 9, 9, 9}};
  int *into = &table.n[2];
  int kept = 8;
  for (int i = 0; i < 6; i++) {
    printf("%d: %d %d %d %d, %d %d %d, kept %d\n", i, global, array[2], local, inner, key, table.n[1], *into, kept);
    if (i == 4)
      *into = 3;
  }
  // CHECK: 4: 0 0 0 0, 0 0 0, kept 8
  // CHECK-NEXT: 5: 0 0 0 0, 0 0 3, kept 8
  return 0;
}
