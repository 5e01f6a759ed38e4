/* What golden images with unions of which an expression tells the live member are of. Saved at its 3rd poll. Never changed: images of it
   are kept. */
#include <cgt/cgt.h>
#include <stdio.h>
#include <stdlib.h>

enum kind { NUMBER, REAL, TEXT, NEXT, NOTHING };

struct value {
  char kind;
  union {
    long number;
    double real;
    const char *text;
    struct value *next;
  } u CGT_ACTIVE(kind == NUMBER ? number : kind == REAL ? real : kind == TEXT ? text : kind == NEXT ? next : void);
};

enum { VALUES = 12 };

static struct value *table[VALUES];

static struct value *make(int i) {
  struct value *v = calloc(1, sizeof *v);
  v->kind = (char)(i % (NOTHING + 1));
  switch (v->kind) {
  case NUMBER: v->u.number = i * -1000L; break;
  case REAL: v->u.real = i / 8.; break;
  case TEXT: v->u.text = i % 2 ? "odd" : "even"; break;
  case NEXT: v->u.next = table[i - 1]; break;
  }
  return v;
}

static void show(const struct value *v) {
  switch (v->kind) {
  case NUMBER: printf(" %ld", v->u.number); break;
  case REAL: printf(" %g", v->u.real); break;
  case TEXT: printf(" %s", v->u.text); break;
  case NEXT: show(v->u.next); break;
  default: printf(" -");
  }
}

int main(void) {
  int i, round;
  for (i = 0; i < VALUES; ++i)
    table[i] = make(i);
  for (round = 0; round < 4; ++round) {
    cgt_poll();
    if (table[round]->kind == NUMBER)
      table[round]->u.number += 7;
  }
  for (i = 0; i < VALUES; ++i)
    show(table[i]);
  printf("\n");
  return 0;
}
