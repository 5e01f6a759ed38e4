// Compound literals at file scope are carried under the variable they stand in and their place there, with their own types: none
// is taken for a neighbour, whatever stands before, behind or in it.
//
// RUN: %carry %s --work %t --points 5 --pairs x86_64:x86_64 x86_64:s390x s390x:i686 i686:x86_64
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>

struct option {
  const char *name;
  int *values;
};
static double doubles[3] = {10, 20, 30};
static struct option options[] = {{"size", (int[]){1, 2, 3}}, {"mode", (int[]){7, 8}}};

// Padding, which differs from platform to platform; one literal that nothing refers to any more.
struct type {
  int kind;
  long size;
  int is_unsigned;
  struct type *base;
};
struct type *ty_void = &(struct type){1, 1, 1};
struct type *ty_bool = &(struct type){2, 1, 1};
struct type *ty_long = &(struct type){4, 8, 8};
struct type *ty_other = &(struct type){5, 8, 8};

// Literals within literals, designators out of order, a literal used by value with one in it that isn't.
struct list {
  struct list *next;
  long double weight;
  char *text;
  union {
    short *shorts;
    struct type **types;
  } of;
};
static struct list *lists = &(struct list){
    .text = (char[]){"first"},
    .next = &(struct list){&(struct list){0, 3, (char[9]){"third"}, {.types = (struct type *[]){&(struct type){.base = 0}}}},
                           2, (char[]){'2', 0}, {(short[]){2, 22}}},
    .weight = 1,
    .of.shorts = &(short[]){5, 55, 555}[1]};
static struct option by_value = (struct option){"value", (int[]){40, 41}};
static int copied[] = (int[]){3, 4, 5};
int *const in_the_middle[] = {[2] = &((int[]){1, 2, 3})[1], [0] = &((struct { long a; int b; }){8, 9}).b};

static void count(int n) {
  options[n % 2].values[n % 2] += n;
  doubles[n % 3] += 1;
  ty_bool->size += n;
  ty_other = ty_void;
  lists->of.shorts[n % 2] += n;
  lists->next->next->text[n % 5] ^= 1;
  (*lists->next->next->of.types)->size += ty_long->size;
  by_value.values[1] -= n;
  copied[n % 3] *= 2;
  *in_the_middle[0] += *in_the_middle[2] += n;
}

static void show(int n) {
  printf("%d: %d %d %g %d\n", n, options[n % 2].values[n % 2], options[1].values[1], doubles[n % 3],
         ty_other == ty_void);
  printf("%ld %d %s %s %Lg %ld\n", ty_bool->size, lists->of.shorts[0], lists->next->text, lists->next->next->text,
         lists->next->weight, (*lists->next->next->of.types)->size);
  printf("%d %d %d %d\n", by_value.values[1], copied[n % 3], *in_the_middle[0], *in_the_middle[2]);
}

int main(void) {
  for (int n = 0; n < 6; n++) {
    struct type *above = calloc(1, sizeof *above);
    above->base = n % 2 ? ty_bool : ty_long;
    count(n);
    show(n);
    printf("%ld\n", above->base->size);
    free(above);
  }
  return 0;
}
