//===- memory.h - Allocation that doesn't fail ------------------*- C -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each function ends the program when memory runs out.
//
//===----------------------------------------------------------------------===//

#ifndef DICTIONARY_MEMORY_H
#define DICTIONARY_MEMORY_H

#include <stddef.h>

void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *old, size_t size);

#endif // DICTIONARY_MEMORY_H
