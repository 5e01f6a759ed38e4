// A program with a malloc of its own links, runs with it alone, and hears that nothing will be saved; so it is in static and
// dynamic programs, and with names that the own one lacks.
//
// RUN: %cgt-x86_64 -Wall -Wextra %s -o %t.static && %cgt-cc -Wall -Wextra -O2 %s -o %t.dynamic
// RUN: %t.static > %t.whole && %t.dynamic | diff %t.whole -
// RUN: env CGT_OPTIONS=save=%t.image:at_poll=1:after=exit %t.static 2> %t.err | diff %t.whole -
// RUN: FileCheck %s < %t.err --implicit-check-not={{.}} && not ls %t.image
// RUN: env CGT_OPTIONS=save=%t.image:at_poll=1:after=exit %t.dynamic 2> %t.err | diff %t.whole -
// RUN: FileCheck %s < %t.err --implicit-check-not={{.}} && not ls %t.image
// CHECK: cgt: warning: nothing will be saved: the program has a malloc of its own; build it without that to have checkpoints
//
// REQUIRES: run-x86_64
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Alignas(16) char pool[1 << 20];
static size_t used;
static int calls;

void *malloc(size_t size) {
  size_t *block = (size_t *)(pool + used);
  if (size > sizeof pool / 4 || used + size + 64 > sizeof pool)
    return NULL;
  used += 16 + ((size + 15) & ~(size_t)15);
  *block = size;
  calls++;
  return (char *)block + 16;
}
void free(void *block) { calls -= block != NULL; }
void *calloc(size_t count, size_t size) {
  void *block = malloc(count * size);
  return block ? memset(block, 0, count * size) : block;
}
void *realloc(void *block, size_t size) {
  size_t old = block ? *(size_t *)((char *)block - 16) : 0;
  void *moved = malloc(size);
  if (moved && block) {
    memcpy(moved, block, old < size ? old : size);
    free(block);
  }
  return moved;
}

static int inPool(void *p) { return (char *)p >= pool && (char *)p < pool + sizeof pool; }
static int depth(int n, int *numbers) { return n ? depth(n - 1, numbers) + numbers[n % 4] : 0; }

int main(void) {
  int *numbers = calloc(4, sizeof *numbers);
  char *copy = strdup("copied");
  void *aligned = NULL;
  numbers = realloc(numbers, 8 * sizeof *numbers);
  numbers[1] = 3;
  int status = posix_memalign(&aligned, 256, 100);
  printf("%d %d %d %d %s\n", inPool(numbers), inPool(copy), status != 0 && !aligned, depth(9, numbers), copy);
  free(copy);
  free(numbers);
  return 0;
}
