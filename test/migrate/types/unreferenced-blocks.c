// Abroad, a block that nothing refers to any more refuses nothing, whatever it holds: characters of a wrapper's block without a
// type, a number too large, a union, blocks that refer to each other only, a second use of other memory. One that an integer, a
// character block, a pointer into its middle, to its end or in front of it leads to is refused as ever.
//
// RUN: %cgt-x86_64 -O2 %s -o %t.x86_64 && %cgt-s390x -O2 %s -o %t.s390x && %cgt-i686 -O2 %s -o %t.i686
// RUN: %python %S/../Inputs/refused-or-right.py --work %t --saver %t.x86_64 -- %run-s390x %t.s390x \
// RUN:   --right text union cycle view zeros --refused integer characters middle end front
// RUN: %python %S/../Inputs/refused-or-right.py --work %t --saver %t.x86_64 -- %run-i686 %t.i686 \
// RUN:   --right text number union cycle --refused integer characters middle end front
// RUN: %python %S/../Inputs/refused-or-right.py --work %t --saver %t.x86_64 -- %t.x86_64 \
// RUN:   --right text number union cycle view zeros integer characters middle end front
//
// cgt-inspect knows, too.
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.text:at_poll=5:after=exit %t.x86_64 text > /dev/null
// RUN: %cgt-inspect --check-for=s390x-linux-gnu %t.text
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.integer:at_poll=5:after=exit %t.x86_64 integer > /dev/null
// RUN: %expect 3 -- %cgt-inspect --check-for=s390x-linux-gnu %t.integer | FileCheck %s
// CHECK: heap block {{.*}}: bytes without a known type can't be converted between these platforms
// RUN: env CGT_OPTIONS=restore=%t.text:verbosity=2 %run-s390x %t.s390x 2>&1 | FileCheck %s --check-prefix=NOTE
// NOTE: cgt: note: 1 heap blocks that nothing points to couldn't be converted; they are zeros now
//
// REQUIRES: run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *xmalloc(size_t n) {
  void *p = malloc(n);
  if (!p)
    exit(1);
  return p;
}

union value {
  char *text;
  double number;
};

struct pair {
  struct pair *other;
  void *bytes;
};

struct second {
  short *halves;
  int n;
};

static int *numbers;
static uintptr_t address;
static char *characters;
static void *inside;
static double *counted_from_one;

__attribute__((noinline)) static void *text(void) { return strcpy(xmalloc(13), "twelve chars"); }

__attribute__((noinline)) static int use(const void *p) { return p != NULL; }

__attribute__((noinline)) static int leave(const char *mode) {
  if (!strcmp(mode, "text"))
    return use(text());
  if (!strcmp(mode, "number")) {
    long *large = malloc(3 * sizeof *large);
    large[0] = large[2] = (long)0x123456789abcdef;
    large[1] = 1;
    return use(large);
  }
  if (!strcmp(mode, "union")) {
    union value *v = malloc(sizeof *v);
    v->number = 1 / 3.0;
    return use(v);
  }
  if (!strcmp(mode, "cycle")) {
    struct pair *a = malloc(sizeof *a), *b = malloc(sizeof *b);
    *a = (struct pair){b, text()};
    *b = (struct pair){a, text()};
    return use(a);
  }
  if (!strcmp(mode, "view")) {
    struct second *s = malloc(sizeof *s);
    *s = (struct second){(short *)numbers, 1};
    return use(s);
  }
  if (!strcmp(mode, "integer"))
    address = (uintptr_t)text();
  if (!strcmp(mode, "characters")) {
    void *p = text();
    characters = memcpy(malloc(2 * sizeof p), &p, sizeof p);
    memcpy(characters + sizeof p, &p, sizeof p);
  }
  if (!strcmp(mode, "middle"))
    inside = (char *)text() + 7;
  if (!strcmp(mode, "end"))
    inside = (char *)text() + 13;
  if (!strcmp(mode, "front")) {
    union value *v = malloc(4 * sizeof *v);
    for (int i = 0; i < 4; i++)
      v[i].number = i + .1;
    counted_from_one = (double *)(v - 1);
  }
  return 1;
}

static int work(void) {
  int sum = 0;
  for (int i = 0; i < 10; i++) {
    sum += i * numbers[i % 4];
    printf("%d %d\n", sum, (address != 0) + (characters != NULL) + (inside != NULL) + (counted_from_one != NULL));
  }
  return sum;
}

int main(int argc, char **argv) {
  numbers = calloc(4, sizeof *numbers);
  numbers[1] = argc;
  printf("%d\n", leave(argc > 1 ? argv[1] : ""));
  return work() == 0;
}
