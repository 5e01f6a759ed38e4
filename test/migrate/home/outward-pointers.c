// Of a heap that is where it was, only pages with pointers that lead out of it are looked at, but none of those is left out:
// pointers to globals, frames, literals and functions that moved are right whatever holds them, and none is counted twice.
//
// DEFINE: %{save} = at_poll=1:after=exit
// RUN: %cgt-cc -fplugin-arg-cgt-polls=explicit -O1 -fPIE -pie %s -o %t.pie
// RUN: %cgt-cc -fplugin-arg-cgt-polls=explicit -O2 -static %s -o %t.static
// RUN: %clang -D_GNU_SOURCE -c %S/../Inputs/occupied-arena.c -o %t.o && %cgt-cc -fplugin-arg-cgt-polls=explicit -O2 -fPIE -pie %s %t.o -o %t.moved
// RUN: %t.pie | FileCheck %s
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.1:compress=0:%{save} %t.pie
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.2:compress=1:%{save} %t.pie
// RUN: rm -f %t.stats
// RUN: env CGT_OPTIONS=restore=%t.1:stats=%t.stats %t.pie | FileCheck %s
// RUN: env CGT_OPTIONS=restore=%t.1:verify=metadata:stats=%t.stats %t.static | FileCheck %s
// RUN: env CGT_OPTIONS=restore=%t.1:stats=%t.stats %t.moved | FileCheck %s
// RUN: env CGT_OPTIONS=restore=%t.2:stats=%t.stats %t.pie | FileCheck %s
// RUN: FileCheck %s --check-prefix=STATS < %t.stats
// STATS: "event":"restore"{{.*}}"pointers":[[POINTERS:[0-9]+]],
// STATS: "event":"restore"{{.*}}"pointers":[[POINTERS]],
// STATS: "event":"restore"{{.*}}"pointers":[[POINTERS]],
// STATS: "event":"restore"{{.*}}"pointers":[[POINTERS]],
//
// Few are noted; the same state has the same notes.
// RUN: %python %S/../Inputs/outward-pages.py %t.1 | FileCheck %s --check-prefix=PAGES
// RUN: %cgt-inspect --verify %t.1 | FileCheck %s --check-prefix=VERIFY
// PAGES: {{^[1-4]?[0-9]}} of {{[1-9][0-9][0-9][0-9]}} pages
// VERIFY: PTRS: {{.*}}: good
//
// The next image is as good.
// RUN: %expect 85 -- env CGT_OPTIONS=restore=%t.1:save=%t.3:compress=0:%{save} %t.moved
// RUN: env CGT_OPTIONS=restore=%t.3 %t.pie | FileCheck %s
//
// What can't be translated is refused as ever by a program whose objects lie elsewhere: an address in a union (those of
// blocks stay), in untyped memory, in numbers that are used as records.
// RUN: %expect 85 -- env CASE=union CGT_OPTIONS=save=%t.4:compress=0:%{save} %t.pie
// RUN: %expect 87 -- env CGT_OPTIONS=restore=%t.4 %t.static 2>&1 | FileCheck %s --check-prefix=UNION
// RUN: %expect 85 -- env CASE=untyped CGT_OPTIONS=save=%t.5:compress=0:%{save} %t.pie
// RUN: %expect 87 -- env CGT_OPTIONS=restore=%t.5 %t.static 2>&1 | FileCheck %s --check-prefix=UNTYPED
// RUN: %expect 85 -- env CASE=view CGT_OPTIONS=save=%t.6:compress=0:%{save} %t.pie
// RUN: %expect 87 -- env CGT_OPTIONS=restore=%t.6 %t.static 2>&1 | FileCheck %s --check-prefix=VIEW
// CHECK: 0 wrong
// UNION: heap block 'struct either' at '[1999].
// UNTYPED: bytes allocated as 'void *'
// VIEW: it is also used as 'struct node', by {{.*}} at '[700]'
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NODES = 60000, MANY = 100000, WORDS = 30000 };

struct node {
  struct node *next, *other;
  int *number;
  long key;
};

struct hooks { // some lie on two pages
  struct hooks *next;
  int (*call)(int);
  int expected;
  char rest[52];
};

struct wide { // an element lies on many pages
  const char *first;
  char between[9000];
  const char *last;
};

struct tail {
  long count;
  const int *at[];
};

struct either {
  int kind;
  union {
    struct node *node;
    long number;
  } as;
};

static int numbers[4] = {3, 1, 4, 1};
static int twice(int x) { return 2 * x; }
static int square(int x) { return x * x; }

static struct node *nodes(int *local) {
  struct node *first = NULL;
  for (int k = 0; k < NODES; k++) {
    struct node *n = calloc(1, sizeof *n);
    n->next = first;
    n->other = k % 3 ? first : NULL;
    n->key = k;
    if (k == 30000)
      n->number = &numbers[2];
    if (k == 45000)
      n->number = local;
    first = n;
  }
  return first;
}

static int wrong_nodes(struct node *first, const int *local) {
  int wrong = 0, k = NODES;
  for (struct node *n = first; n; n = n->next) {
    k--;
    wrong += n->key != k || n->other != (k % 3 ? n->next : NULL);
    wrong += n->number != (k == 30000 ? &numbers[2] : k == 45000 ? local : NULL);
  }
  return wrong + (k != 0);
}

int main(void) {
  int here[2] = {5, 9}, wrong = 0;
  const char *kind = getenv("CASE") ? getenv("CASE") : "";
  struct node *first = nodes(&here[1]);
  const char **words = malloc(WORDS * sizeof *words);
  int **many = malloc(MANY * sizeof *many);
  int *targets = malloc(MANY * sizeof *targets);
  struct hooks *hooks = NULL;
  struct wide *wide = calloc(40, sizeof *wide);
  struct tail *tail = calloc(1, sizeof *tail + 5000 * sizeof(int *));
  struct either *either = calloc(3000, sizeof *either);
  long *pool = calloc(5000, sizeof *pool);
  struct node **users = calloc(2000, sizeof *users);
  char *text = strdup("text");
  for (int k = 0; k < WORDS; k++)
    words[k] = k == 12345 ? "literal" : k % 2 ? text : NULL;
  for (int k = 0; k < MANY; k++) {
    targets[k] = k;
    many[k] = k == 77777 ? &here[0] : k == 511 || k == 512 ? &numbers[1] : &targets[k];
  }
  for (int k = 0; k < 5000; k++) {
    struct hooks *h = calloc(1, sizeof *h);
    h->next = hooks;
    int on_two = ((size_t)h ^ (size_t)(h + 1)) & ~(size_t)4095 ? 1 : 0;
    h->expected = on_two && k % 300 < 10 ? 1 + k % 2 : 0;
    h->call = h->expected == 2 ? square : h->expected ? twice : NULL;
    hooks = h;
  }
  for (int k = 0; k < 40; k++) {
    wide[k].first = k == 20 ? "first" : text;
    wide[k].last = k == 20 || k == 30 ? "last" : text;
  }
  for (int k = 0; k < 5000; k++)
    tail->at[k] = k == 4000 ? &numbers[3] : &targets[k];
  tail->count = 5000;
  for (int k = 0; k < 3000; k++)
    either[k].as.node = strcmp(kind, "union") == 0 ? first : NULL;
  void *untyped = malloc(60000);
  memset(untyped, 0, 60000);
  if (strcmp(kind, "union") == 0)
    either[1999].as.node = (struct node *)&numbers[0];
  if (strcmp(kind, "untyped") == 0)
    ((size_t *)untyped)[5000] = (size_t)&numbers[1];
  if (strcmp(kind, "view") == 0) {
    struct node *n = (struct node *)(pool + 4000);
    n->number = &numbers[0];
    users[700] = n;
  }
  for (int k = 0; k < 2; k++)
    cgt_poll();
  wrong += wrong_nodes(first, &here[1]);
  for (int k = 0; k < WORDS; k++)
    wrong += k == 12345 ? strcmp(words[k], "literal") != 0 : words[k] != (k % 2 ? text : NULL);
  for (int k = 0; k < MANY; k++)
    wrong += many[k] != (k == 77777 ? &here[0] : k == 511 || k == 512 ? &numbers[1] : &targets[k]) || targets[k] != k;
  int called = 0;
  for (; hooks; hooks = hooks->next) {
    wrong += hooks->call != (hooks->expected == 2 ? square : hooks->expected ? twice : NULL);
    called += hooks->call != NULL;
  }
  wrong += called == 0;
  for (int k = 0; k < 40; k++) {
    wrong += strcmp(wide[k].first, k == 20 ? "first" : "text") != 0;
    wrong += strcmp(wide[k].last, k == 20 || k == 30 ? "last" : "text") != 0;
  }
  for (int k = 0; k < 5000; k++)
    wrong += tail->at[k] != (k == 4000 ? &numbers[3] : &targets[k]);
  for (int k = 0; k < 3000; k++)
    wrong += either[k].as.node != NULL;
  printf("%d wrong\n", wrong + (((char *)untyped)[0] | (pool[0] != 0) | (users[0] != NULL)));
  return 0;
}
