/* What golden images with whole pages are of where those of pages.c have none: its items fill less than half of their pages
   there. Saved at its 5th poll. Never changed: images of it are kept. */
#include <cgt/cgt.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROWS = 300, LENGTH = 5 };

struct row {
  long long number;
  double values[LENGTH];
  struct row *next;
  double *end; /* inside of a row, one past one, or a global */
  const char *name;
  double (*change)(double);
};

static double limit = 64;
static double half(double x) { return x / 2; }
static double more(double x) { return x + 3; }

static struct row *make(int number, struct row *next) {
  struct row *at = calloc(1, sizeof *at);
  int i;
  at->number = number * 1000000007LL;
  for (i = 0; i < LENGTH; ++i)
    at->values[i] = (number - 100) * (i + 1) / 8.;
  at->next = next;
  at->end = number % 70 == 0 ? &limit : at->values + number % (LENGTH + 1);
  at->name = number % 60 == 0 ? "sixtieth" : NULL;
  at->change = number % 40 == 0 ? half : number % 25 == 0 ? more : NULL;
  return at;
}

int main(void) {
  struct row *first = NULL, *at;
  double sum = 0, value, *next;
  int i;
  for (i = 0; i < ROWS; ++i)
    first = make(i, first);
  for (i = 0; i < 10; ++i)
    cgt_poll();
  for (at = first; at; at = at->next) {
    if (at->end == &limit)
      --*at->end;
    else
      for (next = at->values; next != at->end; ++next)
        sum += *next;
    value = at->change ? at->change(at->values[LENGTH - 1]) : 0;
    sum += value;
    if (at->name)
      printf("%s %lld %a\n", at->name, at->number, value);
  }
  printf("%a %a\n", sum, limit);
  return 0;
}
