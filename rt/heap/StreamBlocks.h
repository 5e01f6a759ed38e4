//===- StreamBlocks.h - Where stdio's streams lie ------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A stream that is opened again can lie where it lay, so that its address means the same in unions and bytes: blocks of the size that
// fopen() asks for come from a place of their own, which a new process finds empty.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_HEAP_STREAMBLOCKS_H
#define CGT_HEAP_STREAMBLOCKS_H

#include <stddef.h>
#include <stdint.h>

struct CgtAllocSite; // abi/Descriptors.def

namespace cgt {
namespace heap {
namespace streams {

/// Bytes that fopen() asks malloc() for; 0: nothing goes to that place.
extern size_t Size;

/// From now on blocks of \p Bytes do.
void begin(size_t Bytes);
/// Called with the heap's lock. Null when there is no place.
void *allocate();
void release(void *Block);
/// A block that was none of a stream's, in the end: it moves. Called without the lock.
void *resize(void *Block, size_t Size, const CgtAllocSite *Site);
bool contains(const void *Address);
/// The next allocate() returns \p At; false when that is no place of a block, or taken.
bool placeNext(uint64_t At);

} // namespace streams
} // namespace heap
} // namespace cgt

#endif // CGT_HEAP_STREAMBLOCKS_H
