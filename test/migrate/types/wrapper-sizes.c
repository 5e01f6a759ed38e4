// An allocation wrapper that is saved in its middle asks for as many bytes as its caller needs here, not for as many as it
// needed there: sizes are followed through parameters, products, sums, local variables and wrappers of wrappers. What can't be
// followed is refused, if the size is another one here. The block's own size is looked at by malloc_usable_size.
//
// RUN: %cgt-i686 -fplugin-arg-cgt-polls=explicit -O2 %s -o %t.i686
// RUN: %cgt-x86_64 -fplugin-arg-cgt-polls=explicit -O0 %s -o %t.0 && %cgt-x86_64 -fplugin-arg-cgt-polls=explicit -O2 %s -o %t.2
// RUN: %python %S/../Inputs/kinds.py "%run-i686 %t.i686" %t.0 one many zeroed header local chain offset choice=87 grown rounded=87 mixed either=87 numbers
// RUN: %python %S/../Inputs/kinds.py %t.2 "%run-i686 %t.i686" one many zeroed header local chain offset choice=87 grown rounded=87 mixed either=87 numbers > %t.out
// RUN: FileCheck %s < %t.out
// CHECK: rounded: cgt: error: {{.*}} of function 'rounded' (wrapper-sizes.c:{{[0-9]+}}): value was computed from a size that
// CHECK-SAME: restore on a platform like the saver's
//
// On the saver's own platform nothing is refused.
// RUN: %python %S/../Inputs/kinds.py %t.2 %t.0 one many zeroed header local chain offset choice grown rounded mixed either numbers
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>

#include <malloc.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct item {
  struct item *next;
  char *name;
  int key;
};

struct text {
  struct item *owner;
  long length;
  char bytes[];
};

static __attribute__((noinline)) void collect(void) { cgt_poll(); }

static __attribute__((noinline)) void *xmalloc(size_t n) {
  collect();
  return malloc(n);
}

static __attribute__((noinline)) void *xcalloc(size_t n, size_t size) {
  size_t total;
  if (__builtin_mul_overflow(n, size, &total))
    abort();
  collect();
  void *block = malloc(total);
  return memset(block, 0, total);
}

static __attribute__((noinline)) void *with_header(size_t n) {
  size_t total = n + sizeof(struct text);
  collect();
  return malloc(total);
}

static __attribute__((noinline)) void *chain(size_t n, size_t size) { return xmalloc(n * size); }

static __attribute__((noinline)) void *grow(void *block, size_t n) {
  collect();
  return realloc(block, n);
}

static __attribute__((noinline)) void *rounded(size_t n) {
  size_t total = (n + 63) & ~(size_t)63;
  collect();
  return malloc(total);
}

static __attribute__((noinline)) void *mixed(size_t a, size_t b) {
  size_t total = a * b;
  collect();
  return malloc(total);
}

static __attribute__((noinline)) void *either(size_t a, size_t b) {
  size_t total = a ^ b;
  collect();
  return malloc(total);
}

static __attribute__((noinline)) size_t twice(size_t n) {
  size_t m = 2 * n + 1;
  collect();
  return m + n;
}

static int fits(void *block, size_t size) {
  int good = malloc_usable_size(block) == size;
  if (!good)
    printf("%zu bytes instead of %zu\n", malloc_usable_size(block), size);
  memset(block, 0, size);
  free(block);
  return good;
}

static int run(const char *kind, size_t n) {
  if (!strcmp(kind, "one")) {
    struct item *p = xmalloc(sizeof *p);
    return fits(p, sizeof *p);
  }
  if (!strcmp(kind, "many")) {
    struct item *p = xmalloc((n + 1) * sizeof *p);
    return fits(p, (n + 1) * sizeof *p);
  }
  if (!strcmp(kind, "zeroed")) {
    struct item *p = xcalloc(n, sizeof *p);
    return fits(p, n * sizeof *p);
  }
  if (!strcmp(kind, "header"))
    return fits(with_header(n), n + sizeof(struct text)) && fits(with_header(n * sizeof(long)), sizeof(struct text) + n * sizeof(long));
  if (!strcmp(kind, "local")) {
    size_t size = sizeof(struct item), all = 0;
    all += n * size;
    collect();
    return fits(malloc(size), sizeof(struct item)) && fits(malloc(all), n * sizeof(struct item));
  }
  if (!strcmp(kind, "chain")) {
    struct item *p = chain(n, sizeof *p);
    return fits(p, n * sizeof *p);
  }
  if (!strcmp(kind, "offset")) {
    struct text *p = xmalloc(offsetof(struct text, bytes) + n);
    return fits(p, offsetof(struct text, bytes) + n);
  }
  if (!strcmp(kind, "choice")) {
    struct item *p = xmalloc(n > 3 ? sizeof *p : 5 * sizeof(long));
    return fits(p, sizeof *p);
  }
  if (!strcmp(kind, "grown")) {
    struct item *p = malloc(sizeof *p);
    p = grow(p, n * sizeof *p);
    return fits(p, n * sizeof *p);
  }
  if (!strcmp(kind, "rounded"))
    return fits(rounded(n * sizeof(struct item)), (n * sizeof(struct item) + 63) & ~(size_t)63);
  if (!strcmp(kind, "mixed"))
    return fits(mixed(sizeof(long), sizeof(struct item)), sizeof(long) * sizeof(struct item));
  if (!strcmp(kind, "either"))
    return fits(either(n, sizeof(struct item)), n ^ sizeof(struct item));
  return twice(n) == 22 && twice(sizeof(int)) == 13 && fits(mixed(n, n), n * n) && fits(rounded(n), 64);
}

int main(int argc, char **argv) {
  int good = argc > 1 && run(argv[1], 7);
  puts(good ? "good" : "bad");
  return !good;
}
