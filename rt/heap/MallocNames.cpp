//===- MallocNames.cpp - The malloc family under its plain names -----------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For everything that isn't instrumented. All names are weak: those of a sanitizer, which come first on the linker's
// command line, or of the program's own units stand in their place (ForeignMalloc.h). valgrind answers strong names, and weak
// ones that are another name of a strong one: here there are none, so that it answers either all of them or, as here, none.
//
//===----------------------------------------------------------------------===//

#include "heap/Malloc.h"
#include "heap/StreamBlocks.h"

#include <malloc.h>
#include <stdlib.h>

using namespace cgt;
using namespace cgt::plain;

#ifdef CGT_KEEP_MALLOC // our tests of saving under a sanitizer
#define CGT_WEAK extern "C" __attribute__((visibility("default")))
#else
#define CGT_WEAK extern "C" __attribute__((weak, visibility("default")))
#endif

/// One that fopen() may have asked for.
static void *allocateStream() {
  heap::Lock Guard;
  return heap::streams::allocate();
}

extern "C" __attribute__((weak)) void *__cgt_plain_malloc(size_t Size) noexcept {
  if (__builtin_expect(Size == heap::streams::Size, 0) && Size != 0)
    if (void *Block = allocateStream())
      return Block;
  return heap::allocateFast(&heap::UnsavedSlot, Size, nullptr);
}
CGT_WEAK void *malloc(size_t Size) noexcept __attribute__((alias("__cgt_plain_malloc")));

CGT_WEAK void free(void *Block) noexcept { heap::releaseFast(Block); }

CGT_WEAK void *calloc(size_t Count, size_t Size) noexcept {
  size_t Bytes;
  return product(Count, Size, Bytes) ? heap::allocateUnsaved(Bytes, 0, true) : failed(ENOMEM);
}

CGT_WEAK void *realloc(void *Block, size_t Size) noexcept { return resize(Block, Size, nullptr); }

CGT_WEAK void *reallocarray(void *Block, size_t Count, size_t Size) noexcept {
  size_t Bytes;
  return product(Count, Size, Bytes) ? resize(Block, Bytes, nullptr) : failed(ENOMEM);
}

CGT_WEAK void *memalign(size_t Align, size_t Size) noexcept { return allocateAligned(Align, Size, nullptr); }
CGT_WEAK void *aligned_alloc(size_t Align, size_t Size) noexcept { return allocateAligned(Align, Size, nullptr); }

extern "C" __attribute__((weak)) int __cgt_plain_posix_memalign(void **Result, size_t Align, size_t Size) noexcept {
  return allocatePosix(Result, Align, Size, nullptr);
}
CGT_WEAK int posix_memalign(void **Result, size_t Align, size_t Size) noexcept
    __attribute__((alias("__cgt_plain_posix_memalign")));

CGT_WEAK void *valloc(size_t Size) noexcept { return heap::allocateUnsaved(Size, port::pageSize(), false); }

CGT_WEAK void *pvalloc(size_t Size) noexcept {
  size_t Bytes = port::toPages(Size);
  return Bytes >= Size ? heap::allocateUnsaved(Bytes, port::pageSize(), false) : failed(ENOMEM);
}

CGT_WEAK size_t malloc_usable_size(void *Block) noexcept { return Block ? heap::sizeOf(Block) : 0; }
