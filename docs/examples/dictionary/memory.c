//===- memory.c - Allocation that doesn't fail ----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "memory.h"

#include <stdio.h>
#include <stdlib.h>

static void *checked(void *memory) {
  if (!memory) {
    fprintf(stderr, "dictionary: out of memory\n");
    exit(1);
  }
  return memory;
}

void *xmalloc(size_t size) { return checked(malloc(size)); }

void *xcalloc(size_t count, size_t size) {
  return checked(calloc(count, size));
}

void *xrealloc(void *old, size_t size) { return checked(realloc(old, size)); }
