//===- HeapLayout.cpp - Blocks where another process had them ----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A resumed program's blocks get their old addresses on an equal platform, so that what only the program knows to be an
// address (in a union, an integer, a pool of bytes) stays one. The sender's spans are made anew, all slabs as the shared
// slot's, which notes each block's site; free blocks in them are used like any others.
//
//===----------------------------------------------------------------------===//

#include "runtime/HeapState.h"
#include "runtime/LargeBlocks.h"

using namespace cgt;
using namespace cgt::heap;

/// Runs between spans, to be given back when all are made.
static Span *Gaps;
static bool Begun;

/// The class whose blocks have exactly that size, or 0.
static unsigned classOfBlocks(size_t BlockSize) {
  if (BlockSize == 0 || BlockSize > LargestSmall + 1 + CacheLine)
    return 0;
  unsigned Class = classOf(BlockSize - 1);
  return blockSizeOf(Class) == BlockSize ? Class : 0;
}

bool heap::addSpan(const SpanInfo &Info) {
  Lock Guard;
  if (!Begun && SavedPages.next(0))
    return false; // constructors have taken blocks
  unsigned Class = classOfBlocks(Info.BlockSize);
  if (Info.BlockSize != 0 && (Class == 0 || Info.Pages * GranuleSize < Info.BlockSize))
    return false;
  Span *Gap;
  Span *S = SavedPages.allocateAt(reinterpret_cast<uintptr_t>(Info.Address), Info.Pages, Gap);
  if (!S)
    return false;
  Begun = true;
  S->Placing = true;
  if (Gap) {
    Gap->Next = Gaps;
    Gaps = Gap;
  }
  if (Class == 0) {
    S->Kind = SpanKind::Large;
    SavedPages.enter(S);
    return true;
  }
  if (!slab::make(S, &SavedSlot, Class)) {
    SavedPages.release(S);
    return false;
  }
  S->Carved = S->Bytes / S->BlockSize;
  return true;
}

void *heap::placeAt(void *Address, size_t Size, size_t Align, const CgtAllocSite *Site) {
  Lock Guard;
  Span *S = SavedPages.find(reinterpret_cast<uintptr_t>(Address));
  if (!S || !S->Placing || (Align > BlockAlign && reinterpret_cast<uintptr_t>(Address) % Align != 0))
    return nullptr;
  if (S->Kind == SpanKind::Large) {
    if (S->Base != Address || S->Used != 0 || Size >= S->runBytes())
      return nullptr;
    S->Size = Size;
    S->Align = Align > BlockAlign ? Align : 0;
    S->Site = Site;
    S->Used = 1;
    return Address;
  }
  size_t Offset = static_cast<size_t>(static_cast<char *>(Address) - S->Base);
  if (S->Kind != SpanKind::Slab || Offset % S->BlockSize != 0 || Align > slab::LargestAlign)
    return nullptr;
  uint32_t Index = static_cast<uint32_t>(Offset / S->BlockSize);
  if (Index >= S->Carved || S->Notes[Index] != 0 || Size >= S->BlockSize || S->BlockSize - Size > slab::SlackMask)
    return nullptr;
  S->Notes[Index] = static_cast<uint16_t>((S->BlockSize - Size) | slab::alignNote(Align));
  S->Sites[Index] = Site;
  ++S->Used;
  return Address;
}

/// The blocks that aren't in use, in order of address.
static void linkFree(Span *S) {
  void *First = nullptr;
  S->Carved = S->Bytes / S->BlockSize;
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
    S->Placing = false;
    if (S->Kind == SpanKind::Large) {
      if (S->Used == 0)
        SavedPages.release(S);
      continue;
    }
    linkFree(S);
    if (S->Used == 0 || S->FreeList)
      slab::settle(S);
  }
  Begun = false;
  while (Span *Gap = Gaps) {
    Gaps = Gap->Next;
    Gap->Next = nullptr;
    SavedPages.release(Gap);
  }
}
