/* What golden streams hold: every kind of type, and a linked structure. C and C++. Never changed: streams of it are kept. */
#ifndef RECORDS_H
#define RECORDS_H

#include <cgt/rmr.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __cplusplus
typedef bool truth;
#else
typedef _Bool truth;
#endif

#define HELPER static __attribute__((unused))

enum color { RED, GREEN = 7, BLUE = -2 };

struct inner {
  char tag;
  double x;
  short y[3];
};

typedef union {
  int first;
  unsigned char bytes[4];
} word;

struct kinds {
  truth flag;
  char text[6];
  signed char sc;
  unsigned char uc;
  short s;
  unsigned short us;
  int i;
  unsigned u;
  long l;
  unsigned long ul;
  long long ll;
  unsigned long long ull;
  float f;
  double d;
  long double ld;
  enum color color;
  int64_t i64;
  size_t size;
  unsigned low : 3;
  int middle : 11;
  enum color tint : 5;
  unsigned long long wide : 40;
  struct inner in[2];
  int grid[2][3];
  struct {
    int deep;
  };
  word w;
};

HELPER cgt_rmr_type inner_type(cgt_rmr_builder *b) {
  cgt_rmr_type r = cgt_rmr_struct_type(b, "struct inner", sizeof(struct inner));
  CGT_RMR_MEMBER(b, r, struct inner, tag, cgt_rmr_scalar_type(b, CGT_RMR_CHAR));
  CGT_RMR_MEMBER(b, r, struct inner, x, cgt_rmr_scalar_type(b, CGT_RMR_DOUBLE));
  CGT_RMR_MEMBER(b, r, struct inner, y, cgt_rmr_array_type(b, cgt_rmr_scalar_type(b, CGT_RMR_SHORT), 3));
  return r;
}

HELPER cgt_rmr_type color_type(cgt_rmr_builder *b) {
  cgt_rmr_type e = cgt_rmr_enum_type(b, "enum color", sizeof(enum color), (enum color)-1 < 0);
  cgt_rmr_enumerator(b, e, "RED", RED);
  cgt_rmr_enumerator(b, e, "GREEN", GREEN);
  cgt_rmr_enumerator(b, e, "BLUE", BLUE);
  return e;
}

HELPER cgt_rmr_type word_type(cgt_rmr_builder *b) {
  cgt_rmr_type w = cgt_rmr_union_type(b, "union word", sizeof(word));
  CGT_RMR_MEMBER(b, w, word, first, cgt_rmr_scalar_type(b, CGT_RMR_INT));
  CGT_RMR_MEMBER(b, w, word, bytes, cgt_rmr_array_type(b, cgt_rmr_scalar_type(b, CGT_RMR_UCHAR), 4));
  return w;
}

HELPER cgt_rmr_type kinds_type(cgt_rmr_builder *b) {
  struct anonymous {
    int deep;
  };
  cgt_rmr_type k = cgt_rmr_struct_type(b, "struct kinds", sizeof(struct kinds));
  cgt_rmr_type u = cgt_rmr_scalar_type(b, CGT_RMR_UINT), i = cgt_rmr_scalar_type(b, CGT_RMR_INT);
  cgt_rmr_type color = color_type(b), deep;
  CGT_RMR_MEMBER(b, k, struct kinds, flag, cgt_rmr_scalar_type(b, CGT_RMR_BOOL));
  CGT_RMR_MEMBER(b, k, struct kinds, text, cgt_rmr_array_type(b, cgt_rmr_scalar_type(b, CGT_RMR_CHAR), 6));
  CGT_RMR_MEMBER(b, k, struct kinds, sc, cgt_rmr_scalar_type(b, CGT_RMR_SCHAR));
  CGT_RMR_MEMBER(b, k, struct kinds, uc, cgt_rmr_scalar_type(b, CGT_RMR_UCHAR));
  CGT_RMR_MEMBER(b, k, struct kinds, s, cgt_rmr_scalar_type(b, CGT_RMR_SHORT));
  CGT_RMR_MEMBER(b, k, struct kinds, us, cgt_rmr_scalar_type(b, CGT_RMR_USHORT));
  CGT_RMR_MEMBER(b, k, struct kinds, i, i);
  CGT_RMR_MEMBER(b, k, struct kinds, u, u);
  CGT_RMR_MEMBER(b, k, struct kinds, l, cgt_rmr_scalar_type(b, CGT_RMR_LONG));
  CGT_RMR_MEMBER(b, k, struct kinds, ul, cgt_rmr_scalar_type(b, CGT_RMR_ULONG));
  CGT_RMR_MEMBER(b, k, struct kinds, ll, cgt_rmr_scalar_type(b, CGT_RMR_LLONG));
  CGT_RMR_MEMBER(b, k, struct kinds, ull, cgt_rmr_scalar_type(b, CGT_RMR_ULLONG));
  CGT_RMR_MEMBER(b, k, struct kinds, f, cgt_rmr_scalar_type(b, CGT_RMR_FLOAT));
  CGT_RMR_MEMBER(b, k, struct kinds, d, cgt_rmr_scalar_type(b, CGT_RMR_DOUBLE));
  CGT_RMR_MEMBER(b, k, struct kinds, ld, cgt_rmr_scalar_type(b, CGT_RMR_LDOUBLE));
  CGT_RMR_MEMBER(b, k, struct kinds, color, color);
  CGT_RMR_MEMBER(b, k, struct kinds, i64, cgt_rmr_integer_type(b, "int64_t", sizeof(int64_t), 1));
  CGT_RMR_MEMBER(b, k, struct kinds, size, cgt_rmr_integer_type(b, "size_t", sizeof(size_t), 0));
  CGT_RMR_BIT_FIELD(b, k, struct kinds, low, u);
  CGT_RMR_BIT_FIELD(b, k, struct kinds, middle, i);
  CGT_RMR_BIT_FIELD(b, k, struct kinds, tint, color);
  CGT_RMR_BIT_FIELD(b, k, struct kinds, wide, cgt_rmr_scalar_type(b, CGT_RMR_ULLONG));
  CGT_RMR_MEMBER(b, k, struct kinds, in, cgt_rmr_array_type(b, inner_type(b), 2));
  CGT_RMR_MEMBER(b, k, struct kinds, grid, cgt_rmr_array_type(b, cgt_rmr_array_type(b, i, 3), 2));
  deep = cgt_rmr_struct_type(b, "struct kinds.#0", sizeof(struct anonymous));
  CGT_RMR_MEMBER(b, deep, struct anonymous, deep, i);
  cgt_rmr_member(b, k, "#0", offsetof(struct kinds, deep), deep);
  CGT_RMR_MEMBER(b, k, struct kinds, w, word_type(b));
  return k;
}

HELPER const cgt_rmr_tag *kinds_tag(cgt_rmr_builder *b) { return cgt_rmr_build(b, kinds_type(b)); }

HELPER void fill_kinds(struct kinds *k, int n) {
  int i;
  memset(k, 0, sizeof *k);
  k->flag = n & 1;
  strcpy(k->text, "h\xe9llo");
  k->sc = (signed char)(-100 - n);
  k->uc = (unsigned char)(200 + n);
  k->s = (short)(-12345 + n);
  k->us = (unsigned short)(54321 + n);
  k->i = -1234567890 + n;
  k->u = 3234567890u + (unsigned)n;
  k->l = -1234567891L + n;
  k->ul = 3234567891uL + (unsigned)n;
  k->ll = -1234567890123456789LL + n;
  k->ull = 12345678901234567890uLL + (unsigned)n;
  k->f = -1.5f - (float)n;
  k->d = 3.141592653589793 + n;
  k->ld = -2.718281828459045 * (n + 1);
  k->color = n & 1 ? BLUE : GREEN;
  k->i64 = INT64_C(-9000000000000000000) + n;
  k->size = 4000000000u + (unsigned)n;
  k->low = (unsigned)(5 + n) & 7;
  k->middle = -777 + n;
  k->tint = n & 1 ? GREEN : BLUE;
  k->wide = 0xabcdef0123uLL + (unsigned)n;
  for (i = 0; i < 2; ++i) {
    k->in[i].tag = (char)('a' + i);
    k->in[i].x = 0.1 * (i + n);
    k->in[i].y[0] = (short)(1 - i);
    k->in[i].y[1] = (short)(-2 * n);
    k->in[i].y[2] = 32767;
  }
  for (i = 0; i < 6; ++i)
    k->grid[i / 3][i % 3] = (i + 1) * -1000 * (n + 1);
  k->deep = 1 << 30;
}

HELPER void print_kinds(const struct kinds *k) {
  int i;
  printf("%d '%s' %d %d %d %d %d %u %ld %lu %lld %llu", k->flag, k->text, k->sc, k->uc, k->s, k->us, k->i, k->u, k->l,
         k->ul, k->ll, k->ull);
  printf(" %a %a %.17Lg %d %lld %lu", k->f, k->d, k->ld, k->color, (long long)k->i64, (unsigned long)k->size);
  printf(" %u %d %d %llx", k->low, k->middle, k->tint, (unsigned long long)k->wide);
  for (i = 0; i < 2; ++i)
    printf(" %c %a %d %d %d", k->in[i].tag, k->in[i].x, k->in[i].y[0], k->in[i].y[1], k->in[i].y[2]);
  for (i = 0; i < 6; ++i)
    printf(" %d", k->grid[i / 3][i % 3]);
  printf(" %d\n", k->deep);
}

struct city {
  const char *name;
  long people;
  struct city *twin;                  /* cycles, and itself */
  long *largest;                      /* into another city */
  unsigned short n;
  struct road *roads CGT_COUNT(n);
};

struct road {
  struct city *to;
  double km;
  char **signs CGT_COUNT(lanes);      /* strings, shared */
  int lanes;
};

HELPER const cgt_rmr_tag *city_tag(cgt_rmr_builder *b) {
  cgt_rmr_type city = cgt_rmr_struct_type(b, "struct city", sizeof(struct city));
  cgt_rmr_type road = cgt_rmr_struct_type(b, "struct road", sizeof(struct road));
  cgt_rmr_type text = cgt_rmr_pointer_type(b, cgt_rmr_scalar_type(b, CGT_RMR_CHAR));
  cgt_rmr_type number = cgt_rmr_scalar_type(b, CGT_RMR_LONG);
  CGT_RMR_MEMBER(b, city, struct city, name, text);
  CGT_RMR_MEMBER(b, city, struct city, people, number);
  CGT_RMR_MEMBER(b, city, struct city, twin, cgt_rmr_pointer_type(b, city));
  CGT_RMR_MEMBER(b, city, struct city, largest, cgt_rmr_pointer_type(b, number));
  CGT_RMR_MEMBER(b, city, struct city, n, cgt_rmr_scalar_type(b, CGT_RMR_USHORT));
  CGT_RMR_MEMBER(b, city, struct city, roads, cgt_rmr_pointer_type(b, road));
  cgt_rmr_count(b, city, "roads", "n");
  CGT_RMR_MEMBER(b, road, struct road, to, cgt_rmr_pointer_type(b, city));
  CGT_RMR_MEMBER(b, road, struct road, km, cgt_rmr_scalar_type(b, CGT_RMR_DOUBLE));
  CGT_RMR_MEMBER(b, road, struct road, signs, cgt_rmr_pointer_type(b, text));
  CGT_RMR_MEMBER(b, road, struct road, lanes, cgt_rmr_scalar_type(b, CGT_RMR_INT));
  cgt_rmr_count(b, road, "signs", "lanes");
  return cgt_rmr_build(b, city);
}

/* Two cities with roads and two signs, all the caller's. */
HELPER void fill_cities(struct city *c, struct road *r, char **signs) {
  memset(c, 0, 2 * sizeof *c);
  memset(r, 0, 2 * sizeof *r);
  c[0].name = "Tabor";
  c[0].people = 34000;
  c[0].twin = &c[1];
  c[0].largest = &c[1].people;
  c[0].n = 2;
  c[0].roads = r;
  c[1].name = "";
  c[1].people = -1;
  c[1].twin = c;
  c[1].largest = &c[0].people;
  r[0].to = &c[1];
  r[0].km = 12.5;
  r[0].signs = signs;
  r[0].lanes = 2;
  r[1].to = c;
  r[1].km = -0.1;
  r[1].signs = signs + 1;
  r[1].lanes = 1;
}

HELPER void print_cities(const struct city *c) {
  printf("%s %ld '%s' %ld\n", c[0].name, c[0].people, c[1].name, c[1].people);
  printf("%d %d %d %d\n", c[0].twin == &c[1], c[1].twin == c, c[0].largest == &c[1].people, c[1].largest == &c->people);
  printf("%u %u %d\n", c[0].n, c[1].n, c[1].roads == NULL);
  printf("%d %g %d %s %s\n", c->roads[0].to == c + 1, c->roads[0].km, c->roads[0].lanes, c->roads[0].signs[0],
         c->roads[0].signs[1]);
  printf("%d %g %d %d\n", c->roads[1].to == c, c->roads[1].km, c->roads[1].lanes,
         c->roads[1].signs == c->roads[0].signs + 1);
}

#endif
