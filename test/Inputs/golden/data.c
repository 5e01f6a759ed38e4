/* What golden images of version 4 are of: initialised data that has changed and that hasn't, and a size that only a caller knows
   (schemas of version 2). Saved at its 3rd poll. Never changed: images of it are kept. */
#include <cgt/cgt.h>
#include <stdio.h>
#include <stdlib.h>

struct entry {
  const char *name;
  long value;
  double (*change)(double);
  struct entry *other;
};

static double half(double x) { return x / 2; }
static double more(double x) { return x + 3; }

static struct entry last = {"last", -7, half, NULL};
static struct entry entries[] = {{"first", 1000000, more, &last}, {"second", -5, half, NULL}, {"third", 70000, NULL, &entries[1]}};
static struct entry kept[] = {{"one", 11, half, &kept[1]}, {"two", -22, more, &last}, {"three", 33, NULL, kept}};
static double table[40] = {1.5, 2.5, [39] = -1};
static const long *inside = &kept[1].value;
static long *moved = &kept[2].value;
static unsigned long seen = 3; /* 32 bits are used */

static void *get(size_t count, size_t size) {
  void *block;
  cgt_poll();
  block = calloc(count, size);
  if (!block)
    exit(3);
  return block;
}

static struct entry *copy(const struct entry *from, int count) {
  struct entry *to = get((size_t)count, sizeof *to);
  int i;
  for (i = 0; i < count; ++i) {
    to[i] = from[i];
    to[i].value *= 2;
  }
  return to;
}

int main(void) {
  struct entry *copies[4];
  int round, i;
  for (round = 0; round < 4; ++round) {
    entries[round % 3].value += round;
    entries[1].other = &entries[round % 2];
    moved = round % 2 ? &entries[2].value : &last.value;
    seen = (unsigned)(seen * 2654435761u) % 4000000000u;
    table[round] = entries[0].change(table[round]);
    copies[round] = copy(round % 2 ? entries : kept, 3);
  }
  for (round = 0; round < 4; ++round)
    for (i = 0; i < 3; ++i) {
      const struct entry *e = &copies[round][i];
      printf("%s %ld %a %s\n", e->name, e->value, e->change ? e->change(e->value) : 0, e->other ? e->other->name : "none");
    }
  printf("%ld %ld %lu %a %a\n", *inside, *moved, seen, table[0] + table[1] + table[2] + table[3], table[39]);
  return 0;
}
