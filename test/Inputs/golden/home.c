/* What golden images of version 5 are of: they say which executable wrote them, and what lay where in its process. On the stack are
   variables that others point to, and main has its arguments from it. Saved at its 3rd poll. Never changed: images of it are kept. */
#include <cgt/cgt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct link {
  struct link *next;
  int number;
  short values[5];
};

static struct link *newest;

static int walk(int depth, struct link *before) {
  struct link here = {before, depth, {1, 2, 3, 4, 5}}, *block = malloc(sizeof *block);
  int sum = 0;
  struct link *at;
  if (!block)
    exit(3);
  *block = here;
  block->next = newest;
  newest = block;
  if (depth == 0)
    cgt_poll();
  else
    sum = walk(depth - 1, &here);
  for (at = &here; at; at = at->next)
    sum += at->number * at->values[depth % 5];
  return sum;
}

int main(int argc, char **argv) {
  int round;
  struct link *at;
  for (round = 0; round < 5; round++) {
    int sum = walk(round + 2, NULL);
    for (at = newest; at; at = at->next)
      sum += at->number;
    printf("%d %d %s\n", round, sum, argc == 2 && argv[2] == NULL ? argv[1] : "?");
  }
  return 0;
}
