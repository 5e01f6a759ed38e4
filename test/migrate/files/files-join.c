// Two tables are joined by fgets, with streams in a struct of the heap, in a
// variable and in an array; a stream that was closed is no obstacle.
//
// RUN: %files %s --points 6 --work %t
// REQUIRES: run-aarch64, run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct table {
  FILE *file;
  char line[64];
  char *value;
  int key;
};

static FILE *closed;

static int setup(void) {
  FILE *left = fopen("left.csv", "w"), *right = fopen("right.csv", "w");
  for (int i = 0; i < 300; i++) {
    if (i % 3)
      fprintf(left, "%d,left %d\n", i, i * i);
    if (i % 5)
      fprintf(right, "%d,right %d\n", i, i * 7);
  }
  return fclose(left) | fclose(right);
}

static int next(struct table *t) {
  if (!fgets(t->line, sizeof t->line, t->file))
    return 0;
  t->value = strchr(t->line, ',');
  *t->value++ = 0;
  t->value[strcspn(t->value, "\n")] = 0;
  t->key = atoi(t->line);
  return 1;
}

static struct table *open_table(const char *name) {
  struct table *t = malloc(sizeof *t);
  t->file = fopen(name, "r");
  return t;
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "setup") == 0)
    return setup();
  closed = fopen("left.csv", "r");
  fclose(closed);
  FILE *out[2] = {fopen("joined.csv", "w"), stdout};
  struct table *left = open_table("left.csv"), *right = open_table("right.csv");
  int more = next(left) && next(right);
  while (more) {
    if (left->key == right->key) {
      for (int i = 0; i < 2; i++)
        fprintf(out[i], "%d,%s,%s\n", left->key, left->value, right->value);
      more = next(left) && next(right);
    } else {
      more = next(left->key < right->key ? left : right);
    }
  }
  fclose(left->file);
  fclose(right->file);
  return fclose(out[0]);
}
