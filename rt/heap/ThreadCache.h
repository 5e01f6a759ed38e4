//===- ThreadCache.h - Free blocks that a thread has to itself ---*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Beside other threads a small block comes from free ones that the thread has, and goes back to them, without the lock. They are taken
// from slabs and given back several at once. To a slab they are in use; by their notes, which tell whoever asks the heap for its blocks,
// they are free.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_HEAP_THREADCACHE_H
#define CGT_HEAP_THREADCACHE_H

#include "abi/Descriptors.h"
#include "heap/Slab.h"

namespace cgt {
namespace heap {
namespace threadcache {

/// A block of \p L, or of the shared slot as long as \p L isn't worth a slab. \p Site is \p L's, or \p L takes any. Null: it can't be done
/// without the lock, or memory is out.
void *allocate(Slot *L, unsigned Class, size_t Size, const CgtAllocSite *Site);

/// False: it can't be done without the lock, or isn't a block of a slab.
bool release(void *Block);

/// Forgets what the calling thread has of the saved arena, which is about to be dropped. No other thread has any.
void forgetSaved();

} // namespace threadcache
} // namespace heap
} // namespace cgt

#endif // CGT_HEAP_THREADCACHE_H
