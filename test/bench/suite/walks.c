/* Binary trees are built, walked by recursion and freed.

   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <stdio.h>
#include <stdlib.h>

struct tree {
  struct tree *left, *right;
};

static struct tree *grow(int depth) {
  struct tree *t = malloc(sizeof *t);
  t->left = depth ? grow(depth - 1) : NULL;
  t->right = depth ? grow(depth - 1) : NULL;
  return t;
}

static long count(const struct tree *t) { return t ? 1 + count(t->left) + count(t->right) : 0; }

static void drop(struct tree *t) {
  if (!t)
    return;
  drop(t->left);
  drop(t->right);
  free(t);
}

int main(int argc, char **argv) {
  int rounds = argc > 1 ? atoi(argv[1]) : 60;
  long sum = 0;
  for (int r = 0; r < rounds; r++) {
    struct tree *t = grow(15);
    for (int k = 0; k < 5; k++)
      sum += count(t);
    drop(t);
  }
  printf("%ld\n", sum);
  return 0;
}
