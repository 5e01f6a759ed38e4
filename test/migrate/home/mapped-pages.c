// A heap whose pages are mapped from the image goes on as if nothing had happened: blocks are given back, resized and
// taken anew, pointers to globals, frames and functions that moved are right, and the next image is as good. The image
// itself doesn't change. Another platform reads it, too.
//
// DEFINE: %{save} = compress=0:at_poll=1:after=exit
// RUN: %cgt-x86_64 -O2 %s -o %t.static
// RUN: %cgt-cc -O2 -fPIE -pie %s -o %t.pie
// RUN: %clang -D_GNU_SOURCE -c %S/../Inputs/occupied-arena.c -o %t.o && %cgt-x86_64 -O2 %s %t.o -o %t.moved
// RUN: %cgt-s390x -O2 %s -o %t.s390x
// RUN: %t.static | FileCheck %s
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.1:%{save} %t.static
// RUN: %cgt-inspect --verify %t.1 | FileCheck %s --check-prefix=PAGES
// RUN: cp %t.1 %t.copy
// RUN: env CGT_OPTIONS=restore=%t.1 %t.static | FileCheck %s
// RUN: env CGT_OPTIONS=restore=%t.1:verify=metadata %t.static | FileCheck %s
// RUN: env CGT_OPTIONS=restore=- %t.static < %t.1 | FileCheck %s
// RUN: env CGT_OPTIONS=restore=%t.1 %t.pie | FileCheck %s
// RUN: env CGT_OPTIONS=restore=%t.1:verify=metadata %run-s390x %t.s390x | FileCheck %s
// RUN: env CGT_OPTIONS=restore=%t.1:verify=metadata %t.moved | FileCheck %s
// RUN: %expect 85 -- env CGT_OPTIONS=restore=%t.1:save=%t.2:%{save} %t.moved
// RUN: %expect 85 -- env CGT_OPTIONS=restore=%t.2:save=%t.3:%{save} %t.static
// RUN: env CGT_OPTIONS=restore=%t.3 %t.pie | FileCheck %s
// RUN: cmp %t.1 %t.copy
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.s:%{save} %run-s390x %t.s390x
// RUN: env CGT_OPTIONS=restore=%t.s %t.pie | FileCheck %s
//
// A damaged page is refused, unless pages are left unread.
// RUN: %python -c "d = bytearray(open(r'%t.1', 'rb').read()); i = d.rfind(b'marked'); d[i] ^= 1; open(r'%t.bad', 'wb').write(d)"
// RUN: %expect 86 -- env CGT_OPTIONS=restore=%t.bad %t.static
// RUN: %expect 86 -- env CGT_OPTIONS=restore=%t.bad:verify=metadata %run-s390x %t.s390x
// RUN: env CGT_OPTIONS=restore=%t.bad:verify=metadata %t.static | FileCheck %s --check-prefix=UNREAD
//
// PAGES: PAGE: {{.*}}: good
// CHECK: marked
// CHECK: 20000 nodes, 0 wrong
// UNREAD: {{[^m]}}arked
//
// REQUIRES: run-s390x
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NODES = 20000, LARGE = 300000 };

struct node {
  struct node *next;
  const int *global;
  int *local;
  int (*function)(int);
  const char *text;
  char name[20];
};

static int numbers[4] = {3, 1, 4, 1};
static int twice(int x) { return 2 * x; }
static int square(int x) { return x * x; }

static void pass(void) {
  for (volatile int k = 0; k < 3; k++)
    square(k);
}

int main(void) {
  int here[2] = {5, 9}, wrong = 0, count = 0;
  struct node *first = NULL;
  double *large = malloc(LARGE * sizeof(double));
  char *marked = malloc(200000);
  struct node **all = malloc(2 * NODES * sizeof(struct node *));
  memset(marked, '.', 200000);
  memcpy(marked + 100000, "marked", 7);
  for (int k = 0; k < LARGE; k++)
    large[k] = k * 0.5;
  for (int k = 0; k < 2 * NODES; k++) {
    struct node *n = all[k] = calloc(1, sizeof *n);
    n->global = &numbers[k / 2 % 4];
    n->local = &here[k / 2 % 2];
    n->function = k / 2 % 2 ? twice : square;
    n->text = &"a literal"[k / 2 % 9];
    snprintf(n->name, sizeof n->name, "%d", k / 2);
  }
  for (int k = 2 * NODES - 1; k >= 0; k--)
    if (k % 2) {
      free(all[k]);
    } else {
      all[k]->next = first;
      first = all[k];
    }
  pass();
  puts(marked + 100000);
  large = realloc(large, 2 * LARGE * sizeof(double));
  for (int k = 0; k < LARGE; k++)
    wrong += large[k] != k * 0.5;
  for (struct node *n = first; n; n = n->next, count++) {
    struct node *other = calloc(1, sizeof *other); // in what was free
    wrong += other->next || other->text || other->name[0];
    wrong += *n->global != numbers[count % 4] || n->global != &numbers[count % 4];
    wrong += n->local != &here[count % 2] || n->function(3) != (count % 2 ? 6 : 9);
    wrong += strcmp(n->text, &"a literal"[count % 9]) != 0 || atoi(n->name) != count;
  }
  while (first) {
    struct node *next = first->next;
    free(first);
    first = next;
  }
  free(large);
  free(marked);
  printf("%d nodes, %d wrong\n", count, wrong);
  return 0;
}
