//===- Malloc.cpp - The malloc family ------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The plain names, for everything that isn't instrumented, and the typed entry points, which the pass calls with the
// allocation site. Who links these gets nothing of libc's malloc, so its tuning functions are here too.
//
//===----------------------------------------------------------------------===//

#include "abi/Names.h"
#include "runtime/HeapState.h"
#include "runtime/Port.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>

using namespace cgt;

#define CGT_PUBLIC extern "C" __attribute__((visibility("default")))

static void *failed(int Error) {
  errno = Error;
  return nullptr;
}

/// Count * Size, or false when that overflows.
static bool product(size_t Count, size_t Size, size_t &Result) { return !__builtin_mul_overflow(Count, Size, &Result); }

static bool isPowerOfTwo(size_t Value) { return Value != 0 && (Value & (Value - 1)) == 0; }

/// memalign takes the next power of two, as glibc does; 0 when there is none.
static size_t nextPowerOfTwo(size_t Align) {
  size_t Power = 1;
  while (Power != 0 && Power < Align)
    Power <<= 1;
  return Power;
}

/// From the saved arena when there is a site.
static void *allocateAt(size_t Size, size_t Align, bool Zero, const CgtAllocSite *Site) {
  return Site ? heap::allocate(Size, Align, Zero, Site) : heap::allocateUnsaved(Size, Align, Zero);
}

static void *allocateAligned(size_t Align, size_t Size, const CgtAllocSite *Site) {
  size_t Power = nextPowerOfTwo(Align);
  return Power ? allocateAt(Size, Power, false, Site) : failed(EINVAL);
}

static int allocatePosix(void **Result, size_t Align, size_t Size, const CgtAllocSite *Site) {
  if (!isPowerOfTwo(Align) || Align % sizeof(void *) != 0)
    return EINVAL;
  port::KeepErrno Keep;
  void *Block = allocateAt(Size, Align, false, Site);
  if (!Block)
    return ENOMEM;
  *Result = Block;
  return 0;
}

static void *resize(void *Block, size_t Size, const CgtAllocSite *Site) {
  if (!Block)
    return allocateAt(Size, 0, false, Site);
  if (Size == 0) {
    heap::release(Block);
    return nullptr;
  }
  return heap::resize(Block, Size, Site);
}

//===--- Plain names ------------------------------------------------------===//

CGT_PUBLIC void *malloc(size_t Size) noexcept { return heap::allocateFast(&heap::UnsavedSlot, Size, nullptr); }

CGT_PUBLIC void free(void *Block) noexcept { heap::releaseFast(Block); }

CGT_PUBLIC void *calloc(size_t Count, size_t Size) noexcept {
  size_t Bytes;
  return product(Count, Size, Bytes) ? heap::allocateUnsaved(Bytes, 0, true) : failed(ENOMEM);
}

CGT_PUBLIC void *realloc(void *Block, size_t Size) noexcept { return resize(Block, Size, nullptr); }

CGT_PUBLIC void *reallocarray(void *Block, size_t Count, size_t Size) noexcept {
  size_t Bytes;
  return product(Count, Size, Bytes) ? resize(Block, Bytes, nullptr) : failed(ENOMEM);
}

CGT_PUBLIC void *memalign(size_t Align, size_t Size) noexcept { return allocateAligned(Align, Size, nullptr); }
CGT_PUBLIC void *aligned_alloc(size_t Align, size_t Size) noexcept { return allocateAligned(Align, Size, nullptr); }

CGT_PUBLIC int posix_memalign(void **Result, size_t Align, size_t Size) noexcept {
  return allocatePosix(Result, Align, Size, nullptr);
}

CGT_PUBLIC void *valloc(size_t Size) noexcept { return heap::allocateUnsaved(Size, port::pageSize(), false); }

CGT_PUBLIC void *pvalloc(size_t Size) noexcept {
  size_t Bytes = port::toPages(Size);
  return Bytes >= Size ? heap::allocateUnsaved(Bytes, port::pageSize(), false) : failed(ENOMEM);
}

CGT_PUBLIC size_t malloc_usable_size(void *Block) noexcept { return Block ? heap::sizeOf(Block) : 0; }

//===--- Typed entry points -----------------------------------------------===//

CGT_PUBLIC void *__cgt_malloc(size_t Size, const CgtAllocSite *Site) { return heap::allocateTyped(Size, Site); }

/// What a function of the program returned as `void *` and its caller takes for a `T *`: a block that has no type yet
/// becomes one of T, if it is a whole number of them.
CGT_PUBLIC void *__cgt_typed(void *Block, const CgtAllocSite *Site) {
  BlockInfo Known;
  if (Block && heap::findBlock(Block, Known) && Known.Address == Block && Known.Site &&
      Known.Site->Kind == CGT_SITE_UNTYPED && Site->ElementSize &&
      (Site->Kind == CGT_SITE_SHAPED || Known.Size % Site->ElementSize == 0))
    heap::setSite(Block, Site);
  return Block;
}

CGT_PUBLIC void *__cgt_calloc(size_t Count, size_t Size, const CgtAllocSite *Site) {
  size_t Bytes;
  return product(Count, Size, Bytes) ? heap::allocate(Bytes, 0, true, Site) : failed(ENOMEM);
}

CGT_PUBLIC void *__cgt_realloc(void *Block, size_t Size, const CgtAllocSite *Site) { return resize(Block, Size, Site); }

CGT_PUBLIC void *__cgt_reallocarray(void *Block, size_t Count, size_t Size, const CgtAllocSite *Site) {
  size_t Bytes;
  return product(Count, Size, Bytes) ? resize(Block, Bytes, Site) : failed(ENOMEM);
}

CGT_PUBLIC void *__cgt_aligned_alloc(size_t Align, size_t Size, const CgtAllocSite *Site) {
  return allocateAligned(Align, Size, Site);
}

CGT_PUBLIC void *__cgt_memalign(size_t Align, size_t Size, const CgtAllocSite *Site) {
  return allocateAligned(Align, Size, Site);
}

CGT_PUBLIC int __cgt_posix_memalign(void **Result, size_t Align, size_t Size, const CgtAllocSite *Site) {
  return allocatePosix(Result, Align, Size, Site);
}

//===--- Tuning, which does nothing here ----------------------------------===//

CGT_PUBLIC int mallopt(int, int) noexcept { return 1; }
CGT_PUBLIC int malloc_trim(size_t) noexcept { return 0; }
CGT_PUBLIC void malloc_stats() noexcept {}
CGT_PUBLIC struct mallinfo mallinfo() noexcept { return {}; }
CGT_PUBLIC struct mallinfo2 mallinfo2() noexcept { return {}; }
CGT_PUBLIC int malloc_info(int, FILE *) noexcept { return failed(ENOSYS) ? 0 : -1; }
