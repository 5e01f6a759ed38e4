// Whatever a restore on another platform refuses, --check-for has told: of each kind of refusal one program.
//
// RUN: %cgt-x86_64 -O1 -fplugin-arg-cgt-polls=explicit %s -o %t.x86_64 && %cgt-aarch64 -O1 -fplugin-arg-cgt-polls=explicit %s -o %t.aarch64 && %cgt-i686 -O1 -fplugin-arg-cgt-polls=explicit %s -o %t.i686
// RUN: %cgt-s390x -O1 -fplugin-arg-cgt-polls=explicit %s -o %t.s390x
// DEFINE: %{told} = %python %S/Inputs/announced.py %cgt-inspect %t.image
//
// RUN: %{told} number i686-linux-gnu %t.x86_64 -- %run-i686 %t.i686 | FileCheck --check-prefix=NUMBER %s
// NUMBER: i686-linux-gnu 30: number is too large for its type here
// RUN: %{told} union s390x-linux-gnu %t.x86_64 -- %run-s390x %t.s390x | FileCheck --check-prefix=BYTES %s
// BYTES: s390x-linux-gnu 33: bytes without a known type can't be converted between these platforms
// RUN: %{told} moved-union aarch64-linux-gnu %t.x86_64 -- %run-aarch64 %t.aarch64 | FileCheck --check-prefix=MOVED %s
// MOVED: aarch64-linux-gnu 36: these bytes may be a pointer to an object that has moved
// RUN: %{told} function-in-union aarch64-linux-gnu %t.x86_64 -- %run-aarch64 %t.aarch64 | FileCheck --check-prefix=MOVED %s
// RUN: %{told} opaque s390x-linux-gnu %t.x86_64 -- %run-s390x %t.s390x | FileCheck --check-prefix=BYTES %s
// RUN: %{told} untyped s390x-linux-gnu %t.x86_64 -- %run-s390x %t.s390x | FileCheck --check-prefix=BYTES %s
// RUN: %{told} two-types s390x-linux-gnu %t.x86_64 -- %run-s390x %t.s390x | FileCheck --check-prefix=VIEWS %s
// VIEWS: s390x-linux-gnu 35: memory that is used as two types can't be converted between these platforms
// RUN: %{told} pool s390x-linux-gnu %t.x86_64 -- %run-s390x %t.s390x | FileCheck --check-prefix=VIEWS %s
// RUN: %{told} characters s390x-linux-gnu %t.x86_64 -- %run-s390x %t.s390x | FileCheck --check-prefix=HIDDEN %s
// HIDDEN: s390x-linux-gnu 38: characters hold a pointer, which can't be converted between these platforms
// RUN: %{told} ends i686-linux-gnu %t.x86_64 -- %run-i686 %t.i686 | FileCheck --check-prefix=ENDS %s
// ENDS: i686-linux-gnu 37: can't tell whether the block is an array or one struct with trailing elements
// RUN: %{told} size i686-linux-gnu %t.x86_64 -- %run-i686 %t.i686 | FileCheck --check-prefix=SIZE %s
// SIZE: i686-linux-gnu 39: value was computed from a size that differs here, and can't be computed again
//
// A long double of 113 bits' precision doesn't fit into one of 64.
// RUN: %{told} long-double x86_64-linux-gnu %run-s390x %t.s390x -- %t.x86_64 | FileCheck --check-prefix=LONG %s
// LONG: x86_64-linux-gnu 31: floating-point value isn't exactly representable
//
// REQUIRES: run-aarch64, run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>
#include <fenv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

union value {
  void *pointer;
  void (*function)(void);
  double number;
};

struct end {
  long count;
  char *text[2];
};

struct node {
  struct node *next;
  long key;
};

static union value kept;
static int variable = 5;
static void function(void) { puts("called"); }

static void number(void) {
  long large = sizeof(long) == 8 ? 1L << 16 << 16 << 8 : 0;
  cgt_poll();
  printf("%ld\n", large);
}

static void inUnion(union value v) {
  kept = v;
  cgt_poll();
  printf("%p\n", kept.pointer);
}

static void opaque(void) {
  fenv_t environment;
  fegetenv(&environment);
  cgt_poll();
  fesetenv(&environment);
}

static void untyped(void) {
  void *block = malloc(100);
  memset(block, 1, 100);
  cgt_poll();
  printf("%d\n", *(char *)block);
}

static void twoTypes(void) {
  unsigned *words = malloc(16 * sizeof *words);
  unsigned short *halves = (unsigned short *)words;
  for (int i = 0; i < 16; i++)
    words[i] = 1000u * i;
  cgt_poll();
  printf("%u %u\n", words[3], halves[3]);
}

static void pool(void) {
  char *memory = calloc(1, 4096), *next = memory;
  struct node *list = NULL;
  for (int i = 0; i < 10; i++, next += sizeof *list) {
    struct node *n = (struct node *)next;
    n->next = list;
    n->key = i;
    list = n;
  }
  cgt_poll();
  printf("%ld %d\n", list->key, *memory);
}

static void characters(void) {
  char *bytes = malloc(64);
  char *texts[8];
  for (int i = 0; i < 8; i++)
    texts[i] = strdup("text");
  memcpy(bytes, texts, sizeof texts);
  memset(texts, 0, sizeof texts);
  cgt_poll();
  memcpy(texts, bytes, sizeof texts);
  printf("%s\n", texts[3]);
}

static void ends(int n) {
  struct end *e = malloc((size_t)n);
  memset(e, 0, (size_t)n);
  e->count = 3;
  cgt_poll();
  printf("%ld\n", e->count);
}

static void size(size_t count) {
  size_t rounded = (sizeof(struct node) * count + 31) & ~(size_t)31;
  cgt_poll();
  printf("%zu\n", rounded);
}

static void longDouble(void) {
  volatile long double one = 1, three = 3;
  long double third = one / three;
  cgt_poll();
  printf("%d\n", third * three == one);
}

int main(int argc, char **argv) {
  const char *mode = argc > 1 ? argv[1] : "";
  if (!strcmp(mode, "number"))
    number();
  else if (!strcmp(mode, "union"))
    inUnion((union value){.number = 1.5});
  else if (!strcmp(mode, "moved-union"))
    inUnion((union value){.pointer = &variable});
  else if (!strcmp(mode, "function-in-union"))
    inUnion((union value){.function = function});
  else if (!strcmp(mode, "opaque"))
    opaque();
  else if (!strcmp(mode, "untyped"))
    untyped();
  else if (!strcmp(mode, "two-types"))
    twoTypes();
  else if (!strcmp(mode, "pool"))
    pool();
  else if (!strcmp(mode, "characters"))
    characters();
  else if (!strcmp(mode, "ends"))
    ends(44 + argc);
  else if (!strcmp(mode, "size"))
    size((size_t)argc);
  else
    longDouble();
  return 0;
}
