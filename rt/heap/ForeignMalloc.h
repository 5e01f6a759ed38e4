//===- ForeignMalloc.h - Programs whose malloc isn't the runtime's -*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A sanitizer, or the program itself, may bring a malloc. The runtime then steps aside: what it allocates for the program comes
// from there, and nothing can be saved.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_HEAP_FOREIGNMALLOC_H
#define CGT_HEAP_FOREIGNMALLOC_H

#include <stddef.h>

namespace cgt {
namespace foreign {

/// True when `malloc` is another's.
bool hasMalloc();

/// The sanitizer that a unit of the program was compiled with, as -fsanitize= calls it: one that brings its own malloc or
/// layout. Null: none.
const char *sanitizer();

/// By that malloc. \p Align is 0 or a power of two. Null and errno = ENOMEM on failure.
void *allocate(size_t Size, size_t Align, bool Zero);
void *resize(void *Block, size_t Size);
void release(void *Block);

} // namespace foreign
} // namespace cgt

#endif // CGT_HEAP_FOREIGNMALLOC_H
