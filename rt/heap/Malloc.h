//===- Malloc.h - What the plain and the typed malloc family share -*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sizes, alignments and null as C and glibc have them, on top of the heap.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_HEAP_MALLOC_H
#define CGT_HEAP_MALLOC_H

#include "heap/HeapState.h"
#include "port/Port.h"

#include <errno.h>

/// malloc where the runtime's is in force. Its member of the library has the other plain names, too; who refers to it has them.
extern "C" void *__cgt_plain_malloc(size_t Size) noexcept;
extern "C" int __cgt_plain_posix_memalign(void **Result, size_t Align, size_t Size) noexcept;

namespace cgt {
namespace plain {

inline void *failed(int Error) {
  errno = Error;
  return nullptr;
}

/// Count * Size, or false when that overflows.
inline bool product(size_t Count, size_t Size, size_t &Result) { return !__builtin_mul_overflow(Count, Size, &Result); }

inline bool isPowerOfTwo(size_t Value) { return Value != 0 && (Value & (Value - 1)) == 0; }

/// memalign takes the next power of two, as glibc does; 0 when there is none.
inline size_t nextPowerOfTwo(size_t Align) {
  size_t Power = 1;
  while (Power != 0 && Power < Align)
    Power <<= 1;
  return Power;
}

/// From the saved arena when there is a site.
inline void *allocateAt(size_t Size, size_t Align, bool Zero, const CgtAllocSite *Site) {
  return Site ? heap::allocate(Size, Align, Zero, Site) : heap::allocateUnsaved(Size, Align, Zero);
}

inline void *allocateAligned(size_t Align, size_t Size, const CgtAllocSite *Site) {
  size_t Power = nextPowerOfTwo(Align);
  return Power ? allocateAt(Size, Power, false, Site) : failed(EINVAL);
}

inline int allocatePosix(void **Result, size_t Align, size_t Size, const CgtAllocSite *Site) {
  if (!isPowerOfTwo(Align) || Align % sizeof(void *) != 0)
    return EINVAL;
  port::KeepErrno Keep;
  void *Block = allocateAt(Size, Align, false, Site);
  if (!Block)
    return ENOMEM;
  *Result = Block;
  return 0;
}

inline void *resize(void *Block, size_t Size, const CgtAllocSite *Site) {
  if (!Block)
    return allocateAt(Size, 0, false, Site);
  if (Size == 0) {
    heap::release(Block);
    return nullptr;
  }
  return heap::resize(Block, Size, Site);
}

} // namespace plain
} // namespace cgt

#endif // CGT_HEAP_MALLOC_H
