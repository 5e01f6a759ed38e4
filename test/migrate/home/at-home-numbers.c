// Numbers that lie where a block's type says pointers stay what they are at home, also if they happen to be addresses of memory that
// is in use: on arm a common `float` is one of the kernel's stack.
//
// RUN: %cgt-cc -O2 -fplugin-arg-cgt-polls=explicit %s -o %t.x86_64
// RUN: %python %S/../Inputs/at-home.py 1 %t.images %t.x86_64 | FileCheck %s
// RUN: %cgt-i686 -O2 -fplugin-arg-cgt-polls=explicit %s -o %t.i686
// RUN: %python %S/../Inputs/at-home.py 1 %t.images %run-i686 %t.i686 | FileCheck %s
// RUN: %cgt-arm -O1 -fplugin-arg-cgt-polls=explicit %s -o %t.arm
// RUN: %python %S/../Inputs/at-home.py 1 %t.images %run-arm %t.arm | FileCheck %s
// RUN: %cgt-s390x -O2 -fplugin-arg-cgt-polls=explicit %s -o %t.s390x
// RUN: %python %S/../Inputs/at-home.py 1 %t.images %run-s390x %t.s390x | FileCheck %s
// CHECK: {{[1-9]}} images, all right
//
// REQUIRES: run-i686, run-arm, run-s390x
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

/* What stands in front of an element of any type. */
struct list {
  struct list *next, *last;
};

static struct list *make(size_t size, struct list *next) {
  struct list *l = malloc(sizeof *l + size);
  l->next = l->last = next;
  return l;
}

int main(void) {
  struct list *all = NULL;
  for (int i = 0; i < 300; i++) {
    float number[4] = {2.f + (float)i / 32.f, -1.f / (float)(i + 1), 6.42f * (float)(i % 7), 0.f};
    all = make(sizeof number, all);
    memcpy(all + 1, number, sizeof number);
  }
  uintptr_t address = getauxval(AT_RANDOM) + 4;
  struct list *number = make(sizeof address, NULL);
  memcpy(number + 1, &address, sizeof address);
  for (int k = 0; k < 4; k++) {
    cgt_poll();
    double sum = 0;
    for (struct list *l = all; l; l = l->next) {
      float n[4];
      memcpy(n, l + 1, sizeof n);
      sum = sum * .99 + n[0] + n[1] - n[2];
    }
    printf("%d: %.6f, %s\n", k, sum, memcmp(number + 1, &address, sizeof address) ? "another number" : "the number");
  }
  return 0;
}
