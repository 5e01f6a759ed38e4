// Allocators that carve pieces out of larger blocks (obstacks, an arena behind a hook) are right at home, and refused abroad: nothing
// tells what a piece holds.
//
// RUN: %cgt-x86_64 -O2 %s -o %t.x86_64 && %python %S/../Inputs/at-home.py 40 %t.images %t.x86_64 | FileCheck %s
// RUN: %cgt-aarch64 -O2 %s -o %t.aarch64 && %python %S/../Inputs/at-home.py 200 %t.images %run-aarch64 %t.aarch64 | FileCheck %s
// RUN: %cgt-s390x -O2 %s -o %t.s390x && %python %S/../Inputs/at-home.py 200 %t.images %run-s390x %t.s390x | FileCheck %s
// RUN: %cgt-i686 -O2 %s -o %t.i686 && %python %S/../Inputs/at-home.py 200 %t.images %run-i686 %t.i686 | FileCheck %s
// CHECK: {{[1-9][0-9]*}} images, all right
//
// RUN: env CGT_OPTIONS=save=%t.image:at_poll=100:after=exit %expect 85 -- %t.x86_64 > /dev/null
// RUN: env CGT_OPTIONS=restore=%t.image %expect 87 -- %run-i686 %t.i686 2>&1 | FileCheck %s --check-prefix=ABROAD
// ABROAD: heap block: bytes without a known type can't be converted between these platforms
//
// REQUIRES: run-aarch64, run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <obstack.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define obstack_chunk_alloc malloc
#define obstack_chunk_free free

/// Pieces of a block that a hook gave.
struct arena {
  void *(*more)(size_t);
  char *at, *end;
};

struct word {
  struct word *next;
  int length;
  char text[];
};

static void *carve(struct arena *arena, size_t size) {
  size = (size + 15) & ~(size_t)15;
  if ((size_t)(arena->end - arena->at) < size) {
    arena->at = arena->more(1000);
    arena->end = arena->at + 1000;
  }
  arena->at += size;
  return arena->at - size;
}

static struct arena arena = {malloc, NULL, NULL};
static struct word *words;

int main(void) {
  struct obstack stack;
  obstack_init(&stack);
  long **last = NULL, sum = 0;
  for (int i = 0; i < 400; i++) {
    long **cell = obstack_alloc(&stack, sizeof *cell);
    *cell = obstack_alloc(&stack, sizeof **cell);
    **cell = i;
    sum += last ? **last : 0;
    last = cell;
    char text[24];
    sprintf(text, "word %d", i * i);
    struct word *word = carve(&arena, sizeof *word + strlen(text) + 1);
    word->next = words;
    word->length = (int)strlen(strcpy(word->text, text));
    words = word;
    printf("%d %ld %s %d\n", i, sum, words->text, words->next ? words->next->length : 0);
  }
  for (struct word *word = words; word; word = word->next)
    sum += word->length;
  printf("%ld\n", sum);
  obstack_free(&stack, NULL);
  return 0;
}
