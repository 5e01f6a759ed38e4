/* What golden images with whole pages are of: saved at its 5th poll. Never changed: images of it are kept. */
#include <cgt/cgt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ITEMS = 900, NUMBERS = 200 };

struct item {
  struct item *next;
  const char *label;
  long (*change)(long);
  long *counter;
  long count;
  double share;
};

static long counters[3] = {10, 20, 30};
static long twice(long x) { return 2 * x; }
static long less(long x) { return x - 7; }

static struct item *make(long count, struct item *next, long *counter) {
  struct item *at = calloc(1, sizeof *at);
  at->next = next;
  at->label = count % 100 == 0 ? "hundred" : NULL;
  at->change = count % 50 == 0 ? less : count % 30 == 0 ? twice : NULL;
  at->counter = count % 200 == 0 ? counter : NULL;
  at->count = count;
  at->share = (double)count / 3;
  return at;
}

int main(void) {
  struct item *first = NULL, *at;
  double *numbers = malloc(NUMBERS * sizeof *numbers);
  short *small = malloc(NUMBERS * sizeof *small);
  long local = 5, sum = 0;
  int i;
  for (i = 0; i < NUMBERS; ++i) {
    numbers[i] = i * .25;
    small[i] = (short)(i - NUMBERS / 2);
  }
  for (i = 0; i < ITEMS; ++i)
    first = make(i, first, i % 400 == 0 ? &local : &counters[i % 3]);
  for (i = 0; i < 10; ++i)
    cgt_poll();
  for (at = first; at; at = at->next) {
    if (at->change)
      sum += at->change(at->count);
    if (at->counter)
      ++*at->counter;
    if (at->label)
      printf("%s %ld %a\n", at->label, at->count, at->share);
  }
  for (i = 0; i < NUMBERS; ++i)
    sum += small[i] * (long)(numbers[i] * 4);
  printf("%ld %ld %ld %ld %ld\n", sum, local, counters[0], counters[1], counters[2]);
  return 0;
}
