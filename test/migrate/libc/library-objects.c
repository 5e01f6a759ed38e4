// Objects of a library that was compiled without CGT: the program says by cgt_resource() what they are and how they are made
// again. Pointers to them mean the new ones wherever they stand; values in the program's own memory get what is theirs back.
//
// RUN: %carry %s --foreign %S/../Inputs/tally.c --work %t --points 9 \
// RUN:   --pairs x86_64:x86_64 x86_64:aarch64 aarch64:s390x s390x:i686 i686:x86_64
//
// A chain of processes, at home with and without random addresses, and between a PIE and another program.
// RUN: %clang -w -c %S/../Inputs/tally.c -o %t.tally.o && %clang -w -O2 -fPIE -c %S/../Inputs/tally.c -o %t.tally-pie.o
// RUN: %cgt-cc -O1 %s %t.tally.o -o %t.exe && %cgt-cc -O2 -fPIE -pie %s %t.tally-pie.o -o %t.pie && %t.exe > %t.whole
// RUN: %python %S/../Inputs/resume-again.py 7 %t.images %t.exe > %t.out && cmp %t.out %t.whole
// RUN: %python %S/../Inputs/resume-again.py 11 %t.images %t.pie > %t.out && cmp %t.out %t.whole
// RUN: %python %S/../Inputs/resume-again.py 17 %t.images %t.exe %t.pie > %t.out && cmp %t.out %t.whole
// RUN: env CGT_OPTIONS=save=%t.image:at_poll=100:compress=0 %t.exe > %t.out && cmp %t.out %t.whole
// RUN: env CGT_OPTIONS=restore=%t.image %t.exe | tail -n 12 > %t.out && tail -n 12 %t.whole | cmp - %t.out
//
// RUN: %cgt-inspect %t.image | FileCheck %s
// CHECK: objects of libraries:
// CHECK: extern 'library.0': made by 'make_tally' from heap block {{[0-9]+}} (struct saved_tally)
// CHECK: extern 'library.4': made by 'make_default' from heap block
// CHECK: global 'numbers'[1]: made by 'make_number' from heap block {{[0-9]+}} (struct saved_number)
// CHECK: stack #1 'factorial': made by 'make_number' from heap block
// RUN: %cgt-inspect --stack %t.image | FileCheck %s --check-prefix=STACK
// STACK: own: struct tally * = extern 'library.
// RUN: %cgt-inspect --json %t.image | FileCheck %s --check-prefix=JSON
// JSON: "libraryObjects": [
// JSON: "make": "make_tally"
//
// REQUIRES: run-aarch64, run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "../Inputs/tally.h"

#include <cgt/cgt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct words {
  const char *name;
  tally *handle;
  struct words *next;
};

struct saved_tally {
  unsigned seed, sum;
  int count;
};

struct saved_number {
  int used;
  unsigned *digits;
};

static tally *global, *array[3];
static void *anything;
static heap_number numbers[2];

//===--- What they are ---===//

static void *describe_tally(void *object) {
  struct saved_tally *s = malloc(sizeof *s);
  s->seed = tally_seed(object);
  s->sum = tally_sum(object);
  s->count = tally_count(object);
  return s;
}

static void *make_tally(void *description, void *place) {
  const struct saved_tally *s = description;
  return place ? NULL : tally_restart(s->seed, s->sum, s->count);
}

static void *make_default(void *description, void *place) {
  const struct saved_tally *s = description;
  for (int i = 0; i < s->count; i++)
    tally_add(tally_default(), "x");
  return place ? NULL : tally_default();
}

static void *describe_number(void *object) {
  heap_number *n = object;
  struct saved_number *s = malloc(sizeof *s);
  s->used = n->used;
  s->digits = malloc(n->used * sizeof *s->digits);
  for (int i = 0; i < n->used; i++)
    s->digits[i] = number_digit(n, i);
  n->digits = NULL; // in the copy that is written
  return s;
}

static void *make_number(void *description, void *place) {
  struct saved_number *s = description;
  number_set(place, s->digits, s->used);
  free(s->digits);
  return place;
}

//===--- How they are used ---===//

static tally *opened(unsigned seed) {
  tally *t = tally_open(seed);
  cgt_resource(t, describe_tally, make_tally);
  return t;
}

static void closed(tally *t) {
  cgt_resource_end(t);
  tally_close(t);
}

static void show(const char *name, const tally *t) { printf("%s: %u of %d\n", name, tally_sum(t), tally_count(t)); }

static void show_number(const char *name, const heap_number *n) {
  printf("%s:", name);
  for (int i = 0; i < number_used(n); i++)
    printf(" %08x", number_digit(n, i));
  printf("\n");
}

static int deep(int depth, tally *mine, tally **out) {
  heap_number factorial;
  tally *own = opened(1000 + depth);
  if (depth == 0) {
    closed(own);
    return 0;
  }
  number_init(&factorial, depth);
  cgt_resource(&factorial, describe_number, make_number);
  for (int i = 1; i < 8; i++) {
    number_times(&factorial, 1000003u * i);
    tally_add(mine, "left");
    tally_add(own, "right");
  }
  int sum = deep(depth - 1, own, out) + tally_count(mine);
  show("own", own);
  show_number("factorial", &factorial);
  cgt_resource_end(&factorial);
  number_clear(&factorial);
  *out = own == *out ? NULL : *out;
  closed(own);
  return sum;
}

int main(void) {
  tally *local = opened(1), *kept;
  struct words *list = NULL;
  global = opened(2);
  anything = global;
  for (int i = 0; i < 3; i++)
    array[i] = opened(10 + i);
  cgt_resource(tally_default(), describe_tally, make_default);
  for (int i = 0; i < 2; i++) {
    number_init(&numbers[i], 3 + i);
    cgt_resource(&numbers[i], describe_number, make_number);
  }
  for (int i = 0; i < 5; i++) {
    struct words *w = malloc(sizeof *w);
    w->name = i % 2 ? "odd" : "even";
    w->handle = i < 3 ? array[i] : opened(20 + i);
    w->next = list;
    list = w;
  }
  for (int round = 0; round < 12; round++) {
    tally_add(local, "local");
    tally_add(anything, "global");
    tally_add(tally_default(), "x");
    for (struct words *w = list; w; w = w->next)
      tally_add(w->handle, w->name);
    number_times(&numbers[round % 2], 4000000007u);
    if (round == 6) {
      for (struct words *w = list; w; w = w->next)
        if (w->handle == array[1])
          w->handle = opened(99);
      closed(array[1]);
      array[1] = NULL;
    }
    printf("%d\n", round);
  }
  kept = local;
  printf("%d\n", deep(3, local, &kept));
  show("local", local);
  show("kept", kept);
  show("global", global);
  printf("%d %d\n", global == anything, tally_default() == array[0]);
  show("default", tally_default());
  for (struct words *w = list; w; w = w->next)
    show(w->name, w->handle);
  for (int i = 0; i < 2; i++)
    show_number("number", &numbers[i]);
  return 0;
}
