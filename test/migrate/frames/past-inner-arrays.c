// A pointer one past an array within a struct stays there, though on another platform the next member begins elsewhere; a
// pointer to that member stays at the member.
//
// RUN: %carry %s --work %t --points 4 --pairs x86_64:powerpc powerpc:x86_64 x86_64:i686 i686:x86_64 i686:powerpc powerpc:i686
//
// REQUIRES: run-i686, run-powerpc
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>

struct sample {
  char name[12];
  double weight;
  long values[3];
  double mean;
  struct point {
    long x, y;
  } points[2];
  double last;
  int tail[3]; // padding follows where double is aligned
};

static struct sample global[2];

static void walk(struct sample *s, int count) {
  for (int i = 0; i < count; ++i) {
    snprintf(s[i].name, sizeof s[i].name, "sample%d", i);
    s[i].weight = s[i].mean = s[i].last = i + .5;
    for (int k = 0; k < 3; ++k)
      s[i].values[k] = s[i].tail[k] = 10 * i + k;
    s[i].points[0] = (struct point){i, 1};
    s[i].points[1] = (struct point){2, i};
  }
  for (int i = 0; i < count; ++i) {
    char *name = s[i].name, *name_end = s[i].name + sizeof s[i].name;
    long *value = s[i].values, *value_end = s[i].values + 3;
    double *mean = &s[i].mean, *last = &s[i].last;
    struct point *point = s[i].points, *point_end = s[i].points + 2;
    int *tail = s[i].tail, *tail_end = s[i].tail + 3;
    struct sample *next = s + i + 1;
    int lengths = 0, values = 0, tails = 0, points = 0;
    for (; point != point_end; ++point)
      points += point->x + 2 * point->y + 1;
    for (; name != name_end; ++name)
      ++lengths;
    for (; value != value_end; ++value)
      values += *value + 1;
    for (; tail != tail_end; ++tail)
      tails += *tail + 1;
    printf("%d %d %d %d %g %g %d %d\n", lengths, values, tails, points, *mean, *last, mean == &s[i].mean && last == &s[i].last,
           next == &s[i + 1]);
  }
}

int main(void) {
  struct sample here[2], *heap = malloc(3 * sizeof *heap);
  walk(global, 2);
  walk(here, 2);
  walk(heap, 3);
  return 0;
}
