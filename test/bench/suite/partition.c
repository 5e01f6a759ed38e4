/* Kernighan and Lin's exchanges between two halves of a graph: small functions with small loops.

   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <stdio.h>
#include <stdlib.h>

struct vertex {
  int degree, side, locked, gain;
  int *to;
};

static int cost(const struct vertex *v, const struct vertex *all) {
  int c = 0;
  for (int i = 0; i < v->degree; i++)
    c += all[v->to[i]].side != v->side ? 1 : -1;
  return c;
}

static int joined(const struct vertex *v, int w) {
  for (int i = 0; i < v->degree; i++)
    if (v->to[i] == w)
      return 1;
  return 0;
}

static int best_on(const struct vertex *all, int n, int side) {
  int best = -1;
  for (int i = 0; i < n; i++)
    if (!all[i].locked && all[i].side == side && (best < 0 || all[i].gain > all[best].gain))
      best = i;
  return best;
}

int main(int argc, char **argv) {
  int n = 600, rounds = argc > 1 ? atoi(argv[1]) : 60;
  struct vertex *v = malloc(n * sizeof *v);
  unsigned seed = 9;
  for (int i = 0; i < n; i++) {
    v[i].degree = 12;
    v[i].side = i & 1;
    v[i].to = malloc(12 * sizeof(int));
    for (int k = 0; k < 12; k++) {
      seed = seed * 1664525 + 1013904223;
      v[i].to[k] = (seed >> 12) % n;
    }
  }
  long total = 0;
  for (int r = 0; r < rounds; r++) {
    for (int i = 0; i < n; i++)
      v[i].locked = 0;
    for (int s = 0; s < n / 2; s++) {
      for (int i = 0; i < n; i++)
        v[i].gain = cost(&v[i], v);
      int a = best_on(v, n, 0), b = best_on(v, n, 1);
      if (a < 0 || b < 0)
        break;
      int gain = v[a].gain + v[b].gain - 2 * joined(&v[a], b);
      v[a].locked = v[b].locked = 1;
      if (gain > 0 || (s + r) % 5 == 0) {
        v[a].side = 1;
        v[b].side = 0;
        total += gain;
      }
    }
  }
  printf("%ld\n", total);
  return 0;
}
