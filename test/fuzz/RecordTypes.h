/* The receiver's types for streams from anywhere, beside those of golden streams: small and large ones, bit-fields, numbers
   of each format, graphs. C and C++. Kept streams say a type's number: new ones come last. */
#ifndef CGT_TEST_FUZZ_RECORDTYPES_H
#define CGT_TEST_FUZZ_RECORDTYPES_H

#include "../Inputs/golden/records.h"

struct pair {
  int a, b;
};

struct three {
  short s[3];
};

struct rgb {
  unsigned char c[3];
};

struct bits {
  unsigned a : 3;
  int b : 13;
  int : 5;
  unsigned c : 11;
  char d;
  unsigned long long e : 45;
  signed char f;
  short g : 5;
};

/* More than the short way is for. */
struct large {
  short s[5][500];
  struct inner in[3];
  struct bits bits[7];
  long double ld[5];
  struct kinds k[2];
  char text[100];
};

struct node {
  struct node *next, *back;
  long value;
  long double weight;
};

struct line {
  const char *text;
  char last;
};

struct tree {
  unsigned char n;
  struct tree *kids CGT_COUNT(n);
  int key;
};

struct book {
  char title[10];
  long pages;
  double *numbers CGT_COUNT(pages);
  struct bits *flags;
  struct large *appendix;
  short n;
  struct line *lines CGT_COUNT(n);
  char **words CGT_COUNT(n);
};

union either {
  struct choice *next;
  double number;
};

/* No stream carries it but with zeros in the union. */
struct choice {
  int kind;
  union either u;
  struct choice *other;
};

typedef short shorts[500];

/* number, what C calls it */
#define RECORD_TYPES(X)                                                                                                        \
  X(0, truth)                                                                                                                  \
  X(1, char)                                                                                                                   \
  X(2, signed char)                                                                                                            \
  X(3, unsigned char)                                                                                                          \
  X(4, short)                                                                                                                  \
  X(5, unsigned short)                                                                                                         \
  X(6, int)                                                                                                                    \
  X(7, unsigned)                                                                                                               \
  X(8, long)                                                                                                                   \
  X(9, unsigned long)                                                                                                          \
  X(10, long long)                                                                                                             \
  X(11, unsigned long long)                                                                                                    \
  X(12, float)                                                                                                                 \
  X(13, double)                                                                                                                \
  X(14, long double)                                                                                                           \
  X(15, struct kinds)                                                                                                          \
  X(16, struct city)                                                                                                           \
  X(17, struct inner)                                                                                                          \
  X(18, word)                                                                                                                  \
  X(19, enum color)                                                                                                            \
  X(20, struct pair)                                                                                                           \
  X(21, struct three)                                                                                                          \
  X(22, struct rgb)                                                                                                            \
  X(23, struct bits)                                                                                                           \
  X(24, shorts)                                                                                                                \
  X(25, struct large)                                                                                                          \
  X(26, struct node)                                                                                                           \
  X(27, struct line)                                                                                                           \
  X(28, struct tree)                                                                                                           \
  X(29, struct book)                                                                                                           \
  X(30, int64_t)                                                                                                               \
  X(31, long)                                                                                                                  \
  X(32, struct choice)

enum { NUM_RECORD_TYPES = 33 };

HELPER cgt_rmr_type scalar_array(cgt_rmr_builder *b, cgt_rmr_scalar scalar, size_t count) {
  return cgt_rmr_array_type(b, cgt_rmr_scalar_type(b, scalar), count);
}

HELPER cgt_rmr_type bits_type(cgt_rmr_builder *b) {
  cgt_rmr_type r = cgt_rmr_struct_type(b, "struct bits", sizeof(struct bits));
  CGT_RMR_BIT_FIELD(b, r, struct bits, a, cgt_rmr_scalar_type(b, CGT_RMR_UINT));
  CGT_RMR_BIT_FIELD(b, r, struct bits, b, cgt_rmr_scalar_type(b, CGT_RMR_INT));
  CGT_RMR_BIT_FIELD(b, r, struct bits, c, cgt_rmr_scalar_type(b, CGT_RMR_UINT));
  CGT_RMR_MEMBER(b, r, struct bits, d, cgt_rmr_scalar_type(b, CGT_RMR_CHAR));
  CGT_RMR_BIT_FIELD(b, r, struct bits, e, cgt_rmr_scalar_type(b, CGT_RMR_ULLONG));
  CGT_RMR_MEMBER(b, r, struct bits, f, cgt_rmr_scalar_type(b, CGT_RMR_SCHAR));
  CGT_RMR_BIT_FIELD(b, r, struct bits, g, cgt_rmr_scalar_type(b, CGT_RMR_SHORT));
  return r;
}

HELPER cgt_rmr_type large_type(cgt_rmr_builder *b) {
  cgt_rmr_type r = cgt_rmr_struct_type(b, "struct large", sizeof(struct large));
  CGT_RMR_MEMBER(b, r, struct large, s, cgt_rmr_array_type(b, scalar_array(b, CGT_RMR_SHORT, 500), 5));
  CGT_RMR_MEMBER(b, r, struct large, in, cgt_rmr_array_type(b, inner_type(b), 3));
  CGT_RMR_MEMBER(b, r, struct large, bits, cgt_rmr_array_type(b, bits_type(b), 7));
  CGT_RMR_MEMBER(b, r, struct large, ld, scalar_array(b, CGT_RMR_LDOUBLE, 5));
  CGT_RMR_MEMBER(b, r, struct large, k, cgt_rmr_array_type(b, kinds_type(b), 2));
  CGT_RMR_MEMBER(b, r, struct large, text, scalar_array(b, CGT_RMR_CHAR, 100));
  return r;
}

HELPER cgt_rmr_type line_type(cgt_rmr_builder *b) {
  cgt_rmr_type r = cgt_rmr_struct_type(b, "struct line", sizeof(struct line));
  CGT_RMR_MEMBER(b, r, struct line, text, cgt_rmr_pointer_type(b, cgt_rmr_scalar_type(b, CGT_RMR_CHAR)));
  CGT_RMR_MEMBER(b, r, struct line, last, cgt_rmr_scalar_type(b, CGT_RMR_CHAR));
  return r;
}

HELPER cgt_rmr_type node_type(cgt_rmr_builder *b) {
  cgt_rmr_type r = cgt_rmr_struct_type(b, "struct node", sizeof(struct node));
  CGT_RMR_MEMBER(b, r, struct node, next, cgt_rmr_pointer_type(b, r));
  CGT_RMR_MEMBER(b, r, struct node, back, cgt_rmr_pointer_type(b, r));
  CGT_RMR_MEMBER(b, r, struct node, value, cgt_rmr_scalar_type(b, CGT_RMR_LONG));
  CGT_RMR_MEMBER(b, r, struct node, weight, cgt_rmr_scalar_type(b, CGT_RMR_LDOUBLE));
  return r;
}

HELPER cgt_rmr_type tree_type(cgt_rmr_builder *b) {
  cgt_rmr_type r = cgt_rmr_struct_type(b, "struct tree", sizeof(struct tree));
  CGT_RMR_MEMBER(b, r, struct tree, n, cgt_rmr_scalar_type(b, CGT_RMR_UCHAR));
  CGT_RMR_MEMBER(b, r, struct tree, kids, cgt_rmr_pointer_type(b, r));
  CGT_RMR_MEMBER(b, r, struct tree, key, cgt_rmr_scalar_type(b, CGT_RMR_INT));
  cgt_rmr_count(b, r, "kids", "n");
  return r;
}

HELPER cgt_rmr_type book_type(cgt_rmr_builder *b) {
  cgt_rmr_type r = cgt_rmr_struct_type(b, "struct book", sizeof(struct book));
  cgt_rmr_type text = cgt_rmr_pointer_type(b, cgt_rmr_scalar_type(b, CGT_RMR_CHAR));
  CGT_RMR_MEMBER(b, r, struct book, title, scalar_array(b, CGT_RMR_CHAR, 10));
  CGT_RMR_MEMBER(b, r, struct book, pages, cgt_rmr_scalar_type(b, CGT_RMR_LONG));
  CGT_RMR_MEMBER(b, r, struct book, numbers, cgt_rmr_pointer_type(b, cgt_rmr_scalar_type(b, CGT_RMR_DOUBLE)));
  CGT_RMR_MEMBER(b, r, struct book, flags, cgt_rmr_pointer_type(b, bits_type(b)));
  CGT_RMR_MEMBER(b, r, struct book, appendix, cgt_rmr_pointer_type(b, large_type(b)));
  CGT_RMR_MEMBER(b, r, struct book, n, cgt_rmr_scalar_type(b, CGT_RMR_SHORT));
  CGT_RMR_MEMBER(b, r, struct book, lines, cgt_rmr_pointer_type(b, line_type(b)));
  CGT_RMR_MEMBER(b, r, struct book, words, cgt_rmr_pointer_type(b, text));
  cgt_rmr_count(b, r, "numbers", "pages");
  cgt_rmr_count(b, r, "lines", "n");
  cgt_rmr_count(b, r, "words", "n");
  return r;
}

HELPER cgt_rmr_type choice_type(cgt_rmr_builder *b) {
  cgt_rmr_type r = cgt_rmr_struct_type(b, "struct choice", sizeof(struct choice));
  cgt_rmr_type u = cgt_rmr_union_type(b, "union either", sizeof(union either));
  CGT_RMR_MEMBER(b, r, struct choice, kind, cgt_rmr_scalar_type(b, CGT_RMR_INT));
  CGT_RMR_MEMBER(b, r, struct choice, u, u);
  CGT_RMR_MEMBER(b, r, struct choice, other, cgt_rmr_pointer_type(b, r));
  CGT_RMR_MEMBER(b, u, union either, next, cgt_rmr_pointer_type(b, r));
  CGT_RMR_MEMBER(b, u, union either, number, cgt_rmr_scalar_type(b, CGT_RMR_DOUBLE));
  return r;
}

HELPER cgt_rmr_type pair_type(cgt_rmr_builder *b) {
  cgt_rmr_type r = cgt_rmr_struct_type(b, "struct pair", sizeof(struct pair));
  CGT_RMR_MEMBER(b, r, struct pair, a, cgt_rmr_scalar_type(b, CGT_RMR_INT));
  CGT_RMR_MEMBER(b, r, struct pair, b, cgt_rmr_scalar_type(b, CGT_RMR_INT));
  return r;
}

HELPER cgt_rmr_type three_type(cgt_rmr_builder *b) {
  cgt_rmr_type r = cgt_rmr_struct_type(b, "struct three", sizeof(struct three));
  CGT_RMR_MEMBER(b, r, struct three, s, scalar_array(b, CGT_RMR_SHORT, 3));
  return r;
}

HELPER cgt_rmr_type rgb_type(cgt_rmr_builder *b) {
  cgt_rmr_type r = cgt_rmr_struct_type(b, "struct rgb", sizeof(struct rgb));
  CGT_RMR_MEMBER(b, r, struct rgb, c, scalar_array(b, CGT_RMR_UCHAR, 3));
  return r;
}

/* Type number \p number, in a builder of its own: none shares its bytes. */
HELPER const cgt_rmr_tag *record_tag(int number) {
  static cgt_rmr_builder *builders[NUM_RECORD_TYPES]; /* never freed */
  cgt_rmr_builder *b = builders[number] = cgt_rmr_builder_new();
  const cgt_rmr_tag *tag;
  cgt_rmr_type t;
  switch (number) {
  case 15: t = kinds_type(b); break;
  case 16: return city_tag(b);
  case 17: t = inner_type(b); break;
  case 18: t = word_type(b); break;
  case 19: t = color_type(b); break;
  case 20: t = pair_type(b); break;
  case 21: t = three_type(b); break;
  case 22: t = rgb_type(b); break;
  case 23: t = bits_type(b); break;
  case 24: t = scalar_array(b, CGT_RMR_SHORT, 500); break;
  case 25: t = large_type(b); break;
  case 26: t = node_type(b); break;
  case 27: t = line_type(b); break;
  case 28: t = tree_type(b); break;
  case 29: t = book_type(b); break;
  case 30: t = cgt_rmr_integer_type(b, "int64_t", sizeof(int64_t), 1); break;
  case 31: t = cgt_rmr_scalar_type(b, CGT_RMR_LONG); break;
  case 32: t = choice_type(b); break;
  default: t = cgt_rmr_scalar_type(b, (cgt_rmr_scalar)number);
  }
  tag = cgt_rmr_build(b, t);
  if (!tag) {
    fprintf(stderr, "type %d: %s\n", number, cgt_rmr_builder_error(b));
    abort();
  }
  return tag;
}

#endif
