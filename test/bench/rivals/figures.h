/*===- figures.h - The types of the paper's figures -----------------*- C -*-===*\
|*
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|* Shared by the sender, which runs on other platforms, and the benchmark.
|*
\*===----------------------------------------------------------------------===*/

#ifndef CGT_BENCH_FIGURES_H
#define CGT_BENCH_FIGURES_H

#include <stddef.h>

/* Figure 8. */
struct sample {
  char a;
  short b;
  int c;
  long d;
  double e;
};

/* What one measurement carries: an array of one of these. */
enum kind { CHAR, SHORT, INT, LONG, DOUBLE, SAMPLE };

/* Arrays beyond this are one record, smaller ones so many that they come to it. */
enum { RECORD_BYTES = 16384 };

/* Of BYTES each; one scalar counts as 16. */
static inline size_t records(size_t bytes) {
  return bytes >= RECORD_BYTES ? 1 : RECORD_BYTES / (bytes < 16 ? 16 : bytes);
}

/* Element I of an array, and what its members are made of. */
static inline long number(size_t i) { return (long)((unsigned)i * 2654435761u % 2147483647u) - 1073741824; }

static inline void fill(enum kind kind, void *data, size_t count) {
  size_t i;
  for (i = 0; i < count; ++i) {
    long n = number(i);
    switch (kind) {
    case CHAR: ((char *)data)[i] = (char)(n & 0x7f); break;
    case SHORT: ((short *)data)[i] = (short)(n & 0x7fff); break;
    case INT: ((int *)data)[i] = (int)n; break;
    case LONG: ((long *)data)[i] = n; break;
    case DOUBLE: ((double *)data)[i] = n * 0.125; break;
    case SAMPLE: {
      struct sample *s = (struct sample *)data + i;
      s->a = (char)(n & 0x7f);
      s->b = (short)(n & 0x7fff);
      s->c = (int)n;
      s->d = -n;
      s->e = n * 0.125;
    }
    }
  }
}

#endif
