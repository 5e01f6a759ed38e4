// bsearch, lfind, lsearch, tsearch and hsearch with their families find, insert, delete and walk as glibc's do: trees have its shape, seen in
// the levels of a walk, and tables are full when its are.
//
// RUN: %clang -O2 -I%S/Inputs %s -o %t.plain && %t.plain > %t.expected
// RUN: %cgt-cc -O2 -I%S/Inputs %s -o %t.dynamic && %t.dynamic | diff %t.expected -
// RUN: %cgt-cc -static -O2 -I%S/Inputs %s -o %t.static && %t.static | diff %t.expected -
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#define _GNU_SOURCE
#include "digest.h"

#include <errno.h>
#include <search.h>
#include <string.h>

enum { MostKeys = 4096 };
static int keys[MostKeys];

static int compare(const void *a, const void *b) {
  int x = *(const int *)a, y = *(const int *)b;
  note((uint64_t)(x * MostKeys + y));
  return x - y;
}

static void see(const void *node, VISIT visit, int level) {
  note((uint64_t)**(int *const *)node);
  note((uint64_t)((int)visit * 100 + level));
}

static void seeWith(const void *node, VISIT visit, void *count) {
  see(node, visit, 0);
  ++*(int *)count;
}

static void seeGone(void *key) { note((uint64_t)*(int *)key); }

static void growTree(void) {
  void *root = NULL;
  int range = 1 + below(below(10) ? 40 : MostKeys - 1), steps = below((uint64_t)(4 * range + 1)), growth = below(3), count = 0;
  for (int i = 0; i < steps; i++) {
    int *key = &keys[below((uint64_t)range)], what = below(8);
    if (what < 3 + growth) {
      note((uint64_t)**(int **)tsearch(key, &root, compare));
    } else if (what < 4 + growth) {
      int **found = tfind(key, &root, compare);
      note(found ? (uint64_t)**found : MostKeys);
    } else {
      note(tdelete(key, &root, compare) != NULL);
    }
    if (i % (range < 50 ? 7 : 501) == 0)
      twalk(root, see);
  }
  twalk(root, see);
  twalk_r(root, seeWith, &count);
  note((uint64_t)count);
  tdestroy(root, seeGone);
}

static void fillTable(void) {
  struct hsearch_data own = {0};
  int wanted = below(below(10) ? 30 : 2000), isGlobal = below(2);
  note((uint64_t)(isGlobal ? hcreate((size_t)wanted) : hcreate_r((size_t)wanted, &own)));
  note((uint64_t)(isGlobal ? hcreate(3) : hcreate_r(3, &own)));
  for (int i = 0; i < wanted * 3 + 20; i++) {
    char key[32];
    sprintf(key, "%c%d", below(3) + 200, below((uint64_t)wanted * 3 + 1));
    ENTRY item = {strdup(key), &keys[i % MostKeys]}, *found = NULL;
    ACTION action = below(2) ? ENTER : FIND;
    errno = 0;
    if (isGlobal)
      found = hsearch(item, action);
    else
      note((uint64_t)hsearch_r(item, action, &found, &own));
    note(found ? (uint64_t)*(int *)found->data : (uint64_t)errno + MostKeys);
    note(found && strcmp(found->key, key) == 0);
  }
  note(own.filled);
  if (isGlobal)
    hdestroy();
  else
    hdestroy_r(&own);
}

static void searchArray(void) {
  int array[200], *at;
  size_t count = (size_t)below(60);
  for (size_t i = 0; i < count; i++)
    array[i] = i ? array[i - 1] + below(3) : below(5);
  for (int key = 0; key < 60; key++) {
    note((at = bsearch(&key, array, count, sizeof key, compare)) ? (uint64_t)(at - array) : 999);
    note((at = lfind(&key, array, &count, sizeof key, compare)) ? (uint64_t)(at - array) : 999);
  }
  for (int i = 0; i < 60; i++) {
    int key = below(100);
    at = lsearch(&key, array, &count, sizeof key, compare);
    note((uint64_t)(at - array) + 1000 * count);
  }
}

int main(void) {
  seedAny();
  for (int i = 0; i < MostKeys; i++)
    keys[i] = i;
  for (int i = 0; i < 3000; i++) {
    growTree();
    fillTable();
    searchArray();
    if (i % 500 == 0)
      tell();
  }
  tell();
  return 0;
}
