// Constructors that allocate memory take the same blocks in each process. Around them, blocks return to their addresses on akin platforms
// and in other builds.
//
// RUN: %carry %s --points 4 --pairs x86_64:aarch64 aarch64:riscv64 s390x:powerpc64 powerpc:mips
//
// With pages, without, and in a chain.
// RUN: %cgt-x86_64 -O0 %s -o %t.O0 && %cgt-x86_64 -O2 %s -o %t.O2 && %cgt-aarch64 -O2 %s -o %t.aarch64
// RUN: %t.O0 > %t.whole
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.1:at_poll=90:after=exit:compress=0 %t.O0 > %t.out
// RUN: %expect 85 -- env CGT_OPTIONS=restore=%t.1:save=%t.2:at_poll=70:after=exit:compress=3 %t.O2 >> %t.out
// RUN: %expect 85 -- env CGT_OPTIONS=restore=%t.2:save=%t.3:at_poll=70:after=exit:compress=0 %run-aarch64 %t.aarch64 >> %t.out
// RUN: env CGT_OPTIONS=restore=%t.3 %t.O0 >> %t.out && cmp %t.out %t.whole
//
// A process whose constructor has taken others keeps them. What lay there lies elsewhere then, ...
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.4:at_poll=90:after=exit:compress=0 %t.O0 typed > %t.out
// RUN: env CGT_OPTIONS=restore=%t.4 LARGER=yes %t.O2 >> %t.out && %t.O0 typed | cmp - %t.out
//
// ... and a number that may be its address is refused.
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.5:at_poll=90:after=exit:compress=0 %t.O0 first > %t.out
// RUN: env CGT_OPTIONS=restore=%t.5 %t.O2 >> %t.out && %t.O0 first | cmp - %t.out
// RUN: %expect 87 -- env CGT_OPTIONS=restore=%t.5 LARGER=yes %t.O2 2>&1 | FileCheck %s
// CHECK: these bytes may be a pointer to an object that has moved
//
// REQUIRES: run-aarch64, run-riscv64, run-s390x, run-powerpc64, run-powerpc, run-mips
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ITEMS = 400 };

struct item {
  struct item *next;
  int value;
  char text[20];
};

union value {
  long number;
  struct item *item;
};

static struct item *first, *made;
static double *table;
static char *large;

__attribute__((constructor)) static void allocate(void) {
  size_t count = getenv("LARGER") ? 3 : 1; // of the resumed program's own environment
  first = calloc(count, sizeof *first);
  first->value = 5;
  table = calloc(40 * count, sizeof *table);
  large = calloc(100000, count);
}

static struct item *push(struct item *list, int value) {
  struct item *new = malloc(sizeof *new);
  *new = (struct item){list, value, "item"};
  return new;
}

int main(int argc, char **argv) {
  const char *kind = argc > 1 ? argv[1] : "";
  union value *hidden = calloc(2, sizeof *hidden);
  unsigned sum = 0;
  if (strcmp(kind, "first") == 0)
    hidden[0].item = first;
  for (int i = 0; i < ITEMS; i++) {
    made = push(made, i);
    if (i == 60 && strcmp(kind, "typed") != 0)
      hidden[1].item = made;
    table[i % 40] += i;
    large[i * 7] = (char)i;
    first->value += i;
    sum = sum * 31 + (unsigned)(made->next ? made->next->value : 0) + (unsigned)table[i % 7] + (unsigned char)large[i];
    for (int k = 0; k < 2; k++)
      if (hidden[k].item)
        sum += (unsigned)hidden[k].item->value;
    printf("%d %u\n", i, sum);
  }
  return 0;
}
