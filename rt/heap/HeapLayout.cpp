//===- HeapLayout.cpp - Blocks where another process had them ----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A resumed program's blocks get their old addresses on an akin platform, so that what only the program knows to be an
// address (in a union, an integer, a pool of bytes) stays one. The sender's spans are made anew; a slab belongs to the slot
// of the first site that has many blocks in it, or to the shared slot; free blocks in them are used like any others. A span in which
// constructors of this process have taken blocks is shared with them: mostly they take the same ones in each process.
//
//===----------------------------------------------------------------------===//

#include "heap/HeapState.h"
#include "heap/LargeBlocks.h"
#include "heap/ThreadCache.h"

using namespace cgt;
using namespace cgt::heap;

/// Runs between spans, to be given back when all are made.
static Span *Gaps;

/// The class whose blocks have exactly that size, or 0.
static unsigned classOfBlocks(size_t BlockSize) {
  if (BlockSize == 0 || BlockSize > LargestSmall + 1 + CacheLine)
    return 0;
  unsigned Class = classOf(BlockSize - 1);
  return blockSizeOf(Class) == BlockSize ? Class : 0;
}

void heap::dropSaved() {
  threadcache::forgetSaved();
  Lock Guard;
  while (Span *S = SavedPages.next(0)) {
    if (S->Kind == SpanKind::Slab)
      slab::drop(S);
    else
      SavedPages.release(S);
  }
}

void heap::expectLayout(uint64_t Spans, uint64_t Blocks) {
  constexpr uint64_t Most = SIZE_MAX / 4 / sizeof(Span), RoundedUp = 128; // a slab's notes
  Lock Guard;
  if (Spans < Most && Blocks < Most)
    meta::expect(static_cast<size_t>(Spans * (sizeof(Span) + RoundedUp) + Blocks * sizeof(uint16_t)));
}

/// A constructor's span, if it is the same. Its free blocks wait for placeRun(). Not while there are other threads, which may keep
/// some of these.
static bool share(const SpanInfo &Info, unsigned Class) {
  Span *S = SavedPages.find(reinterpret_cast<uintptr_t>(Info.Address));
  SpanKind Kind = Class == 0 ? SpanKind::Large : SpanKind::Slab;
  if (!__libc_single_threaded || !S || S->Placing || S->Base != Info.Address || S->Granules != Info.Pages || S->Kind != Kind ||
      S->Class != Class)
    return false;
  S->Placing = S->Shared = true;
  if (Class == 0) {
    S->Used = 1;
    return true;
  }
  slab::leaveQueue(S);
  S->FreeList = nullptr;
  S->Carved = S->Bytes / S->BlockSize;
  return true;
}

SpanPlace heap::addSpan(const SpanInfo &Info) {
  Lock Guard;
  unsigned Class = classOfBlocks(Info.BlockSize);
  if (Info.BlockSize != 0 && (Class == 0 || Info.Pages * GranuleSize < Info.BlockSize))
    return SpanPlace::None;
  if (share(Info, Class))
    return SpanPlace::Shared;
  Span *Gap;
  Span *S = SavedPages.allocateAt(reinterpret_cast<uintptr_t>(Info.Address), Info.Pages, Gap);
  if (!S)
    return SpanPlace::None;
  S->Placing = true;
  if (Gap) {
    Gap->Next = Gaps;
    Gaps = Gap;
  }
  if (Class == 0)
    S->Kind = SpanKind::Large;
  S->Class = static_cast<uint8_t>(Class); // a slab is made when its first block is placed
  SavedPages.enter(S);
  return SpanPlace::New;
}

uintptr_t heap::firstPlace() {
  Lock Guard;
  return SavedPages.next(0) ? 0 : SavedPages.firstBase();
}

/// The slot for a slab in which \p Count blocks of a site are to be.
static Slot *slotFor(const CgtAllocSite *Site, uint64_t Count) {
  if (Site && Count >= RareSite)
    for (uintptr_t K = 0; K <= RareSite && !ownSlot(Site); ++K)
      (void)slotOf(Site);
  Slot *Own = ownSlot(Site);
  return Own ? Own : &SavedSlot;
}

/// Blocks of one span.
static uint64_t placeInSlab(Span *S, uintptr_t Address, size_t Stride, uint64_t Count, size_t Size, size_t Align,
                            const CgtAllocSite *Site) {
  uint32_t BlockSize = blockSizeOf(S->Class), Blocks = static_cast<uint32_t>(S->runBytes()) / BlockSize;
  size_t Offset = Address - reinterpret_cast<uintptr_t>(S->Base);
  auto First = static_cast<uint32_t>(Offset / BlockSize);
  if (Offset % BlockSize != 0 || First >= Blocks || Align > slab::LargestAlign || Size >= BlockSize ||
      BlockSize - Size > slab::SlackMask)
    return 0;
  if (Stride != BlockSize)
    Count = 1;
  if (Count > Blocks - First)
    Count = Blocks - First;
  if (!S->Notes) {
    if (!slab::make(S, slotFor(Site, Count), S->Class))
      return 0;
    S->Carved = Blocks;
  }
  if (!S->Sites && S->Owner->Site != Site && !slab::noteSites(S))
    return 0;
  auto Note = static_cast<uint16_t>((BlockSize - Size) | slab::alignNote(Align));
  uint32_t End = First, Taken = 0;
  if (S->Used == 0) // none can be taken
    for (; End != First + Count; ++End)
      S->Notes[End] = Note;
  for (; End != First + Count && (S->Notes[End] == 0 || (S->Shared && S->Notes[End] == Note)); ++End) {
    Taken += S->Notes[End] != 0;
    S->Notes[End] = Note;
  }
  for (uint32_t I = First; S->Sites && I != End; ++I)
    S->Sites[I] = Site;
  S->Used += End - First - Taken;
  return End - First;
}

static bool placeLarge(Span *S, uintptr_t Address, size_t Size, size_t Align, const CgtAllocSite *Site) {
  bool IsTaken = S->Used != 0 && !(S->Shared && S->Size == Size);
  if (reinterpret_cast<uintptr_t>(S->Base) != Address || IsTaken || Size >= S->runBytes())
    return false;
  S->Size = Size;
  S->Align = Align > BlockAlign ? Align : 0;
  S->Site = Site;
  S->Used = 1;
  return true;
}

uint64_t heap::placeRun(uintptr_t Address, size_t Stride, uint64_t Count, size_t Size, size_t Align, const CgtAllocSite *Site,
                        SpanPlace &Where) {
  Lock Guard;
  uint64_t Done = 0;
  Where = SpanPlace::None;
  while (Done != Count) {
    uintptr_t At = Address + static_cast<size_t>(Done) * Stride;
    Span *S = SavedPages.find(At);
    if (!S || !S->Placing || (Align > BlockAlign && (At % Align != 0 || (Count != 1 && Stride % Align != 0))))
      break;
    SpanPlace Place = S->Shared ? SpanPlace::Shared : SpanPlace::New;
    if (Done != 0 && Place != Where)
      break;
    uint64_t More = S->Kind == SpanKind::Large ? placeLarge(S, At, Size, Align, Site)
                                               : placeInSlab(S, At, Stride, Count - Done, Size, Align, Site);
    if (More == 0)
      break;
    Where = Place;
    Done += More;
  }
  return Done;
}

/// The blocks that aren't in use, in order of address. Those behind the last one in use are carved when needed.
static void linkFree(Span *S) {
  void *First = S->FreeList = nullptr;
  if (S->Used == S->Carved)
    return;
  while (S->Carved != 0 && S->Notes[S->Carved - 1] == 0)
    --S->Carved;
  for (uint32_t I = S->Carved; I-- != 0;)
    if (S->Notes[I] == 0) {
      void *Block = S->Base + static_cast<size_t>(I) * S->BlockSize;
      *static_cast<void **>(Block) = First;
      First = Block;
    }
  S->FreeList = First;
}

void heap::finishLayout() {
  Lock Guard;
  for (Span *S = SavedPages.next(0), *Next; S; S = Next) {
    Next = SavedPages.next(reinterpret_cast<uintptr_t>(S->Base) + S->runBytes());
    if (!S->Placing)
      continue;
    S->Placing = S->Shared = false;
    if (S->Kind == SpanKind::Large || !S->Notes) {
      if (S->Used == 0)
        SavedPages.release(S);
      continue;
    }
    linkFree(S);
    if (S->Used == 0 || S->FreeList || S->Carved != S->Bytes / S->BlockSize)
      slab::settle(S);
  }
  while (Span *Gap = Gaps) {
    Gaps = Gap->Next;
    Gap->Next = nullptr;
    SavedPages.release(Gap);
  }
}
