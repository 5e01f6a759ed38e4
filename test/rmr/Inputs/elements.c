/* elements write: single elements of many types in a random order (of a fixed seed), by CGT_RMR_PUT; the same by
   cgt_rmr_write must give the same bytes. elements read: by CGT_RMR_GET and, now and then, by what else reads. */
#include <cgt/rmr.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct odd {
  signed char x[3];
};
struct pair {
  char first;
  int second;
};
enum color { RED, GREEN = 300, BLUE = -7 };

/* TYPE NAME: a value made of the random number r, which all platforms hold. */
#define TYPES(X)                                                                                                       \
  X(_Bool, truth, r & 1)                                                                                               \
  X(char, plain, (char)(r & 127))                                                                                      \
  X(signed char, sc, (signed char)(r & 255))                                                                           \
  X(unsigned char, uc, (unsigned char)r)                                                                               \
  X(short, s, (short)r)                                                                                                \
  X(unsigned short, us, (unsigned short)r)                                                                             \
  X(int, i, (int)r)                                                                                                    \
  X(unsigned, u, (unsigned)r)                                                                                          \
  X(long, l, (long)(int)r)                                                                                             \
  X(unsigned long, ul, (unsigned long)(unsigned)r)                                                                     \
  X(long long, ll, (long long)r)                                                                                       \
  X(unsigned long long, ull, r)                                                                                        \
  X(float, f, (float)(int)(r & 0xffffff) * -0.5f)                                                                      \
  X(double, d, (double)(int)r * 0.125)                                                                                 \
  X(long double, ld, (long double)(int)r * 0.25L)                                                                      \
  X(enum color, color, r & 1 ? GREEN : BLUE)                                                                           \
  X(double *, none, NULL)

/* The same for structs, member by member. */
#define STRUCTS(X)                                                                                                     \
  X(struct odd, odd, (v.x[0] = (signed char)r, v.x[1] = 1, v.x[2] = -1), v.x[0] == w.x[0] && v.x[1] == w.x[1] && v.x[2] == w.x[2]) \
  X(struct pair, pair, (v.first = (char)(r & 127), v.second = (int)r), v.first == w.first && v.second == w.second)

enum {
#define X(TYPE, NAME, ...) KIND_##NAME,
  TYPES(X) STRUCTS(X)
#undef X
  KINDS
};

enum { ELEMENTS = 20000, ROOM = ELEMENTS * 64 };

static uint64_t state = 20261125;
static uint64_t number(void) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return state ^ state >> 29;
}

static void fail(cgt_rmr_stream *s, const char *what, unsigned long at) {
  fprintf(stderr, "%s, element %lu: %s\n", what, at, cgt_rmr_error(s));
  exit(1);
}

/* One element of a random kind: written to both, or read from s. */
static void element(cgt_rmr_stream *s, cgt_rmr_stream *other, int reads, unsigned long at) {
  uint64_t r = number();
  unsigned kind = (unsigned)(r >> 33) % KINDS, how = (unsigned)(r >> 40) % 32;
  const cgt_rmr_tag *tags[KINDS] = {
#define X(TYPE, NAME, ...) CGT_TAG_OF(TYPE),
      TYPES(X) STRUCTS(X)
#undef X
  };
  int other_kind = (int)(kind + 1) % KINDS;
  const void *data;
  void *taken;
  const char *name;
  size_t count = 1;
  cgt_rmr_status status = CGT_RMR_OK;
  if (kind == KIND_none) { /* has a pointer: it can be put, and taken */
    double *v = NULL;
    if (!reads)
      status = CGT_RMR_PUT(s, tags[kind], v) || cgt_rmr_write(other, tags[kind], &v, 1);
    else if (CGT_RMR_GET(s, tags[kind], v) != CGT_RMR_Unsupported || cgt_rmr_take(s, tags[kind], &taken, &count))
      fail(s, "take", at);
    else
      cgt_rmr_free(s, taken);
    if (status != CGT_RMR_OK)
      fail(s, "put", at);
    return;
  }
  if (reads && how == 0 && (cgt_rmr_next(s, &name, &count) != CGT_RMR_OK || count != 1))
    fail(s, "next", at);
  if (reads && how == 1) { /* another type leaves it where it is */
    char space[32];
#define X(TYPE, NAME, ...)                                                                                             \
  case KIND_##NAME:                                                                                                    \
    status = CGT_RMR_GET(s, tags[other_kind], *(TYPE *)(void *)space);                                                 \
    break;
    switch (other_kind) {
      TYPES(X)
      STRUCTS(X)
    }
#undef X
    if (status != CGT_RMR_ChangedType && status != CGT_RMR_Unsupported)
      fail(s, "another type", at);
  }
  if (reads && how == 2) {
    if (cgt_rmr_skip(s) != CGT_RMR_OK)
      fail(s, "skip", at);
    return;
  }
  switch (kind) {
#define CASE(TYPE, NAME, MAKE, EQUAL)                                                                                  \
  case KIND_##NAME: {                                                                                                  \
    TYPE v;                                                                                                            \
    TYPE w;                                                                                                            \
    memset(&v, 0, sizeof v);                                                                                           \
    memset(&w, 0, sizeof w);                                                                                           \
    MAKE;                                                                                                              \
    if (!reads) {                                                                                                      \
      status = CGT_RMR_PUT(s, tags[kind], v) || cgt_rmr_write(other, tags[kind], &v, 1);                               \
      break;                                                                                                           \
    }                                                                                                                  \
    if (how == 3)                                                                                                      \
      status = cgt_rmr_read(s, tags[kind], &w, 1);                                                                     \
    else if (how == 4 && (status = cgt_rmr_view(s, tags[kind], &data, &count)) == CGT_RMR_OK)                          \
      memcpy(&w, data, sizeof w);                                                                                      \
    else if (how != 4)                                                                                                 \
      status = CGT_RMR_GET(s, tags[kind], w);                                                                          \
    if (status == CGT_RMR_OK && !(EQUAL)) {                                                                            \
      fprintf(stderr, "element %lu, " #NAME ": another value\n", at);                                                  \
      exit(1);                                                                                                         \
    }                                                                                                                  \
    break;                                                                                                             \
  }
#define X(TYPE, NAME, VALUE) CASE(TYPE, NAME, v = (VALUE), v == w)
    TYPES(X)
#undef X
#define X(TYPE, NAME, MAKE, EQUAL) CASE(TYPE, NAME, MAKE, EQUAL)
    STRUCTS(X)
#undef X
  }
  if (status != CGT_RMR_OK)
    fail(s, reads ? "get" : "put", at);
}

int main(int argc, char **argv) {
  static char one[ROOM], two[ROOM];
  unsigned long i;
  int reads = argc > 1 && strcmp(argv[1], "read") == 0;
  if (reads) {
    size_t size = fread(one, 1, sizeof one, stdin);
    cgt_rmr_stream *s = cgt_rmr_open_input(one, size);
    for (i = 0; i < ELEMENTS; ++i)
      element(s, NULL, 1, i);
    if (cgt_rmr_skip(s) != CGT_RMR_EndOfStream)
      fail(s, "end", i);
    cgt_rmr_close(s);
    printf("%d elements\n", ELEMENTS);
  } else {
    cgt_rmr_stream *s = cgt_rmr_open_output(one, sizeof one), *other = cgt_rmr_open_output(two, sizeof two);
    size_t size;
    for (i = 0; i < ELEMENTS; ++i)
      element(s, other, 0, i);
    size = cgt_rmr_written(s);
    if (size != cgt_rmr_written(other) || memcmp(one, two, size) != 0) {
      fprintf(stderr, "CGT_RMR_PUT and cgt_rmr_write differ\n");
      return 1;
    }
    fwrite(one, 1, size, stdout);
    cgt_rmr_close(s);
    cgt_rmr_close(other);
  }
  return 0;
}
