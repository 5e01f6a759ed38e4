// With optimisation at link time a program has the polls that it has without, and each resumes what another has saved.
//
// UNSUPPORTED: asan
// RUN: rm -rf %t && mkdir %t && cd %t
// RUN: %cgt-cc -O2 %s -o plain && %cgt-cc -O2 -flto %s -o full && %cgt-cc -O2 -flto=thin %s -o thin
// RUN: ./plain > whole
// RUN: %cgt-cc -O2 -flto -c %s -o full.o && llvm-dis full.o -o - | FileCheck %s --check-prefix=BITCODE
// BITCODE: __cgt_flag
// RUN: %expect 85 -- env CGT_OPTIONS=save=full.image:at_poll=30:after=exit ./full > full.out
// RUN: %expect 85 -- env CGT_OPTIONS=save=plain.image:at_poll=30:after=exit ./plain > plain.out
// RUN: cmp full.out plain.out && cp full.out thin.out
// RUN: env CGT_OPTIONS=restore=full.image ./thin >> thin.out && cmp thin.out whole
// RUN: env CGT_OPTIONS=restore=full.image ./plain >> full.out && cmp full.out whole
// RUN: env CGT_OPTIONS=restore=plain.image ./full >> plain.out && cmp plain.out whole
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>

struct node {
  struct node *next;
  int value;
};

static int sum(const struct node *n) {
  int total = 0;
  for (; n; n = n->next) {
    total += n->value;
    if (total % 5 == 0)
      printf("at %d\n", total);
  }
  return total;
}

int main(void) {
  struct node *top = NULL;
  for (int i = 0; i < 50; i++) {
    struct node *n = malloc(sizeof *n);
    n->next = top;
    n->value = i;
    top = n;
    if (i % 10 == 9)
      printf("sum %d\n", sum(top));
  }
  return 0;
}
