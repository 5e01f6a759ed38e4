// Pointers one element in front of an array, to count from 1, are carried: `a - 1` of heap blocks, globals and local arrays,
// kept in a local variable, in a struct on the heap and in a global; also where the end of another array lies there, which
// stays an end. Sizes of `long` and alignments differ.
//
// RUN: %carry %s --work %t --points 10 --pairs x86_64:s390x s390x:i686 i686:x86_64 x86_64:i686 x86_64:x86_64
// RUN: %cgt-x86_64 -O2 %s -o %t.x86_64 && %cgt-s390x -O2 %s -o %t.s390x && %cgt-i686 -O2 %s -o %t.i686
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.1:at_poll=9:after=exit %t.x86_64 > %t.out
// RUN: %expect 85 -- env CGT_OPTIONS=restore=%t.1:save=%t.2:at_poll=5:after=exit %run-s390x %t.s390x >> %t.out
// RUN: env CGT_OPTIONS=restore=%t.2 %run-i686 %t.i686 >> %t.out
// RUN: %t.x86_64 > %t.whole && cmp %t.out %t.whole
//
// REQUIRES: run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>

enum { N = 5 };

struct pair {
  double x;
  long n;
};

struct vectors {
  double *d[3], *last[3];
  int *i;
  long *l;
  short *s;
  struct pair *p;
  char *text;
};

static double g1[3], g2[N], single, g3[3];
static long counts[N];
static double *front = g2 - 1, *front3 = g3 - 1;
static long *front_counts = counts - 1;

static void show(const char *name, const double *v, int n) {
  double sum = 0;
  for (int i = 1; i <= n; i++)
    sum += v[i] * i;
  printf("%s %.17g\n", name, sum);
}

// Blocks of 8 k + 8 bytes: without a gap behind them, each ends where the one in front of the next begins.
static struct vectors *make(void) {
  struct vectors *v = calloc(1, sizeof *v);
  for (int k = 0; k < 3; k++) {
    double *d = malloc(3 * sizeof *d);
    v->d[k] = d - 1;
    v->last[k] = d + 3;
    for (int i = 1; i <= 3; i++)
      v->d[k][i] = k + i / 3.0;
  }
  char *name = malloc(27); // its end overlaps the place in front of the next block
  snprintf(name, 27, "counts from one up to five");
  v->text = name;
  int *n = malloc(3 * sizeof *n);
  v->i = n - 1;
  long *l = malloc(N * sizeof *l);
  v->l = l - 1;
  short *s = malloc(7 * sizeof *s);
  v->s = s - 1;
  struct pair *p = malloc(4 * sizeof *p);
  v->p = p - 1;
  for (int i = 1; i <= 3; i++)
    v->i[i] = v->l[i] = v->s[i] = i;
  v->l[4] = v->l[5] = -4;
  for (int i = 1; i <= 4; i++)
    v->p[i] = (struct pair){i / 7.0, -i};
  return v;
}

static double work(double *own, double *ends, int from, int to) {
  double sum = 0;
  for (int i = from; i <= to; i++) {
    printf("%d of %d\n", i, to);
    sum += own[i] * front[i];
    own[i] += sum;
    front3[(i - 1) % 3 + 1] += i;
    front_counts[i] += i;
  }
  return sum + ends[-1];
}

int main(void) {
  double before = 2, local[N] = {1, 2, 3, 4, 5}, tail[3] = {6, 7, 8}, *one = &before;
  double *own = local - 1, *ends = tail + 3, *other = tail - 1;
  int few[3] = {3, 4, 5}, *f = few - 1;
  struct vectors *v = make();
  for (int i = 1; i <= N; i++)
    front[i] = i * 0.75;
  single = 4;
  for (int round = 0; round < 3; round++) {
    *one += work(own, ends, 1, N);
    f[1 + round] += round;
    other[1] += *one;
    show("own", own, N);
    show("other", other, 3);
    for (int k = 0; k < 3; k++) {
      v->d[k][1 + round] += v->last[k][-1];
      show("heap", v->d[k], 3);
    }
    for (int i = 1; i <= 3; i++)
      printf("%d %ld %d %d, ", v->i[i], v->l[i] + v->l[5], v->s[i], f[i]);
    for (int i = 1; i <= 4; i++)
      printf("%.3f %ld, ", v->p[i].x, v->p[i].n);
    printf("%s\n", v->text);
  }
  show("front", front, N);
  show("front3", front3, 3);
  printf("%g %g %ld %g\n", single, g1[2], counts[4], *one);
  free(v->d[1] + 1);
  free(v->i + 1);
  free(v->p + 1);
  return 0;
}
