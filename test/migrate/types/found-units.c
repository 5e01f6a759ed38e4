// What assignments of one unit tell of a union holds if no other unit of the program writes such a union or what is beside it; if one
// does, nothing is certain, and other platforms refuse it. Images say so for each of their units, whatever the receiver's do.
//
// RUN: %cgt-x86_64 -O1 -c %s -o %t.1.o && %cgt-x86_64 -O1 -DOTHER -c %s -o %t.2.o && %cgt-x86_64 -O1 -DOTHER -DWRITES -c %s -o %t.3.o
// RUN: %cgt-cc %t.1.o %t.2.o -o %t.reads && %cgt-cc %t.1.o %t.3.o -o %t.writes
// RUN: %cgt-s390x -O2 -c %s -o %t.4.o && %cgt-s390x -O2 -DOTHER -c %s -o %t.5.o && %cgt-s390x -O2 -DOTHER -DWRITES -c %s -o %t.6.o
// RUN: %cgt-s390x %t.4.o %t.5.o -o %t.s390x-reads && %cgt-s390x %t.4.o %t.6.o -o %t.s390x-writes
// RUN: %t.reads > %t.whole
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.read:at_poll=3:after=exit %t.reads > %t.out
// RUN: cp %t.out %t.first && env CGT_OPTIONS=restore=%t.read %run-s390x %t.s390x-reads >> %t.out && cmp %t.out %t.whole
// RUN: cp %t.first %t.out && env CGT_OPTIONS=restore=%t.read %run-s390x %t.s390x-writes >> %t.out && cmp %t.out %t.whole
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.written:at_poll=3:after=exit %t.writes > %t.out
// RUN: %expect 87 -- env CGT_OPTIONS=restore=%t.written %run-s390x %t.s390x-reads 2>&1 | FileCheck %s
// CHECK: heap block 'struct value' at '{{.*}}' {{.*}}: bytes without a known type can't be converted
// RUN: cp %t.first %t.out && env CGT_OPTIONS=restore=%t.written %t.writes >> %t.out && cmp %t.out %t.whole
//
// REQUIRES: run-s390x
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>

struct value {
  int kind;
  union { long n; double x; char *text; } u;
  struct value *next;
};

long sum(const struct value *v, struct value *change);

#ifdef OTHER
long sum(const struct value *v, struct value *change) {
  long total = 0;
  for (; v; v = v->next)
    total += v->kind == 1 ? v->u.n : v->kind == 2 ? (long)v->u.x : v->u.text[0];
#ifdef WRITES
  if (total < 0)
    change->kind = 2;
#endif
  (void)change;
  return total;
}
#else
int main(void) {
  struct value *list = NULL;
  for (int i = 0; i < 12; i++) {
    struct value *v = calloc(1, sizeof *v);
    if (i % 3 == 0) {
      v->kind = 1;
      v->u.n = i * 1000;
    } else if (i % 3 == 1) {
      v->kind = 2;
      v->u.x = i * 1.5;
    } else {
      v->kind = 3;
      v->u.text = malloc(8);
      snprintf(v->u.text, 8, "%c", 'a' + i);
    }
    v->next = list;
    list = v;
    printf("%ld\n", sum(list, v));
    fflush(stdout);
  }
  return 0;
}
#endif
