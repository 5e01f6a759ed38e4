//===- Heap.cpp - Allocation from the two arenas -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "abi/Names.h"
#include "heap/ForeignMalloc.h"
#include "heap/HeapState.h"
#include "heap/LargeBlocks.h"
#include "heap/StreamBlocks.h"
#include "port/Port.h"
#include "port/Report.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

using namespace cgt;
using namespace cgt::heap;

// malloc is called before any constructor runs.
[[clang::require_constant_initialization]] Pages heap::SavedPages(true);
[[clang::require_constant_initialization]] Pages heap::UnsavedPages(false);
[[clang::require_constant_initialization]] Slot heap::SavedSlot(&SavedPages, nullptr, nullptr, true);
[[clang::require_constant_initialization]] Slot heap::UnsavedSlot(&UnsavedPages, nullptr, nullptr, false);

[[clang::require_constant_initialization]] bool heap::ZeroesBlocks = false;

void heap::zeroBlocks() { ZeroesBlocks = true; }

//===--- The lock ---------------------------------------------------------===//

static int LockWord;

void Lock::take() { port::takeLock(&LockWord); }
void Lock::drop() { port::dropLock(&LockWord); }

static void dropInChild() { __atomic_store_n(&LockWord, 0, __ATOMIC_RELEASE); }

/// Runs before the program's own constructors, so that the lock is taken last before a fork and dropped first after it:
/// handlers of the program may allocate.
__attribute__((constructor(101))) static void makeForkSafe() { pthread_atfork(&Lock::take, &Lock::drop, &dropInChild); }

//===--- Allocation -------------------------------------------------------===//

/// Called with the lock.
Slot *heap::slotOf(const CgtAllocSite *Site) {
  if (!Site)
    return &SavedSlot;
  if (Slot *L = ownSlot(Site))
    return L;
  auto *Writable = const_cast<CgtAllocSite *>(Site);
  if (Site->Cache < RareSite) {
    ++Writable->Cache;
    return &SavedSlot;
  }
  auto *L = static_cast<Slot *>(meta::allocate(sizeof(Slot)));
  if (!L)
    return &SavedSlot;
  *L = Slot(&SavedPages, Site, &SavedSlot, false);
  __atomic_store_n(&Writable->Cache, reinterpret_cast<uintptr_t>(L), __ATOMIC_RELEASE);
  return L;
}

/// Does the shared slot give the next block? Until so many of the slot's blocks of the class are alive there that they would have
/// filled two pages, or that their number won't change much.
static bool takesGuest(const Slot *L, unsigned Class) {
  constexpr uint32_t Least = 16;
  if (!L->Shared || L->Current[Class] != &slab::None)
    return false;
  uint32_t Guests = L->Guests[Class];
  return Guests < Least || (Guests + 1) * blockSizeOf(Class) <= 2 * GranuleSize;
}

void *heap::allocateAsGuest(Slot *L, unsigned Class, size_t Size, const CgtAllocSite *Site) {
  Span *S = L->Shared ? L->Shared->Current[Class] : nullptr;
  if (!S || !S->FreeList || !takesGuest(L, Class))
    return allocateSlowly(L, Size, 0, false, Site);
  ++L->Guests[Class];
  return cleared(S, slab::take(S, S->FreeList, Size, 0, Site));
}

/// The smallest class with \p Room for a block of \p Size bytes whose blocks are aligned, or 0.
static unsigned alignedClass(size_t Size, size_t Room, size_t Align) {
  if (Room > LargestSmall)
    return 0;
  unsigned Class = classOf(Room);
  if (Align > BlockAlign) {
    if (Align > slab::LargestAlign)
      return 0;
    while (Class < NumClasses && blockSizeOf(Class) % Align != 0)
      ++Class;
    if (Class == NumClasses || blockSizeOf(Class) - Size > slab::SlackMask)
      return 0;
  }
  return Class;
}

static void *outOfMemory() {
  errno = ENOMEM;
  return nullptr;
}

void *heap::allocateSlowly(Slot *L, size_t Size, size_t Align, bool Zero, const CgtAllocSite *Site) {
  if (Size > PTRDIFF_MAX || Align > PTRDIFF_MAX)
    return outOfMemory();
  if (foreign::hasMalloc()) // no slot has a block, so that all comes here
    return foreign::allocate(Size, Align, Zero);
  Lock Guard;
  if (!L)
    L = slotOf(Site);
  unsigned Class = alignedClass(Size, Size + slackOf(Size, Site), Align);
  if (Class == 0) {
    Span *S = large::allocate(*L->Arena, Size, Align, Zero || (ZeroesBlocks && L->Arena == &SavedPages), Site);
    return S ? S->Base : outOfMemory();
  }
  if (takesGuest(L, Class)) {
    ++L->Guests[Class];
    L = L->Shared;
  }
  Span *S = slab::refill(L, Class);
  if (!S && L->Shared)
    S = slab::refill(L->Shared, Class); // may have a block left
  if (!S)
    return outOfMemory();
  void *P = cleared(S, slab::take(S, S->FreeList, Size, slab::alignNote(Align), Site));
  if (Zero)
    memset(P, 0, Size);
  return P;
}

void *heap::allocate(size_t Size, size_t Align, bool Zero, const CgtAllocSite *Site) {
  if (Align > BlockAlign || (Zero && Size > LargestSmall))
    return allocateSlowly(nullptr, Size, Align, Zero, Site);
  void *P = Site ? allocateTyped(Size, Site) : allocateFast(&SavedSlot, Size, nullptr);
  return P && Zero ? memset(P, 0, Size) : P;
}

void *heap::allocateUnsaved(size_t Size, size_t Align, bool Zero) {
  if (Align > BlockAlign || (Zero && Size > LargestSmall))
    return allocateSlowly(&UnsavedSlot, Size, Align, Zero, nullptr);
  void *P = allocateFast(&UnsavedSlot, Size, nullptr);
  return P && Zero ? memset(P, 0, Size) : P;
}

//===--- Giving back ------------------------------------------------------===//

[[noreturn]] static void invalid(const char *What) {
  report::error(What, ": invalid pointer");
  abort();
}

static bool isLarge(const Span *S, const void *P) { return S->Kind == SpanKind::Large && S->Base == P; }
static Pages &arenaOf(const Span *S) { return S->Saved ? SavedPages : UnsavedPages; }

void heap::releaseSlowly(void *Block) {
  if (foreign::hasMalloc())
    return foreign::release(Block);
  Lock Guard;
  Span *S = spanOf(Block);
  if (!S && streams::contains(Block))
    return streams::release(Block);
  if (!S)
    invalid("free()");
  uint32_t Index;
  if (uint16_t *Note = slab::noteOf(S, Block, Index))
    return slab::give(S, Block, Note);
  if (isLarge(S, Block))
    return arenaOf(S).release(S);
  size_t Offset = static_cast<size_t>(static_cast<char *>(Block) - S->Base);
  if (Offset < S->Bytes && Offset % S->BlockSize == 0 && Offset / S->BlockSize < S->Carved) {
    report::error("free(): double free detected");
    abort();
  }
  invalid("free()");
}

void heap::release(void *Block) { releaseFast(Block); }

//===--- Size -------------------------------------------------------------===//

/// Finds a live block, or ends the program.
static Span *liveBlock(const void *Block, BlockInfo &Info, uint32_t &Index, const char *What) {
  Span *S = spanOf(Block);
  if (!S)
    invalid(What);
  if (const uint16_t *Note = slab::noteOf(S, Block, Index)) {
    Info.Size = S->BlockSize - (*Note & slab::SlackMask);
    Info.Align = *Note >> slab::SlackBits ? BlockAlign << (*Note >> slab::SlackBits) : 0;
    const CgtAllocSite **Sites = slab::sitesOf(S);
    Info.Site = Sites ? Sites[Index] : S->Owner->Site;
  } else if (isLarge(S, Block)) {
    Info.Size = S->Size;
    Info.Align = S->Align;
    Info.Site = S->Site;
  } else {
    invalid(What);
  }
  return S;
}

size_t heap::sizeOf(const void *Block) {
  Lock Guard;
  BlockInfo Info;
  uint32_t Index;
  if (streams::contains(Block))
    return streams::Size;
  liveBlock(Block, Info, Index, "malloc_usable_size()");
  return Info.Size;
}

/// Tries to change a block's size where it stands, or by moving pages.
static void *resizeInPlace(Span *S, void *Block, uint32_t Index, size_t Size, const CgtAllocSite *Site) {
  size_t Room = Size + slackOf(Size, Site);
  if (S->Kind == SpanKind::Large) {
    if (Room <= LargestSmall)
      return nullptr;
    Lock Guard;
    Span *New = large::resize(arenaOf(S), S, Size);
    return New ? New->Base : nullptr;
  }
  // A block that became much too large gives its memory back.
  if (Room >= S->BlockSize || S->BlockSize - Size > slab::SlackMask || (Size < S->BlockSize / 2 && S->BlockSize > 64))
    return nullptr;
  uint16_t &Note = S->Notes[Index];
  Note = static_cast<uint16_t>((Note & ~slab::SlackMask) | (S->BlockSize - Size));
  return Block;
}

static bool isUntyped(const CgtAllocSite *Site) { return Site->Kind == CGT_SITE_UNTYPED; }

void *heap::resize(void *Block, size_t Size, const CgtAllocSite *Site) {
  if (Size > PTRDIFF_MAX)
    return outOfMemory();
  if (foreign::hasMalloc())
    return foreign::resize(Block, Size);
  if (streams::contains(Block))
    return streams::resize(Block, Size, Site);
  BlockInfo Info;
  uint32_t Index = 0;
  Span *S = liveBlock(Block, Info, Index, "realloc()");
  bool Saved = S->Saved || Site, Moves = Saved != S->Saved;
  if (Site && (!Info.Site || (isUntyped(Info.Site) && !isUntyped(Site)))) {
    Moves = Moves || Info.Site != Site;
    Info.Site = Site;
  } else if (Site && Site != Info.Site && Site->Kind == CGT_SITE_SHAPED && Site->ElementSize == Info.Site->ElementSize) {
    Lock Guard;
    if (setSite(S, Index, Site))
      Info.Site = Site; // one may have become several, or longer
  }
  if (!Moves)
    if (void *Same = resizeInPlace(S, Block, Index, Size, Info.Site))
      return Same;
  void *New = Saved ? allocate(Size, Info.Align, false, Info.Site) : allocateUnsaved(Size, Info.Align, false);
  if (!New)
    return Size <= Info.Size && !Moves ? Block : nullptr;
  memcpy(New, Block, Size < Info.Size ? Size : Info.Size);
  release(Block);
  return New;
}

/// Can a block of \p Size bytes that has the type \p Old tells be one of \p Site's?
static bool takesType(const CgtAllocSite *Old, size_t Size, const CgtAllocSite *Site) {
  return Old && isUntyped(Old) && Site->ElementSize != 0 &&
         (Site->Kind == CGT_SITE_SHAPED || Size == Site->ElementSize || Size % Site->ElementSize == 0);
}

[[gnu::noinline]] static void noteType(Span *S, uint32_t Index, const CgtAllocSite *Site) {
  Lock Guard;
  setSite(S, Index, Site);
}

void heap::giveType(void *Block, const CgtAllocSite *Site) {
  Span *S = SavedPages.find(reinterpret_cast<uintptr_t>(Block));
  uint32_t Index = 0;
  const uint16_t *Note = S ? slab::noteOf(S, Block, Index) : nullptr;
  if (!Note) {
    if (S && isLarge(S, Block) && takesType(S->Site, S->Size, Site))
      noteType(S, Index, Site);
    return;
  }
  const CgtAllocSite **Sites = slab::sitesOf(S);
  if (!takesType(Sites ? Sites[Index] : S->Owner->Site, S->BlockSize - (*Note & slab::SlackMask), Site))
    return;
  if (Sites)
    Sites[Index] = Site;
  else
    noteType(S, Index, Site);
}
