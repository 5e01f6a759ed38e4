// Unions of which nothing says the live member, and whose assignments all stand beside one to an integer of the same struct, or under a
// test of it, are carried between platforms; the report tells what was found, and from where.
//
// RUN: %cgt-x86_64 -O1 -c %s -o %t.o -fplugin-arg-cgt-report=%t.json
// RUN: FileCheck %s --input-file=%t.json
// RUN: %carry %s --work %t --points 8 --pairs x86_64:s390x s390x:i686 i686:aarch64 aarch64:x86_64 --levels=-O0,-O2
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { NIL, WHOLE, REAL, TEXT, PAIR };

struct value;
struct pair { struct value *first, *second; long count; };

// CHECK: "active": "?kind==1?whole:kind==2?real:kind==3?text:kind==4?pair:0"
// CHECK: "why": "found from found-discriminators.c:
struct value {
  unsigned char kind;
  union {
    long whole;
    double real;
    char *text;
    struct pair pair;
  } u;
};

// CHECK: "active": "?is_number==0?text:is_number==1?number:0"
struct cell {
  union { char text[12]; double number; };
  unsigned is_number : 1;
};

#define SET(v, k, m, x) do { (v)->kind = (k); (v)->u.m = (x); } while (0)

static struct value *table[8];
static struct cell cells[6];

static struct value *whole(long n) {
  struct value *v = malloc(sizeof *v);
  v->kind = WHOLE;
  v->u.whole = n;
  return v;
}
static struct value *real(double x) {
  struct value *v = malloc(sizeof *v);
  SET(v, REAL, real, x);
  return v;
}
static struct value *text(int n) {
  char *s = malloc(16);
  snprintf(s, 16, "text %d", n);
  struct value *v = malloc(sizeof *v);
  *v = (struct value){TEXT, {.text = s}};
  return v;
}
static struct value *pair(struct value *a, struct value *b) {
  struct value *v = calloc(1, sizeof *v);
  v->u.pair.first = a; // the kind comes last, without a call between
  v->u.pair.second = b;
  v->u.pair.count = 2;
  v->kind = PAIR;
  return v;
}

static void grow(struct value *v) {
  switch (v->kind) {
  case NIL: break;
  case WHOLE:
    v->u.whole *= 3;
    break;
  case REAL: v->u.real += .5; break;
  case TEXT:
    if (v->u.text[0] == 't')
      v->u.text[0] = 'T';
    break;
  default:
    if (v->kind != PAIR)
      return;
    grow(v->u.pair.first);
    v->u.pair.count++;
  }
}

static void copy(struct value *to, const struct value *from) {
  to->u = from->u;
  to->kind = from->kind;
}

static void show(const struct value *v) {
  if (v->kind == WHOLE)
    printf("%ld ", v->u.whole);
  else if (v->kind == REAL)
    printf("%g ", v->u.real);
  else if (v->kind == TEXT)
    printf("%s ", v->u.text);
  else if (v->kind == PAIR) {
    show(v->u.pair.first);
    show(v->u.pair.second);
    printf("(%ld) ", v->u.pair.count);
  } else
    printf("nil ");
}

static void set_cell(struct cell *c, int round) {
  if (round % 2) {
    c->is_number = 1;
    c->number = round / 4.0;
  } else {
    c->is_number = 0;
    snprintf(c->text, sizeof c->text, "cell %d", round);
  }
}

int main(void) {
  struct value here = {WHOLE, {.whole = 7}}, there = {0};
  for (int round = 0; round < 24; round++) {
    struct value *v = round % 4 == 0   ? whole(-round)
                      : round % 4 == 1 ? real(round / 7.0)
                      : round % 4 == 2 ? text(round)
                                       : pair(table[0], table[1]);
    table[round % 8] = v;
    set_cell(&cells[round % 6], round);
    grow(table[round * 5 % 8] ? table[round * 5 % 8] : v);
    copy(&there, &here);
    if (round % 3 == 0)
      SET(&here, REAL, real, round * .1);
    else if (round % 3 == 1)
      SET(&here, WHOLE, whole, round);
    for (int k = 0; k < 8; k++)
      if (table[k])
        show(table[k]);
    show(&here);
    show(&there);
    for (int k = 0; k < 6; k++)
      if (cells[k].is_number)
        printf("%g ", cells[k].number);
      else
        printf("%s ", cells[k].text);
    printf("\n");
  }
  return 0;
}
