// Arrays of variable length and memory of alloca() in every kind of scope, between all platforms and at home, where nothing moves, with polls
// before each call: nested and left by continue, goto, break and return; backwards over a declaration;
// recursive, each frame with an array whose elements the next one changes; arrays of pointers, structs, complex numbers, of no
// elements, with an alignment; pieces of alloca() in loops, some within an array's scope, whose end gives them back.
//
// DEFINE: %{flags} = +fplugin-arg-cgt-polls=all +Wall +Wextra +Wno-gnu-folding-constant +Werror
// RUN: %carry %s --work %t --points 5 --levels=-O0,-O2,-O3 --flags %{flags}
// RUN: %carry %s --work %t --points 5 --pairs cover --flags %{flags}
// RUN: %cgt-cc -O2 -fplugin-arg-cgt-polls=all %s -o %t.plain
// RUN: %python %S/../Inputs/at-home.py 5 %t.images %t.plain | FileCheck %s
// RUN: %cgt-cc -O0 -fPIE -pie -fplugin-arg-cgt-polls=all %s -o %t.pie
// RUN: %python %S/../Inputs/at-home.py 5 %t.images %t.pie | FileCheck %s
// CHECK: {{[1-9][0-9]}} images, all right
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <alloca.h>
#include <complex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __sparc__ // clang has no more for arrays of variable length
enum { ALIGNMENT = 16 };
#else
enum { ALIGNMENT = 64 };
#endif

static long total;
static void *kept[2];

static void note(const char *what, long value) {
  total = (total * 31 + value) % 1000003;
  printf("%s %ld %ld\n", what, value, total);
}
struct mixed { char c; long l; struct mixed *next; double d; short s; };

static long sum(int n, int m, const long a[n][m]) {
  long s = 0;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < m; j++)
      s += a[i][j];
  note("sum", s);
  return s;
}

static void scopes(int n) {
  for (int k = 1; k <= n; k++) {
    long a[k][k + 1];
    for (int i = 0; i < k; i++)
      for (int j = 0; j <= k; j++)
        a[i][j] = i - j;
    {
      int b[k];
      for (int i = 0; i < k; i++)
        b[i] = (int)a[i][i] + i;
      note("inner", b[k - 1]);
      if (k % 3 == 0)
        continue;
      {
        long *c[k];
        for (int i = 0; i < k; i++)
          c[i] = &a[i][k];
        note("pointers", *c[k / 2]);
        if (k == n - 1)
          goto out;
        *c[0] += 5;
      }
      note("after", b[0]);
    }
    sum(k, k + 1, a);
  }
out:
  note("out", n);
}

static void backwards(int n) {
  int round = 0;
again:;
  int a[n + round];
  for (int i = 0; i < n + round; i++)
    a[i] = i * round;
  note("again", a[n + round - 1]);
  if (++round < 4)
    goto again;
  note("done", a[n]);
}

static int early(int n) {
  for (int i = 0; i < n; i++) {
    struct mixed all[i + 1];
    for (int j = 0; j <= i; j++) {
      all[j].c = (char)('a' + j);
      all[j].l = j;
      all[j].next = j ? &all[j - 1] : NULL;
      all[j].d = j / 4.0;
      all[j].s = (short)-j;
    }
    note("struct", all[i].next ? all[i].next->l : -1);
    if (i == 3)
      return (int)all[2].l + all[3].s;
    switch (i) {
    case 1: {
      double complex z[i + 1];
      z[0] = 1 + 2 * I;
      z[1] = z[0] * z[0];
      note("complex", (long)cimag(z[1]));
      break;
    }
    default: note("default", i);
    }
  }
  return -1;
}

static long deep(int n, long *above) {
  long mine[n + 1];
  for (int i = 0; i <= n; i++)
    mine[i] = above[0] + i;
  note("deep", mine[n]);
  if (n == 0)
    return mine[0];
  long below = deep(n - 1, mine);
  note("back", mine[n]);
  above[0] += below % 7;
  return below + mine[0];
}

struct item { struct item *before; long value; };
static long pieces(int n) {
  struct item *last = NULL;
  char *texts[n];
  for (int i = 0; i < n; i++) {
    struct item *one = alloca(sizeof *one);
    one->before = last;
    one->value = i * i;
    last = one;
    texts[i] = alloca((size_t)i + 2);
    memset(texts[i], 'a' + i, (size_t)i + 1);
    texts[i][i + 1] = 0;
    note(texts[i], one->value);
    {
      double part[i + 1];
      float *f = __builtin_alloca((i + 1) * sizeof(float));
      for (int j = 0; j <= i; j++)
        part[j] = f[j] = j / 2.0;
      note("part", (long)(part[i] + f[i]));
    }
    if (i == 1)
      kept[0] = last;
  }
  long s = 0;
  for (struct item *k = last; k; k = k->before)
    s = s * 3 + k->value;
  note("texts", (long)strlen(texts[n - 1]) + ((struct item *)kept[0])->value);
  return s;
}

static void sized(unsigned char n) {
  _Alignas(ALIGNMENT) double a[n];
  short b[2][n];
  typedef long row[n];
  row c, *d = malloc(2 * sizeof *d);
  for (int i = 0; i < n; i++) {
    a[i] = i;
    b[1][i] = (short)i;
    c[i] = -i;
    d[1][i] = i;
  }
  note("aligned", (long)((size_t)a % ALIGNMENT));
  int empty[n - n];
  note("sized", (long)(a[n - 1] + b[1][n - 1] + c[n - 1] + d[1][n - 1] + (long)(sizeof b / sizeof b[0][0])));
  (void)empty;
  note("end", (long)((size_t)a % ALIGNMENT));
  free(d);
}

static long through(int n) {
  long v[n];
  v[0] = n;
  kept[1] = v;
  note("through", *(long *)kept[1]);
  int k = 0;
  while (k < 3) {
    v[0] += k++;
    int w[k];
    w[k - 1] = (int)v[0];
    note("while", w[k - 1]);
    if (w[k - 1] % 2)
      break;
  }
  return *(long *)kept[1];
}

int main(int argc, char **argv) {
  int n = argc + 4;
  double grid[n][2][n];
  memset(grid, 0, sizeof grid);
  grid[n - 1][1][n - 1] = 2.5;
  scopes(n);
  backwards(3);
  note("early", early(6));
  long top = 3;
  note("deep", deep(3, &top));
  note("pieces", pieces(4));
  sized(3);
  note("through", through(2));
  note("grid", (long)(4 * grid[n - 1][1][n - 1]));
  (void)argv;
  return 0;
}
