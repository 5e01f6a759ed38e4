// Between akin platforms, whose types have one layout, blocks keep their addresses, and what no type tells of is right: unions of pointers
// and numbers, pieces carved out of untyped blocks and of characters, pointers in integers, orders of addresses.
//
// RUN: %carry %s --points 4 --pairs x86_64:aarch64 aarch64:riscv64 riscv64:x86_64 aarch64:x86_64 s390x:powerpc64 powerpc64:sparc64 sparc64:s390x powerpc:mips mips:powerpc
//
// With pages, without, in a chain, and from -O0 to -O2.
// RUN: %cgt-x86_64 -O0 %s -o %t.x86_64 && %cgt-aarch64 -O2 %s -o %t.aarch64 && %cgt-riscv64 -O2 -static %s -o %t.riscv64
// RUN: %t.x86_64 > %t.whole
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.1:at_poll=90:after=exit:compress=0 %t.x86_64 > %t.out
// RUN: %expect 85 -- env CGT_OPTIONS=restore=%t.1:save=%t.2:at_poll=70:after=exit:compress=3 %run-aarch64 %t.aarch64 >> %t.out
// RUN: %expect 85 -- env CGT_OPTIONS=restore=%t.2:save=%t.3:at_poll=70:after=exit:compress=0 %run-riscv64 %t.riscv64 >> %t.out
// RUN: env CGT_OPTIONS=restore=%t.3 %t.x86_64 >> %t.out && cmp %t.out %t.whole
// RUN: cgt-inspect --check-for=aarch64-linux-gnu %t.1 | FileCheck --check-prefix=NONE %s
// NONE: aarch64-linux-gnu: no losses
// RUN: not cgt-inspect --check-for=s390x-linux-gnu %t.1 | FileCheck --check-prefix=FOREIGN %s
// FOREIGN: bytes without a known type can't be converted between these platforms
//
// Refused is what may be the address of something that has moved, ...
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.4:at_poll=90:after=exit %t.x86_64 global > %t.out
// RUN: env CGT_OPTIONS=restore=%t.4 %t.x86_64 >> %t.out && %t.x86_64 global | cmp - %t.out
// RUN: %expect 87 -- env CGT_OPTIONS=restore=%t.4 %run-aarch64 %t.aarch64 2>&1 | FileCheck --check-prefix=MOVED %s
// RUN: not cgt-inspect --check-for=aarch64-linux-gnu %t.4 | FileCheck --check-prefix=MOVED %s
// MOVED: these bytes may be a pointer to an object that has moved
//
// ... untyped bytes where the program has a type that looks different there, ...
// RUN: %cgt-x86_64 -O2 -DOWN_TYPE %s -o %t.x86_64 && %cgt-aarch64 -O2 -DOWN_TYPE %s -o %t.aarch64
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.5:at_poll=90:after=exit %t.x86_64 > %t.out
// RUN: %expect 87 -- env CGT_OPTIONS=restore=%t.5 %run-aarch64 %t.aarch64 2>&1 | FileCheck --check-prefix=UNTYPED %s
// RUN: not cgt-inspect --check-for=aarch64-linux-gnu %t.5 | FileCheck --check-prefix=UNTYPED %s
// UNTYPED: bytes without a known type can't be converted between these platforms
//
// ... and those that a pointer shows to be such a type of the system's.
// RUN: %cgt-x86_64 -O2 -DSYSTEM_TYPE %s -o %t.x86_64 && %cgt-aarch64 -O2 -DSYSTEM_TYPE %s -o %t.aarch64
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.6:at_poll=90:after=exit %t.x86_64 > %t.out
// RUN: %expect 87 -- env CGT_OPTIONS=restore=%t.6 %run-aarch64 %t.aarch64 2>&1 | FileCheck --check-prefix=SYSTEM %s
// RUN: not cgt-inspect --check-for=aarch64-linux-gnu %t.6 | FileCheck --check-prefix=SYSTEM %s
// SYSTEM: memory that is used as two types can't be converted between these platforms
// SYSTEM-SAME: struct stat
//
// REQUIRES: run-aarch64, run-riscv64, run-s390x, run-powerpc64, run-sparc64, run-powerpc, run-mips
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

union value {
  long number;
  struct item *item;
};

struct item {
  union value value;
  int is_item;
  double weight;
};

struct tree { // sorted by address
  struct tree *left, *right;
  int order;
};

static union value values[64];
static struct tree *root;
static uintptr_t hidden;         // the same list twice: hidden in integers, and
static void *last_piece;         // carved out of a block that only void pointers lead to
static char *pool, *pool_end;    // of characters
static char cells[16 * sizeof(void *)];
static int global = 77;
#ifdef OWN_TYPE
struct own {
  long double wide;
  char rest[900]; // in smaller blocks there is none
};
static struct own *own;
#endif
#ifdef SYSTEM_TYPE
static struct stat *status;
#endif

/// Has a pointer at its beginning in any case.
struct port {
  int kind;
  union {
    struct {
      FILE *stream;
      int column;
    } file;
    struct {
      char *start, *end, *at;
    } text;
  } is;
};

static char buffer[24];
static struct port out, text;

struct piece {
  void *next;
  int value;
  short kind;
};

static void *get(size_t size) { return malloc(size); }

/// From a large block of no type.
static void *carve(size_t size) {
  static void *chunk;
  static size_t left;
  if (left < size) {
    chunk = get(1000);
    left = 1000;
    memset(chunk, 0, left);
  }
  left -= size;
  return (char *)chunk + left;
}

static char *from_pool(size_t size) {
  if (!pool || (size_t)(pool_end - pool) < size) {
    pool = calloc(1, 2000);
    pool_end = pool + 2000;
  }
  pool += size;
  return pool - size;
}

static void insert(struct tree *node) {
  struct tree **at = &root;
  while (*at)
    at = (uintptr_t)node < (uintptr_t)*at ? &(*at)->left : &(*at)->right;
  *at = node;
}

static long sum_of(struct tree *node) {
  return node ? sum_of(node->left) * 3 + node->order + sum_of(node->right) : 0;
}

static int depth_of(struct tree *node) {
  int left = node ? depth_of(node->left) : 0, right = node ? depth_of(node->right) : 0;
  return node ? 1 + (left > right ? left : right) : 0;
}

static void step(int i) {
  struct item *item = malloc(sizeof *item);
  item->value.number = i;
  item->is_item = 0;
  item->weight = i / 4.0;
  values[i % 64].item = item;
  if (i % 3 == 0)
    values[i % 64].number = 2 * i + 1;

  struct piece *piece = carve(sizeof *piece);
  piece->next = last_piece;
  piece->value = i;
  piece->kind = (short)(i % 5);
  last_piece = piece;

  struct piece **cell = (struct piece **)(void *)from_pool(sizeof *cell);
  *cell = piece;
  memcpy(cells + i % 16 * sizeof cell, &piece, sizeof piece);

  uintptr_t *link = malloc(sizeof *link);
  *link = hidden;
  hidden = ~(uintptr_t)link;

  struct tree *node = malloc(sizeof *node);
  memset(node, 0, sizeof *node);
  node->order = i;
  insert(node);
}

static void print(int i) {
  long sum = 0, hidden_links = 0;
  for (int k = 0; k < 64 && k <= i; k++)
    sum += values[k].number % 2 && values[k].number < 1000 ? values[k].number : (long)(values[k].item->weight * 4);
  for (uintptr_t link = ~hidden; link != 0 && link != ~(uintptr_t)0; link = ~*(uintptr_t *)link)
    hidden_links++;
  long pieces = 0;
  for (struct piece *piece = last_piece; piece; piece = piece->next)
    pieces += piece->value * piece->kind;
  struct piece *recent;
  memcpy(&recent, cells + i % 16 * sizeof recent, sizeof recent);
  struct tree *top = root;
  while (top && top->left)
    top = top->left;
  *text.is.text.start = (char)('a' + i % 26);
  fprintf(out.is.file.stream, "%d: %ld %ld %ld %d %s %s\n", i, sum, hidden_links, pieces, recent->value,
          (sum_of(root) ^ depth_of(root)) != 0 && top->order >= 0 ? "sorted" : "", buffer);
}

int main(int argc, char **argv) {
  (void)argv;
#ifdef OWN_TYPE
  own = calloc(1, sizeof *own);
#endif
  out.is.file.stream = stdout;
  text.kind = 1;
  text.is.text.start = buffer + 1;
  buffer[0] = ' ';
  for (int i = 0; i < 120; i++) {
    step(i);
    if (argc > 1)
      values[1].item = (struct item *)(void *)&global;
#ifdef SYSTEM_TYPE
    if (i == 1) {
      char *block = get(8 * sizeof(struct stat));
      memset(block, 1, 8 * sizeof(struct stat));
      status = (struct stat *)(void *)(block + 16);
    }
#endif
    if (argc > 1)
      printf("%d %d\n", i, *(int *)(void *)values[1].item);
    else
      print(i);
  }
#ifdef OWN_TYPE
  printf("%d\n", (int)own->wide);
#endif
#ifdef SYSTEM_TYPE
  printf("%d\n", (int)status->st_size);
#endif
  return 0;
}
