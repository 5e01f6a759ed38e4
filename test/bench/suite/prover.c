/* Lists of void pointers and functions that return them, as in a theorem prover.

   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <stdio.h>
#include <stdlib.h>

struct list {
  void *car;
  struct list *cdr;
};
struct term {
  int symbol, weight;
};

static void *pool;
static void *car(const struct list *l) { return l->car; }

__attribute__((noinline)) static void *heaviest(const struct list *l) {
  struct term *best = car(l);
  for (; l; l = l->cdr) {
    struct term *t = car(l);
    if (t->weight > best->weight)
      best = t;
  }
  return best;
}

static struct list *cons(void *a, struct list *d) {
  struct list *l = pool;
  if (l)
    pool = l->cdr;
  else
    l = malloc(sizeof *l);
  l->car = a;
  l->cdr = d;
  return l;
}

int main(int argc, char **argv) {
  int rounds = argc > 1 ? atoi(argv[1]) : 1500000;
  struct term *terms = malloc(40 * sizeof *terms);
  unsigned long sum = 0;
  for (int r = 0; r < rounds; r++) {
    struct list *l = NULL;
    for (int i = 0; i < 40; i++) {
      terms[i].symbol = i;
      terms[i].weight = (i * 7 + r) % 41;
      l = cons(&terms[i], l);
    }
    struct term *t = heaviest(l);
    sum += t->symbol;
    while (l) {
      struct list *next = l->cdr;
      l->cdr = pool;
      pool = l;
      l = next;
    }
  }
  printf("%lu\n", sum);
  return 0;
}
