//===- tree.c - Binary search tree with callbacks -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// usage: tree [NODES [NONCE [ROUNDS]]]
//
// Builds a binary search tree of NODES random keys, removes and inserts some in
// each round, and walks it with callbacks: walks are chosen from a table of
// function pointers, and each callback gets a pointer to its caller's state.
//
//===----------------------------------------------------------------------===//

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct node {
  struct node *left, *right;
  uint32_t key;
  short uses;      // how often the key was inserted
  double weight;
};

struct tree {
  struct node *root;
  unsigned long count; // nodes
};

// Called for each node of a walk, with the walk's state and the node's depth.
typedef void visitor(void *state, const struct node *node, int depth);

// A kind of walk: in what order, calling what, printing what.
struct walk {
  const char *name;
  void (*order)(const struct node *, int depth, visitor *, void *state);
  visitor *visit;
};

// State of a walk; lives in its caller's activation.
struct summary {
  unsigned long visited;
  uint32_t check;
  int deepest;
  double weight;
  const struct node *heaviest;
};

static unsigned long allocated; // nodes now

static uint32_t next_random(uint32_t *state) {
  uint32_t z = *state += 0x9e3779b9;
  z = (z ^ z >> 16) * 0x21f0aaad;
  z = (z ^ z >> 15) * 0x735a2d97;
  return z ^ z >> 15;
}

// A factory for every kind of object of this program.
static void *new_object(size_t size) {
  void *object = malloc(size);
  if (!object) {
    fprintf(stderr, "tree: out of memory\n");
    exit(1);
  }
  allocated++;
  return object;
}

static struct node *new_node(uint32_t key) {
  struct node *n = new_object(sizeof *n);
  n->left = n->right = NULL;
  n->key = key;
  n->uses = 1;
  n->weight = (double)key / 3;
  return n;
}

// *link is the pointer to the subtree: the root's or a node's member.
static void insert(struct tree *tree, struct node **link, uint32_t key) {
  struct node *n = *link;
  if (!n) {
    *link = new_node(key);
    tree->count++;
  } else if (key == n->key) {
    n->uses++;
  } else {
    insert(tree, key < n->key ? &n->left : &n->right, key);
  }
}

// Takes the subtree's smallest node out and returns it.
static struct node *take_smallest(struct node **link) {
  struct node *n = *link;
  if (n->left)
    return take_smallest(&n->left);
  *link = n->right;
  return n;
}

static int erase(struct tree *tree, struct node **link, uint32_t key) {
  struct node *n = *link;
  if (!n)
    return 0;
  if (key != n->key)
    return erase(tree, key < n->key ? &n->left : &n->right, key);
  if (n->left && n->right) {
    struct node *next = take_smallest(&n->right);
    next->left = n->left;
    next->right = n->right;
    *link = next;
  } else {
    *link = n->left ? n->left : n->right;
  }
  free(n);
  allocated--;
  tree->count--;
  return 1;
}

static void in_order(const struct node *n, int depth, visitor *visit,
                     void *state) {
  if (!n)
    return;
  in_order(n->left, depth + 1, visit, state);
  visit(state, n, depth);
  in_order(n->right, depth + 1, visit, state);
}

static void post_order(const struct node *n, int depth, visitor *visit,
                       void *state) {
  if (!n)
    return;
  post_order(n->left, depth + 1, visit, state);
  post_order(n->right, depth + 1, visit, state);
  visit(state, n, depth);
}

static void measure(void *state, const struct node *n, int depth) {
  struct summary *s = state;
  s->visited++;
  s->check = s->check * 31 + n->key;
  s->deepest = depth > s->deepest ? depth : s->deepest;
}

static void weigh(void *state, const struct node *n, int depth) {
  struct summary *s = state;
  s->visited++;
  s->weight += n->weight / (depth + 1);
  if (!s->heaviest || n->weight > s->heaviest->weight)
    s->heaviest = n;
}

static void show_some(void *state, const struct node *n, int depth) {
  struct summary *s = state;
  if (s->visited++ % 64 == 0)
    printf("  key %08x at depth %d, weight %a\n", (unsigned)n->key, depth,
           n->weight);
}

static const struct walk walks[] = {
    {"measure", in_order, measure},
    {"weigh", post_order, weigh},
    {"show", in_order, show_some},
};

static void run_walk(const struct tree *tree, const struct walk *walk) {
  struct summary s = {0};
  walk->order(tree->root, 0, walk->visit, &s);
  printf("%s: %lu nodes, check %08x, depth %d, weight %a", walk->name,
         s.visited, (unsigned)s.check, s.deepest, s.weight);
  if (s.heaviest)
    printf(", heaviest %08x", (unsigned)s.heaviest->key);
  printf("\n");
}

static void change(struct tree *tree, unsigned long nodes, uint32_t *state) {
  unsigned long erased = 0;
  while (tree->count < nodes)
    insert(tree, &tree->root, next_random(state) % (4 * nodes));
  for (unsigned long i = 0; i < nodes / 2; i++)
    erased += (unsigned long)erase(tree, &tree->root,
                                   next_random(state) % (4 * nodes));
  printf("erased %lu, %lu left\n", erased, tree->count);
}

static void free_nodes(struct node *n) {
  if (!n)
    return;
  free_nodes(n->left);
  free_nodes(n->right);
  free(n);
  allocated--;
}

static void run(unsigned long nodes, uint32_t nonce, unsigned rounds) {
  struct tree tree = {NULL, 0};
  for (unsigned round = 0; round < rounds; round++) {
    printf("round %u\n", round);
    change(&tree, nodes, &nonce);
    for (size_t i = 0; i < sizeof walks / sizeof *walks; i++)
      run_walk(&tree, &walks[i]);
  }
  free_nodes(tree.root);
  printf("%lu objects left\n", allocated);
}

static unsigned argument(int argc, char **argv, int i, unsigned otherwise) {
  return i < argc ? (unsigned)strtoul(argv[i], NULL, 10) : otherwise;
}

int main(int argc, char **argv) {
  unsigned nodes = argument(argc, argv, 1, 200);
  uint32_t nonce = argument(argc, argv, 2, 1);
  unsigned rounds = argument(argc, argv, 3, 2);
  if (nodes < 1 || nodes > 100000000) {
    fprintf(stderr, "usage: tree [NODES [NONCE [ROUNDS]]]\n");
    return 2;
  }
  printf("tree of %u nodes, nonce %u\n", nodes, (unsigned)nonce);
  run(nodes, nonce, rounds);
  return 0;
}
