// Unions whose live member CGT_ACTIVE tells are carried between platforms: tags in front and behind, bit-fields, enumerators,
// macros and masks; unions in the heap, in globals, in frames, in arrays, within each other, of pointers, numbers and structs;
// pointers into the live member; blocks whose only pointers are in unions; members that are shorter than what was there before.
//
// RUN: %carry %s --work %t --points 8 --pairs x86_64:s390x s390x:i686 i686:aarch64 aarch64:x86_64 --levels=-O0,-O2
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { NIL, WHOLE, REAL, TEXT, PAIR, POINT };
#define IS_BOXED 0x80

struct value;
struct pair { struct value *first, *second; };
struct point { char name; long at[3]; double weight; };

struct value {
  unsigned char tag; // a kind and perhaps IS_BOXED
  union {
    long whole;
    double real;
    char *text;
    struct pair pair;
    struct point point;
  } u CGT_ACTIVE((tag & 0x7f) == WHOLE ? whole : (tag & 0x7f) == REAL ? real : (tag & 0x7f) == TEXT ? text
                 : (tag & 0x7f) == PAIR ? pair : (tag & 0x7f) == POINT ? point : void);
  int behind;
};

// The tag behind it, as a bit-field; a union without a name.
struct late {
  union {
    void *p;
    struct { short low; long long high; };
    float f;
  } CGT_ACTIVE(is_pointer ? p : is_float ? f : high);
  unsigned is_float : 3, is_pointer : 1;
  struct late *next;
};

// The union tells by itself, by what all its members begin with.
union event {
  int type;
  struct { int type; long when; } key;
  struct { int type; void *where; double x; } click;
} CGT_ACTIVE(type == 1 ? key : type == 2 ? click : type);

// One expression for each of an array; a union in a union.
struct row {
  signed char kind;
  union { long n; double x; struct row *up; } cells[2][2] CGT_ACTIVE(kind < 0 ? up : kind == 'x' ? x : n);
  union {
    int plain;
    struct { short which; union { long double wide; char *name; } in CGT_ACTIVE(which ? name : wide); } tagged;
  } outer CGT_ACTIVE(kind == 'x' ? tagged : plain);
};

static struct value *table[12];
static struct late *lates;
static union event events[4];
static struct row rows[3];
static long *inside;
static long *past;

static struct value *make(int kind, int i) {
  struct value *v = malloc(sizeof *v);
  memset(v, 0xa5, sizeof *v); // what isn't live doesn't matter
  v->tag = kind | (i % 2 ? IS_BOXED : 0);
  v->behind = -i;
  switch (kind) {
  case WHOLE: v->u.whole = i * -1001L; break;
  case REAL: v->u.real = i / 7.0; break;
  case TEXT: v->u.text = malloc(16); snprintf(v->u.text, 16, "text %d", i); break;
  case PAIR: v->u.pair.first = make(WHOLE, i * 10); v->u.pair.second = make(TEXT, i * 10 + 1); break;
  case POINT:
    memset(&v->u.point, 0, sizeof v->u.point);
    v->u.point.name = 'a' + i % 26;
    for (int k = 0; k < 3; k++)
      v->u.point.at[k] = i * k - 5;
    v->u.point.weight = i * .25;
    break;
  }
  return v;
}

static void show(const struct value *v) {
  switch (v->tag & ~IS_BOXED) {
  case WHOLE: printf("%ld", v->u.whole); break;
  case REAL: printf("%a", v->u.real); break;
  case TEXT: printf("%s", v->u.text); break;
  case PAIR: show(v->u.pair.first); printf("+"); show(v->u.pair.second); break;
  case POINT: printf("%c%ld,%ld,%ld:%g", v->u.point.name, v->u.point.at[0], v->u.point.at[1], v->u.point.at[2], v->u.point.weight); break;
  default: printf("nil");
  }
  printf("(%d) ", v->behind);
}

static void change(int round) {
  struct value *v = table[round % 12];
  if (v)
    v->tag = NIL;
  table[round % 12] = make(round % 6, round);
  struct late *l = calloc(1, sizeof *l);
  l->is_pointer = round % 3 == 0;
  l->is_float = round % 3 == 1 ? 5 : 0;
  if (l->is_pointer)
    l->p = round % 2 ? (void *)&rows[round % 3] : (void *)lates;
  else if (l->is_float)
    l->f = round * .5f;
  else
    l->low = round, l->high = -round * 1000000007LL;
  l->next = lates;
  lates = l;
  union event *e = &events[round % 4];
  memset(e, 0, sizeof *e);
  e->type = round % 3;
  if (e->type == 1)
    e->key.when = -round;
  else if (e->type == 2)
    e->click.where = &events[(round + 1) % 4], e->click.x = round / 3.0;
  struct row *r = &rows[round % 3];
  memset(r, 0, sizeof *r);
  r->kind = round % 4 == 0 ? -1 : round % 4 == 1 ? 'x' : 'n';
  for (int k = 0; k < 4; k++)
    if (r->kind < 0)
      r->cells[k / 2][k % 2].up = &rows[k % 3];
    else if (r->kind == 'x')
      r->cells[k / 2][k % 2].x = round + k / 8.0;
    else
      r->cells[k / 2][k % 2].n = round * k;
  if (r->kind == 'x') {
    r->outer.tagged.which = round % 2;
    if (r->outer.tagged.which)
      r->outer.tagged.in.name = malloc(8), strcpy(r->outer.tagged.in.name, "inner");
    else
      r->outer.tagged.in.wide = round * .5L;
  } else
    r->outer.plain = -round;
}

static void report(void) {
  for (int k = 0; k < 12; k++)
    if (table[k])
      show(table[k]);
  printf("\n");
  for (struct late *l = lates; l; l = l->next)
    if (l->is_pointer)
      printf("%s ", !l->p ? "null" : (char *)l->p >= (char *)rows && (char *)l->p < (char *)(rows + 3) ? "row" : "late");
    else if (l->is_float)
      printf("%g ", l->f);
    else
      printf("%d/%lld ", l->low, l->high);
  printf("\n");
  for (int k = 0; k < 4; k++)
    if (events[k].type == 1)
      printf("key %ld ", events[k].key.when);
    else if (events[k].type == 2)
      printf("click %d %g ", (int)((union event *)events[k].click.where - events), events[k].click.x);
    else
      printf("%d ", events[k].type);
  printf("\n");
  for (int k = 0; k < 3; k++) {
    const struct row *r = &rows[k];
    for (int c = 0; c < 4; c++)
      if (r->kind < 0)
        printf("up%d ", (int)(r->cells[c / 2][c % 2].up - rows));
      else if (r->kind == 'x')
        printf("%g ", r->cells[c / 2][c % 2].x);
      else
        printf("%ld ", r->cells[c / 2][c % 2].n);
    if (r->kind != 'x')
      printf("plain %d ", r->outer.plain);
    else if (r->outer.tagged.which)
      printf("%s ", r->outer.tagged.in.name);
    else
      printf("%Lg ", r->outer.tagged.in.wide);
  }
  printf("\n");
}

int main(void) {
  struct value here = {REAL, {.real = .1}, 7}, many[3] = {{WHOLE, {.whole = -1}, 0}, {NIL, {0}, 1}, {TEXT, {.text = "literal"}, 2}};
  struct value *last = &many[2];
  struct value *point = make(POINT, 3);
  for (int round = 0; round < 24; round++) {
    change(round);
    inside = &point->u.point.at[1];
    past = point->u.point.at + 3;
    if (round % 5 == 4) {
      here.tag = here.tag == REAL ? WHOLE : REAL;
      if (here.tag == REAL)
        here.u.real = round / 9.0;
      else
        here.u.whole = round;
    }
    cgt_poll();
    show(&here);
    show(last);
    show(&many[0]);
    printf("%ld %d\n", *inside, (int)(past - point->u.point.at));
    report();
  }
  return 0;
}
