// What the program hasn't changed stays the receiver's own, value by value: addresses in front of, behind and within objects, as
// scanner generators write them, in tables that are changed beside them; sizes; differences of addresses. What it has changed is
// carried, back to the former value included.
//
// RUN: %carry %s --work %t --points 6 --pairs x86_64:x86_64 x86_64:s390x s390x:i686 i686:x86_64
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>
#include <stdio.h>

static short cells[4] = {10, 20, 30, 40};
static struct row {
  short *base;
  int from;
} rows[] = {{cells - 40, 41}, {cells + 1, 1}, {cells - 7, 9}};

// Counters and states beside addresses; bit-fields; pointers between rows.
struct work {
  long verify, advance;
};
static struct work moves[6] = {{1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10}, {11, 12}};
struct state {
  struct work *row;
  struct state *other;
  int *stops;
  unsigned visits : 7, kind : 3;
  long double weight;
};
static int stops[] = {0, 4, 8, 15};
extern struct state states[];
struct state states[] = {{moves + -20, 0, stops + 3, 0, 5, .5L},
                         {moves + 3, states + 1, stops - 2, 0, 6, 1.5L},
                         {moves + 100, states + -7, stops, 0, 7, 2.5L}};

// What initialisers compute differs from platform to platform.
struct shape {
  char c;
  long l;
  void *p;
};
static size_t sizes[] = {sizeof(struct shape), offsetof(struct shape, p), sizeof(long double), 0};
static unsigned long bits = sizeof(long) * 8;
static ptrdiff_t distance = (char *)&states[2] - (char *)&states[0];
static union {
  struct shape *shape;
  long number;
} either = {(struct shape *)cells};
static __thread short *of_thread = cells - 3;

static int moved(int n) {
  struct state *s = &states[n % 3];
  s->visits++;
  s->weight *= 2;
  if (n == 4)
    states[0].row = moves + 1; // and back again below
  if (n == 7)
    states[0].row = moves + -20;
  long *verify = n % 3 == 0 ? &s->row[n < 4 || n >= 7 ? 21 : 0].verify : n % 3 == 1 ? &s->row[1].verify : &s->row[-98].verify;
  sizes[3] += n;
  moves[n % 6].advance += n;
  return (int)(*verify += n) + s->stops[n % 3 == 0 ? -1 : n % 3 == 1 ? 4 : 2];
}

int main(void) {
  for (int i = 0; i < 10; i++) {
    int result = moved(i);
    printf("%d %d\n", i, rows[i % 3].base[rows[i % 3].from]);
    printf("%d %u %u %Lg\n", result, states[i % 3].visits, states[i % 3].kind, states[i % 3].weight);
    printf("%d %d %d\n", sizes[0] == sizeof(struct shape), sizes[1] == offsetof(struct shape, p), (int)sizes[3]);
    printf("%d %d %d %d\n", bits == sizeof(long) * 8, (char *)states + distance == (char *)&states[2],
           either.shape == (struct shape *)cells, of_thread[3]);
    printf("%d %d\n", states[1].other == &states[1], states[2].other == states + -7);
  }
  return 0;
}
