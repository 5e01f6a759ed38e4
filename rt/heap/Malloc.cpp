//===- Malloc.cpp - The malloc family with types ---------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The entry points that the pass calls with the allocation site.
//
//===----------------------------------------------------------------------===//

#include "heap/Malloc.h"

#include "abi/Names.h"

using namespace cgt;
using namespace cgt::plain;

#define CGT_PUBLIC extern "C" __attribute__((visibility("default")))

// With them come the plain names, also where a library that is linked in has a malloc.
[[gnu::used]] static void *(*const Plain)(size_t) = __cgt_plain_malloc;

extern "C" {
[[gnu::tls_model("local-exec")]] __attribute__((visibility("hidden"))) __thread void *__cgt_fresh;
}

/// Of what the program allocates through a pointer to an allocator.
[[clang::require_constant_initialization]] static CgtAllocSite Untyped = {nullptr, 0, 0, CGT_SITE_UNTYPED, 0};

/// A block that a caller may yet give its type.
static void *fresh(void *Block) { return __cgt_fresh = Block; }

CGT_PUBLIC void *__cgt_malloc(size_t Size, const CgtAllocSite *Site) { return fresh(heap::allocateTyped(Size, Site)); }

/// What a function of the program returned as `void *` and its caller takes for a `T *`: a block that has no type yet
/// becomes one of T, if it is a whole number of them. Called for the block that was allocated last only, so that a function
/// that returns old ones costs its caller no search. Any other gets its type when it is saved.
CGT_PUBLIC void *__cgt_typed(void *Block, const CgtAllocSite *Site) {
  __cgt_fresh = nullptr;
  heap::giveType(Block, Site);
  return Block;
}

CGT_PUBLIC void *__cgt_calloc(size_t Count, size_t Size, const CgtAllocSite *Site) {
  size_t Bytes;
  return product(Count, Size, Bytes) ? fresh(heap::allocate(Bytes, 0, true, Site)) : failed(ENOMEM);
}

CGT_PUBLIC void *__cgt_realloc(void *Block, size_t Size, const CgtAllocSite *Site) { return fresh(resize(Block, Size, Site)); }

CGT_PUBLIC void *__cgt_reallocarray(void *Block, size_t Count, size_t Size, const CgtAllocSite *Site) {
  size_t Bytes;
  return product(Count, Size, Bytes) ? fresh(resize(Block, Bytes, Site)) : failed(ENOMEM);
}

CGT_PUBLIC void *__cgt_aligned_alloc(size_t Align, size_t Size, const CgtAllocSite *Site) {
  return fresh(allocateAligned(Align, Size, Site));
}

CGT_PUBLIC void *__cgt_memalign(size_t Align, size_t Size, const CgtAllocSite *Site) {
  return fresh(allocateAligned(Align, Size, Site));
}

CGT_PUBLIC int __cgt_posix_memalign(void **Result, size_t Align, size_t Size, const CgtAllocSite *Site) {
  int Error = allocatePosix(Result, Align, Size, Site);
  if (!Error)
    fresh(*Result);
  return Error;
}

CGT_PUBLIC void *__cgt_valloc(size_t Size, const CgtAllocSite *Site) {
  return fresh(heap::allocate(Size, port::pageSize(), false, Site));
}

CGT_PUBLIC void *__cgt_pvalloc(size_t Size, const CgtAllocSite *Site) {
  size_t Bytes = port::toPages(Size);
  return Bytes >= Size ? fresh(heap::allocate(Bytes, port::pageSize(), false, Site)) : failed(ENOMEM);
}

//===--- Through pointers -------------------------------------------------===//

CGT_PUBLIC void *__cgt_untyped_malloc(size_t Size) { return __cgt_malloc(Size, &Untyped); }
CGT_PUBLIC void *__cgt_untyped_calloc(size_t Count, size_t Size) { return __cgt_calloc(Count, Size, &Untyped); }
CGT_PUBLIC void *__cgt_untyped_realloc(void *Block, size_t Size) { return __cgt_realloc(Block, Size, &Untyped); }
CGT_PUBLIC void *__cgt_untyped_reallocarray(void *Block, size_t Count, size_t Size) {
  return __cgt_reallocarray(Block, Count, Size, &Untyped);
}
CGT_PUBLIC void *__cgt_untyped_aligned_alloc(size_t Align, size_t Size) { return __cgt_aligned_alloc(Align, Size, &Untyped); }
CGT_PUBLIC void *__cgt_untyped_memalign(size_t Align, size_t Size) { return __cgt_memalign(Align, Size, &Untyped); }
CGT_PUBLIC int __cgt_untyped_posix_memalign(void **Result, size_t Align, size_t Size) {
  return __cgt_posix_memalign(Result, Align, Size, &Untyped);
}
CGT_PUBLIC void *__cgt_untyped_valloc(size_t Size) { return __cgt_valloc(Size, &Untyped); }
CGT_PUBLIC void *__cgt_untyped_pvalloc(size_t Size) { return __cgt_pvalloc(Size, &Untyped); }
