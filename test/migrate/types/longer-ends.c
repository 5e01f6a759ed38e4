// Structs whose last array goes on behind them: flexible members in blocks of any size and number, arrays of one or more
// elements where the size of the allocation says so, in the call, by a variable, through the program's own function; and arrays
// of such structs. Pointers in the ends are carried, also where blocks have their places again but what they lead to hasn't.
//
// RUN: %carry %s --work %t --points 6 --pairs x86_64:s390x s390x:powerpc powerpc:x86_64 x86_64:i686 i686:x86_64 x86_64:x86_64
// RUN: %cgt-x86_64 -O2 %s -o %t.x86_64 && %cgt-s390x -O2 %s -o %t.s390x && %cgt-i686 -O2 %s -o %t.i686
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.1:at_poll=130:after=exit %t.x86_64 > %t.out
// RUN: %expect 85 -- env CGT_OPTIONS=restore=%t.1:save=%t.2:at_poll=40:after=exit %run-s390x %t.s390x >> %t.out
// RUN: %expect 85 -- env CGT_OPTIONS=restore=%t.2:save=%t.3:at_poll=60:after=exit %run-i686 %t.i686 >> %t.out
// RUN: env CGT_OPTIONS=restore=%t.3 %t.x86_64 >> %t.out
// RUN: %t.x86_64 > %t.whole && cmp %t.out %t.whole
//
// RUN: %cgt-cc -O1 -fPIE -pie %s -o %t.pie
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.4:at_poll=130:after=exit:compress=0 %t.pie > %t.out
// RUN: env CGT_OPTIONS=restore=%t.4 %t.pie >> %t.out && cmp %t.out %t.whole
//
// What the types say is in the image, and cgt-inspect shows it.
// RUN: %cgt-inspect --all %t.1 | FileCheck %s
// CHECK: message: struct message * = heap block {{[0-9]+}} (struct message)
// CHECK: many: struct message * = heap block {{[0-9]+}} (struct message [3])
// CHECK: name: char [1] = "ABCDEFGHIJKL"
// RUN: %cgt-inspect --check-for=s390x %t.1
//
// REQUIRES: run-s390x, run-i686, run-powerpc
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS = 12 };

struct word { // text begins within the struct's padding
  struct word *next;
  short count;
  char text[];
};
struct message {
  int length;
  char name[1];
};
struct vector {
  long size;
  int data[1];
};
struct table {
  int size;
  struct vector *bucket[1];
};
struct fixed {
  long number;
  char name[4];
};
struct outer {
  short kind;
  struct inner {
    long size;
    char text[];
  } end;
};
struct tailed { // a pointer's place is behind the padding of the last member
  long double first;
  char second;
  int *tail[];
};

static int numbers[WORDS];
static struct word *words;

static void *own(size_t size) {
  void *block = malloc(size);
  memset(block, 0, size);
  return block;
}

static struct vector *vector(int size) {
  struct vector *v = malloc(offsetof(struct vector, data) + size * sizeof(int));
  v->size = size;
  for (int i = 0; i < size; ++i)
    v->data[i] = 100 * size + i;
  return v;
}

static void print(const struct vector *v) {
  for (int i = 0; i < v->size; ++i)
    printf(" %d", v->data[i]);
  printf("\n");
}

int main(void) {
  for (int i = 0; i < WORDS; ++i) {
    struct word *w = malloc(offsetof(struct word, text) + 6);
    w->next = words;
    w->count = (short)i;
    snprintf(w->text, 6, "ab%03d", i);
    words = w;
    numbers[i] = i * i;
  }
  struct tailed *tails[WORDS];
  for (int i = 0; i < WORDS; ++i) {
    tails[i] = malloc(offsetof(struct tailed, tail) + sizeof(int *)); // sizeof(struct tailed) on LP64
    tails[i]->first = i;
    tails[i]->tail[0] = &numbers[i];
  }
  struct message *message = malloc(sizeof *message + 12);
  message->length = 12;
  strcpy(message->name, "ABCDEFGHIJKL");
  struct message *many = malloc(3 * sizeof(struct message)), *more = calloc(4, sizeof *more);
  for (int i = 0; i < 3; ++i) {
    many[i].length = i;
    many[i].name[0] = more[i].name[0] = (char)('x' + i);
    more[i].length = -i;
  }
  struct table *table = own(sizeof(struct table) + 6 * sizeof(struct vector *));
  for (table->size = 0; table->size < 7; ++table->size)
    table->bucket[table->size] = vector(table->size);
  size_t size = sizeof(struct fixed) + 20;
  struct fixed *fixed = malloc(size);
  fixed->number = -7;
  strcpy(fixed->name, "abcdefghijklmnopqrst");
  struct outer *outer = (struct outer *)own(sizeof *outer + 24);
  outer->end.size = -3;
  strcpy(outer->end.text, "within a struct within");
  struct vector *grown = malloc(sizeof *grown);
  grown->size = 1;

  for (int round = 0; round < 8; ++round) {
    grown = realloc(grown, sizeof *grown + round * sizeof(int));
    grown->size = round + 1;
    grown->data[round] = round * 11;
    print(grown);
    for (struct word *w = words; w; w = w->next)
      printf("%d:%s ", w->count, w->text);
    for (int i = 0; i < WORDS; ++i)
      printf("%d ", *tails[i]->tail[0]);
    printf("\n%d %s %ld %s %ld %s\n", message->length, message->name, fixed->number, fixed->name, outer->end.size,
           outer->end.text);
    for (int i = 0; i < 3; ++i)
      printf("%d%c %d%c ", many[i].length, many[i].name[0], more[i].length, more[i].name[0]);
    for (int i = 0; i < table->size; ++i)
      print(table->bucket[i]);
  }
  return 0;
}
