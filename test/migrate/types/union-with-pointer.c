// A union with a pointer among its members is carried between equal platforms, where heap blocks, and in a static program
// globals and functions, have the addresses that they had; a chain of processes included. Elsewhere the restoration is
// refused and names the union, and a warning tells so once when saving.
//
// RUN: %cgt-x86_64 -O2 %s -o %t.static && %cgt-cc -O2 -fPIE -pie %s -o %t.pie && %cgt-s390x -O2 %s -o %t.s390x
// RUN: %t.static > %t.whole
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.1:at_poll=10:after=exit %t.static > %t.out 2> %t.err
// RUN: %expect 85 -- env CGT_OPTIONS=restore=%t.1:save=%t.2:at_poll=30:after=exit %t.static >> %t.out
// RUN: env CGT_OPTIONS=restore=%t.2 %t.static >> %t.out && cmp %t.out %t.whole
// RUN: FileCheck --check-prefix=WARNING %s < %t.err
// WARNING: cgt: warning: another executable or platform than this one may refuse this program's images: 'union value'
// WARNING-SAME: ({{.*}}.c:[[#@LINE+27]]) may hold a pointer
// RUN: env CGT_OPTIONS=save=%t.n%%n:every_polls=5 %t.static 2>&1 | grep -c "may hold a pointer" | grep -x 1
//
// RUN: %expect 87 -- env CGT_OPTIONS=restore=%t.1 %run-s390x %t.s390x 2>&1 | FileCheck --check-prefix=ELSEWHERE %s
// ELSEWHERE: heap block 'struct tagged' at '{{.*}}' of function 'push' ({{.*}}): bytes without a known type can't be
// ELSEWHERE-SAME: converted between these platforms: 'union value' holds one of several types; restore on a platform like
// ELSEWHERE-SAME: the saver's
//
// Numbers alone make no warning; a pie's globals stay where they are as well, but aren't where another program has them.
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.3:at_poll=10:after=exit %t.pie numbers > %t.out 2> %t.err
// RUN: count 0 < %t.err
// RUN: env CGT_OPTIONS=restore=%t.3 %t.pie >> %t.out && %t.static numbers | cmp - %t.out
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.4:at_poll=10:after=exit %t.pie global > %t.out
// RUN: env CGT_OPTIONS=restore=%t.4 %t.pie >> %t.out && %t.static global | cmp - %t.out
// RUN: %expect 87 -- env CGT_OPTIONS=restore=%t.4 %t.static 2>&1 | FileCheck --check-prefix=MOVED %s
// MOVED: heap block 'struct tagged' at 'v.p' of function 'push' ({{.*}}): these bytes may be a pointer to an object
// MOVED-SAME: that has moved; restore with the executable that was saved, for which nothing has moved
//
// REQUIRES: run-s390x
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tagged;

union value {
  void *p;
  void (*f)(struct tagged *);
  double x;
  long long n;
};

struct tagged {
  union value v;
  char tag;
  struct tagged *next;
};

static int key = 7, calls;
static void called(struct tagged *t) { calls += t->tag; }

static struct tagged *push(struct tagged *next, char tag) {
  struct tagged *t = malloc(sizeof *t);
  t->next = next;
  t->tag = tag;
  return t;
}

int main(int argc, char **argv) {
  const char *kind = argc > 1 ? argv[1] : "all";
  struct tagged *list = NULL, *old;
  for (int i = 0; i < 50; i++) {
    list = push(list, "xnpkf"[!strcmp(kind, "all") ? i % 5 : !strcmp(kind, "global") ? 3 : i % 2]);
    switch (list->tag) {
    case 'x': list->v.x = i / 3.0; break;
    case 'n': list->v.n = 1LL << i; break; // also the heap's own address
    case 'p': list->v.p = malloc(16); snprintf(list->v.p, 16, "text %d", i); break;
    case 'k': list->v.p = &key; break;
    default: list->v.f = called; break;
    }
    if (i % 7 == 3) { // holes in the heap
      old = list->next;
      list->next = old->next;
      free(old);
    }
    printf("%d\n", i);
  }
  for (; list; list = list->next)
    switch (list->tag) {
    case 'x': printf("%a\n", list->v.x); break;
    case 'n': printf("%lld\n", list->v.n); break;
    case 'p': printf("%s\n", (char *)list->v.p); break;
    case 'k': printf("%d\n", *(int *)list->v.p); break;
    default: list->v.f(list); break;
    }
  printf("%d\n", calls);
  return 0;
}
