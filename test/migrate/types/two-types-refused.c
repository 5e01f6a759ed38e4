// A block of which pointers say that it is used as two types is copied between equal platforms, and refused, located, where
// only one of the two could be converted: two widths of integers in one block, structs carved out of a pool of `char`.
//
// RUN: %cgt-x86_64 -O2 %s -o %t.x86_64 && %cgt-s390x -O2 %s -o %t.s390x && %cgt-i686 -O2 %s -o %t.i686
// RUN: %t.x86_64 widths > %t.whole
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.widths:at_poll=5:after=exit %t.x86_64 widths > %t.out
// RUN: env CGT_OPTIONS=restore=%t.widths %t.x86_64 >> %t.out && cmp %t.out %t.whole
// RUN: %expect 87 -- env CGT_OPTIONS=restore=%t.widths %run-s390x %t.s390x 2>&1 | FileCheck --check-prefix=WIDTHS %s
// WIDTHS: can't restore '{{.*}}': heap block 'unsigned int' of function 'widths' ({{.*}}.c:[[#@LINE+27]]): memory that is
// WIDTHS-SAME: used as two types can't be converted between these platforms: it is also used as 'unsigned short', by
// WIDTHS-SAME: heap block 'struct state' at 'values' of function 'widths'
// RUN: env CGT_OPTIONS=restore=%t.widths %run-i686 %t.i686 > %t.out2 && tail -n 6 %t.whole > %t.end && tail -n 6 %t.out2 | cmp - %t.end
//
// RUN: %t.x86_64 pool > %t.whole
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.pool:at_poll=7:after=exit %t.x86_64 pool > %t.out
// RUN: env CGT_OPTIONS=restore=%t.pool %t.x86_64 >> %t.out && cmp %t.out %t.whole
// RUN: %expect 87 -- env CGT_OPTIONS=restore=%t.pool %run-s390x %t.s390x 2>&1 | FileCheck --check-prefix=POOL %s
// RUN: %expect 87 -- env CGT_OPTIONS=restore=%t.pool %run-i686 %t.i686 2>&1 | FileCheck --check-prefix=POOL %s
// POOL: heap block 'char' of function 'main' ({{.*}}): memory that is used as two types can't be converted between these
// POOL-SAME: platforms: it is also used as 'struct node', by variable 'list' of function 'pool'
//
// REQUIRES: run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct state {
  unsigned *words;
  unsigned short *values;
};

static int widths(void) {
  struct state *s = malloc(sizeof *s);
  s->words = malloc(16 * sizeof *s->words);
  s->values = (unsigned short *)s->words;
  unsigned sum = 0;
  for (int i = 0; i < 10; i++) {
    s->values[i] = (unsigned short)(i * 7777);
    printf("%d\n", i);
    sum += s->values[i / 2];
  }
  printf("%u\n", sum);
  return 0;
}

struct node {
  struct node *next;
  char *name;
  int key;
};

static char *base, *next;

static void *carve(size_t n) {
  void *p = next;
  next += (n + 15) / 16 * 16;
  return p;
}

static int pool(void) {
  struct node *list = NULL;
  for (int i = 0; i < 10; i++) {
    struct node *n = carve(sizeof *n);
    n->name = carve(8);
    snprintf(n->name, 8, "n%d", i);
    n->key = i;
    n->next = list;
    list = n;
    printf("%d\n", i);
  }
  for (; list; list = list->next)
    printf("%s %d\n", list->name, list->key);
  return 0;
}

int main(int argc, char **argv) {
  base = next = malloc(4096);
  return argc > 1 && !strcmp(argv[1], "pool") ? pool() : widths();
}
