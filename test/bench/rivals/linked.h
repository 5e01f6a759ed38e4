/*===- linked.h - Linked structures to be carried -------------------*- C -*-===*\
|*
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|* Shared by the sender, which runs on other platforms, and the benchmark.
|*
\*===----------------------------------------------------------------------===*/

#ifndef CGT_BENCH_LINKED_H
#define CGT_BENCH_LINKED_H

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A list uses right alone. */
struct linked {
  struct linked *left, *right;
  char *name;
  long value;
};

/* LIST: each node and its name where malloc puts them, one behind the other. SHUFFLED: the same nodes, in another order.
   TREE: a complete one, node I leads to nodes 2 I + 1 and 2 I + 2. */
enum shape { LIST, SHUFFLED, TREE };

static const char *const shape_names[] = {"list", "shuffled", "tree"};

/* The first node. Nothing is given back. */
static inline struct linked *make_linked(enum shape shape, size_t count) {
  struct linked **nodes = (struct linked **)malloc(count * sizeof *nodes), *first;
  size_t i;
  unsigned long long random = 1;
  for (i = 0; i < count; ++i) {
    char name[32];
    sprintf(name, "node %lu", (unsigned long)i);
    nodes[i] = (struct linked *)calloc(1, sizeof **nodes);
    nodes[i]->name = strcpy((char *)malloc(strlen(name) + 1), name);
    nodes[i]->value = (long)i;
  }
  for (i = count; shape == SHUFFLED && i > 1; --i) {
    struct linked *swapped = nodes[i - 1];
    size_t other = (size_t)((random = random * 6364136223846793005u + 1442695040888963407u) >> 33) % i;
    nodes[i - 1] = nodes[other];
    nodes[other] = swapped;
  }
  for (i = 0; i < count; ++i) {
    size_t left = shape == TREE ? 2 * i + 1 : count, right = shape == TREE ? 2 * i + 2 : i + 1;
    nodes[i]->left = left < count ? nodes[left] : NULL;
    nodes[i]->right = right < count ? nodes[right] : NULL;
  }
  first = nodes[0];
  free(nodes);
  return first;
}

#endif
