// A pointer to functions that holds the address of data, as tables of symbols with values of both kinds have it: C99 doesn't define the
// cast, and POSIX does. It leads to the same data elsewhere.
//
// RUN: %carry %s --points 4 --pairs x86_64:s390x s390x:i686 i686:powerpc64 powerpc64:x86_64 x86_64:aarch64
//
// RUN: %cgt-x86_64 -O1 %s -o %t.exe && %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=20:after=exit %t.exe > %t.out
// RUN: cgt-inspect --stack %t.image | FileCheck %s
// CHECK: global 'start'
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>

struct label {
  long address;
  struct label *next;
};

struct symbol {
  int is_label;
  int (*value)(int);
};

static int twice(int n) { return 2 * n; }
static int square(int n) { return n * n; }

static struct label start = {7, NULL};

static long value_of(const struct symbol *s, int n) {
  return s->is_label ? ((struct label *)(void *)s->value)->address : s->value(n);
}

int main(void) {
  struct symbol table[8] = {{0, twice}, {0, square}, {1, (int (*)(int))(void *)&start}};
  struct label *last = NULL;
  for (int i = 3; i < 8; i++) {
    struct label *l = malloc(sizeof *l);
    l->address = 100 * i;
    l->next = last;
    last = l;
    table[i].is_label = 1;
    table[i].value = (int (*)(int))(void *)l;
  }
  for (int i = 0; i < 12; i++) {
    long sum = 0;
    for (int k = 0; k < 8; k++)
      sum = sum * 3 + value_of(&table[k], i);
    ++start.address;
    last->address += i;
    printf("%d %ld\n", i, sum);
  }
  return 0;
}
