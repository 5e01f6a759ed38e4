// The executable that wrote an image goes on from it whatever its memory holds: addresses in unions, in numbers, in bytes, with
// tags, hashed, combined by exclusive or; orders of addresses; pointers elements in front of arrays. Static, non-PIE and PIE,
// optimised and not, through CGT_OPTIONS alone and by cgt-run.
//
// RUN: %cgt-cc -O2 -static -fplugin-arg-cgt-polls=explicit %s -o %t.static
// RUN: %python %S/../Inputs/at-home.py 15 %t.images %t.static word | FileCheck %s
// RUN: %cgt-cc -O0 -fplugin-arg-cgt-polls=explicit %s -o %t.plain
// RUN: %python %S/../Inputs/at-home.py 15 %t.images %t.plain word | FileCheck %s
// RUN: %cgt-cc -O2 -fPIE -pie -fplugin-arg-cgt-polls=explicit %s -o %t.pie
// RUN: %python %S/../Inputs/at-home.py 15 %t.images %t.pie word | FileCheck %s
// CHECK: {{[1-9][0-9]}} images, all right
//
// Where the kernel doesn't let the program do without random addresses, that holds for what isn't position-independent.
// RUN: %clang %S/../Inputs/no-personality.c -o %t.random
// RUN: %python %S/../Inputs/at-home.py 15 %t.images %t.random %t.static word | FileCheck %s
// RUN: %python %S/../Inputs/at-home.py 15 %t.images %t.random %t.plain word | FileCheck %s
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned long seed = 12345;
static unsigned next_number(void) { return (unsigned)(seed = seed * 1103515245u + 12345u) >> 8 & 0xffff; }

/// A union whose members nobody tells apart, in a variable, a block and a global.
union value {
  void *p;
  uintptr_t n;
  double x;
};
static union value globals[8];

static void unions(void) {
  union value local[8], *block = malloc(8 * sizeof *block);
  static int key = 7;
  int here = 9;
  for (int i = 0; i < 8; i++) {
    local[i].p = i % 2 ? (void *)&here : (void *)&local[i];
    block[i].p = i % 2 ? (void *)&local[i] : (void *)block;
    globals[i].p = i % 3 ? (void *)&key : (void *)&block[i];
  }
  for (int i = 0; i < 8; i++) {
    cgt_poll();
    printf("unions %d %d %d %d %d\n", i, i % 2 ? *(int *)local[i].p : local[i].p == (void *)&local[i],
           i % 2 ? block[i].p == (void *)&local[i] : block[i].p == (void *)block,
           i % 3 ? *(int *)globals[i].p : globals[i].p == (void *)&block[i], here + key);
  }
  free(block);
}

/// Lists linked by the exclusive or of two neighbours, on the heap and on the stack.
struct both {
  uintptr_t link;
  int number;
};

static void exclusive(void) {
  struct both local[16], *block[16];
  for (int i = 0; i < 16; i++) {
    block[i] = malloc(sizeof *block[i]);
    block[i]->number = i;
    local[i].number = 100 + i;
  }
  for (int i = 0; i < 16; i++) {
    block[i]->link = (uintptr_t)(i ? block[i - 1] : 0) ^ (uintptr_t)(i < 15 ? block[i + 1] : 0);
    local[i].link = (uintptr_t)(i ? &local[i - 1] : 0) ^ (uintptr_t)(i < 15 ? &local[i + 1] : 0);
  }
  struct both *start[] = {block[0], local};
  for (int k = 0; k < 2; k++) {
    uintptr_t before = 0;
    for (struct both *at = start[k], *next; at; before = (uintptr_t)at, at = next) {
      next = (struct both *)(at->link ^ before);
      cgt_poll();
      printf("exclusive %d\n", at->number);
    }
  }
}

/// Numbers in the low bits of addresses, kept in integers.
static void tagged(void) {
  uintptr_t words[12];
  long local[4] = {1, 2, 3, 4}, *block = calloc(4, sizeof *block);
  for (int i = 0; i < 12; i++)
    words[i] = (uintptr_t)(i % 2 ? &local[i % 4] : &block[i % 4]) | (unsigned)i % 4;
  for (int i = 0; i < 12; i++) {
    *(long *)(words[i] & ~(uintptr_t)3) += i;
    cgt_poll();
    printf("tagged %d %ld %ld\n", (int)(words[i] & 3), local[i % 4], block[i % 4]);
  }
  free(block);
}

/// A table hashed by address.
static void hashed(void) {
  static void *keys[64];
  static int numbers[64];
  int *things[32], local[32];
  for (int i = 0; i < 32; i++) {
    things[i] = i % 2 ? malloc(sizeof(int)) : &local[i];
    *things[i] = i;
    unsigned slot = (unsigned)((uintptr_t)things[i] >> 4) * 2654435761u >> 26;
    while (keys[slot])
      slot = (slot + 1) % 64;
    keys[slot] = things[i], numbers[slot] = 3 * i;
  }
  for (int i = 0; i < 32; i++) {
    cgt_poll();
    unsigned slot = (unsigned)((uintptr_t)things[i] >> 4) * 2654435761u >> 26;
    while (keys[slot] && keys[slot] != things[i])
      slot = (slot + 1) % 64;
    printf("hashed %d %d\n", i, keys[slot] ? numbers[slot] : -1);
  }
}

/// A tree in the order of addresses.
struct node {
  struct node *left, *right;
  void *key;
  int number;
};

static struct node **place(struct node **root, void *key) {
  while (*root && (*root)->key != key)
    root = (uintptr_t)key < (uintptr_t)(*root)->key ? &(*root)->left : &(*root)->right;
  return root;
}

static void sorted(void) {
  struct node *root = NULL;
  char local[40];
  void *keys[40];
  for (int i = 0; i < 40; i++) {
    keys[i] = i % 2 ? malloc(8 + i) : &local[i];
    struct node *n = calloc(1, sizeof *n);
    n->key = keys[i], n->number = i;
    *place(&root, keys[i]) = n;
  }
  for (int i = 0; i < 40; i++) {
    cgt_poll();
    struct node *n = *place(&root, keys[i]);
    printf("sorted %d\n", n ? n->number : -1);
  }
}

/// Structs in a pool of characters, with pointers in them.
struct item {
  struct item *next;
  int *where;
  int number;
};

static void pooled(void) {
  static int global;
  int local = 1;
  char *pool = malloc(20 * sizeof(struct item));
  char own[20 * sizeof(struct item)] __attribute__((aligned(16)));
  char *pools[] = {pool, own};
  struct item *list = NULL;
  for (int i = 0; i < 40; i++) {
    struct item one = {list, i % 2 ? &local : &global, i};
    char *at = pools[i % 2] + i / 2 * sizeof one;
    memcpy(at, &one, sizeof one);
    list = (struct item *)(void *)at;
  }
  for (; list; list = list->next) {
    *list->where += list->number;
    cgt_poll();
    printf("pooled %d %d %d\n", list->number, local, global);
  }
}

/// Addresses in integers.
static void integers(void) {
  int local[8] = {0}, *block = calloc(8, sizeof *block);
  uintptr_t here = (uintptr_t)local, there = (uintptr_t)block, code = (uintptr_t)next_number;
  size_t between = there > here ? there - here : here - there;
  for (int i = 0; i < 8; i++) {
    ((int *)here)[i] += i;
    ((int *)there)[i] += ((unsigned (*)(void))code)() % 100;
    cgt_poll();
    uintptr_t other = there > here ? here + between : here - between;
    printf("integers %d %d %d\n", local[i], block[i], other == (uintptr_t)block);
  }
  free(block);
}

/// Pointers two and three elements in front of arrays, and many behind.
static void in_front(void) {
  double local[6] = {1, 2, 3, 4, 5, 6}, *block = malloc(6 * sizeof *block);
  static double global[6] = {7, 8, 9, 10, 11, 12};
  memcpy(block, global, sizeof global);
  double *volatile from[] = {local - 2, block - 3, global - 2, local + 9, block - 40, global + 100};
  static const int offset[] = {2, 3, 2, -9, 40, -100};
  for (int i = 0; i < 36; i++) {
    cgt_poll();
    printf("in front %g\n", from[i % 6][offset[i % 6] + i / 6] += 1);
  }
  free(block);
}

/// Frames that stand for long, with variables that others know by number only; resumed clones among them.
static long deep(int depth, uintptr_t above) {
  long mine = depth, *volatile own = &mine;
  if (depth == 0) {
    for (int i = 0; i < 4; i++) {
      cgt_poll();
      *own += i;
    }
    return mine;
  }
  long below = deep(depth - 1, (uintptr_t)own);
  *(long *)above += below;
  cgt_poll();
  printf("deep %d %ld\n", depth, mine);
  return mine % 1000;
}

/// Strings of the command line by number, and bytes as memory has them.
struct padded {
  char c;
  long n;
};

static unsigned sum(const void *data, size_t size) {
  unsigned s = 0;
  for (size_t i = 0; i < size; i++)
    s = s * 31 + ((const unsigned char *)data)[i];
  return s;
}

static void bytes(char **argv) {
  struct padded local[4], *block = malloc(4 * sizeof *block);
  memset(local, 0x5a, sizeof local);
  memset(block, 0xa5, 4 * sizeof *block);
  uintptr_t name = (uintptr_t)argv[1], list = (uintptr_t)argv;
  for (int i = 0; i < 4; i++) {
    local[i].c = block[i].c = (char)i;
    local[i].n = block[i].n = i;
  }
  unsigned before = sum(local, sizeof local), also = sum(block, 4 * sizeof *block);
  for (int i = 0; i < 4; i++) {
    cgt_poll();
    printf("bytes %d %d %s %d\n", sum(local, sizeof local) == before, sum(block, 4 * sizeof *block) == also, (char *)name,
           ((char **)list)[1] == (char *)name);
  }
}

int main(int argc, char **argv) {
  long top = 0;
  unions();
  exclusive();
  tagged();
  hashed();
  sorted();
  pooled();
  integers();
  in_front();
  printf("%ld\n", deep(30, (uintptr_t)&top));
  bytes(argv);
  printf("%d %ld\n", argc, top);
  return 0;
}
