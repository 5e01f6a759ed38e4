// Objects of several sizes that begin alike, from an allocator that knows no types, all reached as what they begin with:
// they aren't taken for arrays of that, whose every other word would be a pointer.
//
// RUN: %carry %s --work %t --points 12 --pairs x86_64:x86_64 i686:i686 s390x:s390x
//
// REQUIRES: run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct object {
  struct object *next;
  long kind;
};

struct text {
  struct object *next;
  long kind;
  char bytes[48];
};

struct numbers {
  struct object *next;
  long kind;
  int n[12];
};

static void *take(size_t size) { return malloc(size); }

static struct object *all;

static void *object(size_t size, long kind) {
  struct object *o = take(size);
  o->next = all;
  o->kind = kind;
  all = o;
  return o;
}

int main(void) {
  for (int i = 0; i < 20; i++) {
    if (i % 2) {
      struct text *t = object(sizeof *t, 1);
      memset(t->bytes, 0, sizeof t->bytes);
      snprintf(t->bytes, sizeof t->bytes, "object %d, a text of some length", i);
    } else {
      struct numbers *n = object(sizeof *n, 2);
      for (int k = 0; k < 12; k++)
        n->n[k] = 100000 * k + i;
    }
    printf("%d\n", i);
  }
  for (struct object *o = all; o; o = o->next)
    if (o->kind == 1)
      puts(((struct text *)o)->bytes);
    else
      printf("%d %d\n", ((struct numbers *)o)->n[3], ((struct numbers *)o)->n[11]);
  return 0;
}
