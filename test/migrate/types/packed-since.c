// A struct that has been packed since the save, or isn't packed any more: pointers to its members lead to them, though its blocks
// may have their places again.
//
// DEFINE: %{compile} = %cgt-x86_64 -O1 -Wno-address-of-packed-member -fplugin-arg-cgt-polls=explicit %s
// DEFINE: %{save} = at_poll=1:after=exit
// RUN: %{compile} -o %t.plain
// RUN: %{compile} -DPACKED='__attribute__((packed))' -o %t.packed
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.1:%{save}:compress=0 %t.plain
// RUN: env CGT_OPTIONS=restore=%t.1 %t.packed | FileCheck %s
// RUN: env CGT_OPTIONS=restore=%t.1 %t.plain | FileCheck %s
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.2:%{save} %t.plain
// RUN: env CGT_OPTIONS=restore=%t.2 %t.packed | FileCheck %s
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.3:%{save}:compress=0 %t.packed
// RUN: env CGT_OPTIONS=restore=%t.3 %t.plain | FileCheck %s
// CHECK: 0 wrong
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef PACKED
#define PACKED
#endif

enum { ITEMS = 4000 };

struct PACKED item {
  char first;
  long key;
  char second[6];
  long value;
};

struct user {
  struct user *next;
  long *key, *value;
  char *second;
};

int main(void) {
  struct item *items[ITEMS];
  struct user *users = NULL;
  int wrong = 0, k;
  for (k = 0; k < ITEMS; k++) {
    struct item *i = items[k] = calloc(1, sizeof *i);
    struct user *u = calloc(1, sizeof *u);
    i->key = k;
    i->value = 1000 + k;
    snprintf(i->second, sizeof i->second, "%d", k);
    u->next = users;
    u->key = &i->key;
    u->value = &i->value;
    u->second = i->second;
    users = u;
  }
  cgt_poll();
  for (k = ITEMS - 1; users; users = users->next, k--) {
    wrong += users->key != &items[k]->key || users->value != &items[k]->value || users->second != items[k]->second;
    wrong += items[k]->key != k || items[k]->value != 1000 + k || atoi(users->second) != k;
  }
  printf("%d wrong\n", wrong);
  return 0;
}
