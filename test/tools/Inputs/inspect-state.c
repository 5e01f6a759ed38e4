// Each kind of value and each target of a pointer that cgt-inspect shows. -DWIDE: values that 32 bits can't hold.

#include <cgt/cgt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#ifdef WIDE
#define COUNTER 5000000000
#else
#define COUNTER 500000000
#endif

enum color { RED, GREEN = 5 };
struct flags { unsigned low : 3; int negative : 5; unsigned high : 10; unsigned char tail; };
struct point { double x, y; };
struct node { int value; struct node *next; struct point at; long weight; const char *name; };
struct tail { int n; short items[]; };
struct board { int rows[4]; struct point points[2]; };

static long counter = COUNTER;
char greeting[16] = "hello";
CGT_TRANSIENT double *cache;
struct node *head;
int (*compare)(const void *, const void *);
int *into_main;

static int by_value(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

static int deepest(struct board *board, int depth) {
  int *row = &board->rows[2];
  double *y = &board->points[1].y;
  char *end = greeting + 16;
  enum color c = GREEN;
  unsigned char small = 200;
  float f = 1.5f;
  cgt_checkpoint();
  return *row + (int)*y + (end == greeting) + c + small + (int)f + depth;
}

static int recurse(struct board *board, int depth) {
  int local[2] = {depth, -depth};
  int *older = depth < 2 ? local : board->rows;
  into_main = &board->rows[1];
  int r = depth == 0 ? deepest(board, depth) : recurse(board, depth - 1);
  return r + *older + local[1];
}

static void *stale(void) {
  int *block = malloc(sizeof *block);
  free(block);
  return block;
}

int main(int argc, char **argv) {
  struct board board = {{1, 2, 3, argc + 3}, {{0.5, 1e300}, {-0.0, 4.25}}};
  struct flags flags = {5, -7, 1000, 9};
  long double quarter = 0.25L;
  double infinite = 1 / board.points[1].x;
  int64_t big = -5000000000 - argc;
  for (int i = 0; i < 3; ++i) {
    struct node *n = malloc(sizeof *n);
    *n = (struct node){i, head, {i, -i}, 1L << 10 * i, i ? "named" : NULL};
    head = n;
  }
  struct tail *tail = malloc(sizeof *tail + 3 * sizeof tail->items[0]);
  tail->n = 3;
  for (int i = 0; i < 3; ++i)
    tail->items[i] = (short)(i - 1);
  double *numbers = malloc(100 * sizeof *numbers);
  for (int i = 0; i < 100; ++i)
    numbers[i] = i / 4.0;
  void *mark = (void *)1;
  void *dangling = stale();
  compare = by_value;
  cache = numbers;
  int r = recurse(&board, 2);
  printf("%d %d %d %d %Lg %lld %g %d %d\n", r, flags.low, flags.negative, flags.high, quarter, (long long)big, numbers[5],
         tail->n, mark == dangling);
  printf("%ld %s %g %d\n", counter, greeting, infinite, cache == numbers);
  return argv[0] == NULL;
}
