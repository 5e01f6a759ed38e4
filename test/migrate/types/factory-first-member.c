// A block from a factory that returns `void *` is typed by the pointers to the
// whole object, not by a pointer to its first member that is met before.
//
// RUN: %carry %s --work %t --points 20 --pairs x86_64:x86_64 x86_64:powerpc
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>

struct node {
  struct node *left, *right;
  unsigned key;
  short uses;
  double weight;
};

static void *new_object(size_t size) { return malloc(size); }

// `link` often points to a node's first member.
static void insert(struct node **link, unsigned key) {
  struct node *n = *link;
  if (!n) {
    n = new_object(sizeof *n);
    n->left = n->right = NULL;
    n->key = key;
    n->uses = 1;
    n->weight = key / 8.0;
    *link = n;
    printf("new %u\n", key);
  } else {
    insert(key < n->key ? &n->left : &n->right, key);
  }
}

static void walk(const struct node *n) {
  if (!n)
    return;
  walk(n->left);
  printf("%u %a %d\n", n->key, n->weight, n->uses);
  walk(n->right);
}

int main(void) {
  struct node *root = NULL;
  for (unsigned i = 0; i < 12; i++)
    insert(&root, i * 7 % 12);
  walk(root);
  return 0;
}
