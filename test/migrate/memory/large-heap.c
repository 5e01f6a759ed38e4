// A large heap from another platform is converted by all processors that there are: to the same bytes as by one, and with the
// same refusal, of what comes first in the heap.
//
// DEFINE: %{one} = %python -c "import os, sys; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); os.execvp(sys.argv[1], sys.argv[1:])"
// DEFINE: %{save} = at_poll=1:after=exit:compress=0
// DEFINE: %{polls} = -fplugin-arg-cgt-polls=explicit
// RUN: %cgt-s390x -O2 %{polls} %s -o %t.s390x
// RUN: %cgt-x86_64 -O2 %{polls} %s -o %t.x86_64
// RUN: %cgt-i686 -O2 %{polls} %s -o %t.i686
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.1:%{save} %run-s390x %t.s390x
// RUN: env CGT_OPTIONS=restore=%t.1 %t.x86_64 > %t.many
// RUN: env CGT_OPTIONS=restore=%t.1 %{one} %t.x86_64 > %t.single
// RUN: cmp %t.many %t.single
// RUN: FileCheck %s < %t.many
// RUN: env CGT_OPTIONS=restore=%t.1 %run-i686 %t.i686 > %t.many
// RUN: env CGT_OPTIONS=restore=%t.1 %{one} %run-i686 %t.i686 > %t.single
// RUN: cmp %t.many %t.single
// RUN: FileCheck %s < %t.many
// CHECK: 0 wrong, {{[0-9a-f]+}}
//
// RUN: %expect 85 -- env LARGE=1 CGT_OPTIONS=save=%t.2:%{save} %t.x86_64
// RUN: %expect 87 -- env CGT_OPTIONS=restore=%t.2 %run-i686 %t.i686 2> %t.many
// RUN: %expect 87 -- env CGT_OPTIONS=restore=%t.2 %{one} %run-i686 %t.i686 2> %t.single
// RUN: cmp %t.many %t.single
// RUN: FileCheck %s --check-prefix=LOSS < %t.many
// LOSS: at '[150000].key' of function 'main'{{.*}} 1099511627776
//
// REQUIRES: run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>

#include <stdio.h>
#include <stdlib.h>

enum { DOUBLES = 3000000, RECORDS = 300000, NODES = 100000, ROWS = 200, ROW = 3001 };

struct record { // has padding
  char letter;
  long key;
  short small;
  double share;
};

struct node {
  long key;
  int small;
  char name[10];
};

struct linked {
  struct linked *next;
  long key;
};

struct row {
  long count;
  short at[];
};

static unsigned long long hash = 1469598103934665603ull;

static void add(const void *data, size_t bytes) {
  const unsigned char *at = data;
  for (size_t k = 0; k < bytes; k++)
    hash = (hash ^ at[k]) * 1099511628211ull;
}

int main(void) {
  double *doubles = malloc(DOUBLES * sizeof *doubles);
  struct record *records = calloc(RECORDS, sizeof *records);
  struct node **nodes = malloc(NODES * sizeof *nodes);
  struct row *rows[ROWS];
  struct linked *first = NULL;
  int wrong = 0;
  for (int k = 0; k < DOUBLES; k++)
    doubles[k] = k * 0.25;
  for (int k = 0; k < RECORDS; k++)
    records[k] = (struct record){'x', k - 5, (short)k, k * 0.5};
  for (int k = 0; k < NODES; k++) {
    struct linked *l = malloc(sizeof *l);
    struct node *n = nodes[k] = calloc(1, sizeof *n);
    n->key = -k;
    n->small = k;
    snprintf(n->name, sizeof n->name, "%d", k);
    l->next = first;
    l->key = k;
    first = l;
  }
  for (int k = 0; k < ROWS; k++) {
    struct row *r = rows[k] = malloc(sizeof *r + ROW * sizeof(short));
    r->count = ROW;
    for (int i = 0; i < ROW; i++)
      r->at[i] = (short)(i * k);
  }
  if (getenv("LARGE")) {
    records[290000].key = (long)(1LL << 41);
    records[150000].key = (long)(1LL << 40);
    nodes[7]->key = (long)(1LL << 42);
  }
  cgt_poll();
  for (int k = 0; k < DOUBLES; k++)
    wrong += doubles[k] != k * 0.25;
  for (int k = 0; k < RECORDS; k++)
    wrong += records[k].letter != 'x' || records[k].key != k - 5 || records[k].small != (short)k || records[k].share != k * 0.5;
  for (int k = NODES - 1; k >= 0; k--, first = first->next) {
    wrong += nodes[k]->key != -k || nodes[k]->small != k || atoi(nodes[k]->name) != k || first->key != k;
    add(nodes[k], sizeof *nodes[k]);
  }
  for (int k = 0; k < ROWS; k++)
    for (int i = 0; i < ROW; i++)
      wrong += rows[k]->count != ROW || rows[k]->at[i] != (short)(i * k);
  add(doubles, DOUBLES * sizeof *doubles);
  add(records, RECORDS * sizeof *records);
  printf("%d wrong, %llx\n", wrong, hash);
  return 0;
}
