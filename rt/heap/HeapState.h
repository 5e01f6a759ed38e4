//===- HeapState.h - Arenas, lock and the fast paths of the heap -*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For the heap's own files. A program with one thread takes no lock, which glibc's __libc_single_threaded tells. Others take one
// for whatever ThreadCache.h hasn't got.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_HEAP_HEAPSTATE_H
#define CGT_HEAP_HEAPSTATE_H

#include "abi/Descriptors.h"
#include "heap/Heap.h"
#include "heap/Slab.h"
#include "heap/ThreadCache.h"

#include <string.h>
#include <sys/single_threaded.h>

namespace cgt {
namespace heap {

extern Pages SavedPages, UnsavedPages;
/// Blocks of the saved arena whose site is rarely used or null, and all of the other arena.
extern Slot SavedSlot, UnsavedSlot;

class Lock {
public:
  Lock() : Taken(!__libc_single_threaded) {
    if (Taken)
      take();
  }
  ~Lock() {
    if (Taken)
      drop();
  }
  Lock(const Lock &) = delete;
  Lock &operator=(const Lock &) = delete;
  static void take();
  static void drop();

private:
  bool Taken;
};

/// Blocks of the saved arena begin as zeros: what was in them before would be carried, and differs from run to run.
extern bool ZeroesBlocks;

/// Called with the lock.
bool setSite(Span *S, uint32_t Index, const CgtAllocSite *Site);

/// CgtAllocSite::Cache counts a site's allocations up to this; then it is the site's slot.
constexpr uintptr_t RareSite = 16;

void *allocateSlowly(Slot *L, size_t Size, size_t Align, bool Zero, const CgtAllocSite *Site);
/// A small block of malloc's alignment for a slot that has no free one at hand; of a program with one thread.
void *allocateAsGuest(Slot *L, unsigned Class, size_t Size, const CgtAllocSite *Site);
void releaseSlowly(void *Block);
/// The slot that a site has to itself, or null.
inline Slot *ownSlot(const CgtAllocSite *Site) {
  uintptr_t Cache = Site ? __atomic_load_n(&Site->Cache, __ATOMIC_ACQUIRE) : 0;
  return Cache > RareSite ? reinterpret_cast<Slot *>(Cache) : nullptr;
}
/// The slot of a site, which may be the shared one.
Slot *slotOf(const CgtAllocSite *Site);

inline size_t slackOf(size_t Size, const CgtAllocSite *Site) { return Site ? slackFor(Size, Site->ElementSize) : 0; }

/// \p P, a fresh block of a slab, as zeros if need be; its spare bytes too, into which realloc() may let it grow.
inline void *cleared(const Span *S, void *P) {
  return __builtin_expect(ZeroesBlocks, 0) && S->Saved ? memset(P, 0, S->BlockSize) : P;
}

/// \p L is null when the site's slot must be found out. Align is malloc's.
__attribute__((always_inline)) inline void *allocateFast(Slot *L, size_t Size, const CgtAllocSite *Site) {
  size_t Room = Size + slackOf(Size, Site);
  if (__builtin_expect(L && Room <= LargestSmall && Size <= LargestSmall, 1)) {
    unsigned Class = classOf(Room);
    if (!__libc_single_threaded) {
      if (void *P = threadcache::allocate(L, Class, Size, Site))
        return P;
    } else if (Span *S = L->Current[Class]; void *P = S->FreeList) {
      return cleared(S, slab::take(S, P, Size, 0, Site));
    } else {
      return allocateAsGuest(L, Class, Size, Site);
    }
  }
  return allocateSlowly(L, Size, 0, false, Site);
}

__attribute__((always_inline)) inline void *allocateTyped(size_t Size, const CgtAllocSite *Site) {
  return allocateFast(ownSlot(Site), Size, Site);
}

inline Span *spanOf(const void *Address) {
  auto A = reinterpret_cast<uintptr_t>(Address);
  Span *S = SavedPages.find(A);
  return S ? S : UnsavedPages.find(A);
}

inline void releaseFast(void *Block) {
  if (!__libc_single_threaded) {
    if (threadcache::release(Block))
      return;
  } else if (Span *S = spanOf(Block)) {
    uint32_t Index;
    if (uint16_t *Note = slab::noteOf(S, Block, Index))
      return slab::give(S, Block, Note);
  }
  if (Block)
    releaseSlowly(Block);
}

} // namespace heap
} // namespace cgt

#endif // CGT_HEAP_HEAPSTATE_H
