// A program is saved without a word about its union, and refused abroad; one that is built there with a file of hints takes the image.
//
// RUN: split-file %s %t
// RUN: %cgt-x86_64 -O2 %t/program.c -o %t.x86_64 && %t.x86_64 > %t.whole
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.1:at_poll=40:after=exit %t.x86_64 > %t.saved
//
// The file's word counts where the source says another.
// RUN: %cgt-x86_64 -O2 -DWRONG %t/program.c -o %t.wrong -fplugin-arg-cgt-hints=%t/hints.yaml
// RUN: cp %t.saved %t.out && env CGT_OPTIONS=restore=%t.1 %t.wrong >> %t.out && cmp %t.out %t.whole
//
// RUN: %cgt-s390x -O0 %t/program.c -o %t.s390x
// RUN: %expect 87 -- env CGT_OPTIONS=restore=%t.1 %run-s390x %t.s390x 2>&1 | FileCheck %t/program.c
// RUN: %cgt-s390x -O0 %t/program.c -o %t.s390x -fplugin-arg-cgt-hints=%t/hints.yaml
// RUN: cp %t.saved %t.out && env CGT_OPTIONS=restore=%t.1 %run-s390x %t.s390x >> %t.out && cmp %t.out %t.whole
// RUN: %cgt-i686 -O2 %t/program.c -o %t.i686 -fplugin-arg-cgt-hints=%t/hints.yaml
// RUN: cp %t.saved %t.out && env CGT_OPTIONS=restore=%t.1 %run-i686 %t.i686 >> %t.out && cmp %t.out %t.whole
//
// REQUIRES: run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

//--- hints.yaml
active:
  struct value.as: "kind == 0 ? number : kind == 1 ? function : list"
transient: [report:calls]
//--- program.c
#include <stdio.h>
#include <stdlib.h>

struct value {
  int kind;
  union {
    double number;
    int (*function)(int);
    struct value *list;
  } as
#ifdef WRONG
      __attribute__((cgt_active("number")))
#endif
      ;
  struct value *next;
};
// CHECK: heap block 'struct value' at 'as.number' of function 'make' (program.c:[[#@LINE+7]])
// CHECK-SAME: or say what it holds: a union by CGT_ACTIVE or a file of hints

static int twice(int n) { return 2 * n; }
static int square(int n) { return n * n; }

static struct value *make(int i, struct value *next) {
  struct value *v = calloc(1, sizeof *v);
  v->next = next;
  switch (v->kind = i % 3) { // no constant
  case 0: v->as.number = i / 8.0; break;
  case 1: v->as.function = i % 2 ? twice : square; break;
  default: v->as.list = next; break;
  }
  return v;
}

static double sum(const struct value *v) {
  double result = 0;
  for (; v; v = v->next)
    result += v->kind == 0 ? v->as.number : v->kind == 1 ? v->as.function(7) : v->as.list ? v->as.list->kind : 0;
  return result;
}

static void report(int i, const struct value *v) {
  static int calls; // since the program began, or was resumed
  if (++calls > i + 1)
    abort();
  printf("%d %.3f\n", i, sum(v));
}

int main(void) {
  struct value *list = NULL;
  for (int i = 0; i < 30; i++) {
    list = make(i, list);
    report(i, list);
  }
  return 0;
}
