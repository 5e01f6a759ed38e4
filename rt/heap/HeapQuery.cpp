//===- HeapQuery.cpp - What is in the saved arena ------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "heap/HeapState.h"
#include "heap/StreamBlocks.h"

using namespace cgt;
using namespace cgt::heap;

static BlockInfo largeInfo(const Span *S) { return {S->Base, S->Size, S->Align, S->Site}; }

static BlockInfo smallInfo(const Span *S, uint32_t Index) {
  uint16_t Note = S->Notes[Index];
  const CgtAllocSite **Sites = slab::sitesOf(S);
  unsigned Shift = Note >> slab::SlackBits;
  return {S->Base + static_cast<size_t>(Index) * S->BlockSize, S->BlockSize - (Note & slab::SlackMask),
          Shift ? BlockAlign << Shift : 0, Sites ? Sites[Index] : S->Owner->Site};
}

void heap::forEachBlock(bool (*Visit)(void *Ctx, const BlockInfo &Block), void *Ctx) {
  for (Span *S = SavedPages.next(0); S; S = SavedPages.next(reinterpret_cast<uintptr_t>(S->Base) + S->runBytes())) {
    if (S->Kind == SpanKind::Large && !Visit(Ctx, largeInfo(S)))
      return;
    if (S->Kind != SpanKind::Slab)
      continue;
    for (uint32_t I = 0; I != S->Carved; ++I)
      if (S->Notes[I] != 0 && !Visit(Ctx, smallInfo(S, I)))
        return;
  }
}

void heap::forEachSpan(bool (*Visit)(void *Ctx, const SpanInfo &Span), void *Ctx) {
  for (Span *S = SavedPages.next(0); S; S = SavedPages.next(reinterpret_cast<uintptr_t>(S->Base) + S->runBytes())) {
    bool IsSlab = S->Kind == SpanKind::Slab;
    if ((IsSlab || S->Kind == SpanKind::Large) && !Visit(Ctx, {S->Base, S->Granules, IsSlab ? S->BlockSize : 0}))
      return;
  }
}

/// The span of the saved arena whose blocks may contain \p Address, and the block's number in it; or null.
static Span *findIn(const void *Address, uint32_t &Index, size_t &Offset) {
  Span *S = SavedPages.find(reinterpret_cast<uintptr_t>(Address));
  if (!S)
    return nullptr;
  Index = 0;
  Offset = static_cast<size_t>(static_cast<const char *>(Address) - S->Base);
  if (S->Kind == SpanKind::Large)
    return Offset <= S->Size ? S : nullptr;
  if (S->Kind != SpanKind::Slab || Offset >= S->Bytes)
    return nullptr;
  Index = static_cast<uint32_t>(Offset) / S->BlockSize; // indexOf is exact only for the first byte of a block
  Offset -= static_cast<size_t>(Index) * S->BlockSize;
  return S->Notes[Index] != 0 ? S : nullptr;
}

bool heap::findBlock(const void *Address, BlockInfo &Block) {
  uint32_t Index;
  size_t Offset;
  Span *S = findIn(Address, Index, Offset);
  if (!S)
    return false;
  Block = S->Kind == SpanKind::Large ? largeInfo(S) : smallInfo(S, Index);
  return Offset <= Block.Size;
}

bool heap::adjoin(uintptr_t A, uintptr_t B) {
  const Span *First = SavedPages.find(A), *Second = SavedPages.find(B);
  return First && Second && (First == Second || First->Base + First->runBytes() == Second->Base);
}

bool heap::isSaved(const void *Address) { return SavedPages.contains(reinterpret_cast<uintptr_t>(Address)); }

bool heap::isUnsaved(const void *Address) {
  return UnsavedPages.contains(reinterpret_cast<uintptr_t>(Address)) || streams::contains(Address);
}

bool heap::isStale(const void *Address) {
  auto A = reinterpret_cast<uintptr_t>(Address);
  if (!UnsavedPages.contains(A))
    return false;
  Span *S = UnsavedPages.find(A);
  if (!S)
    return true;
  size_t Offset = A - reinterpret_cast<uintptr_t>(S->Base);
  if (S->Kind == SpanKind::Large)
    return Offset > S->Size;
  return S->Kind != SpanKind::Slab || Offset >= S->Bytes || S->Notes[Offset / S->BlockSize] == 0;
}

bool heap::setSite(void *Block, const CgtAllocSite *Site) {
  Lock Guard;
  uint32_t Index;
  size_t Offset;
  Span *S = findIn(Block, Index, Offset);
  return S && Offset == 0 && setSite(S, Index, Site);
}

bool heap::setSite(Span *S, uint32_t Index, const CgtAllocSite *Site) {
  if (S->Kind == SpanKind::Large) {
    S->Site = Site;
    return true;
  }
  if (!S->Sites && S->Owner->Site != Site && !slab::noteSites(S))
    return false;
  if (S->Sites)
    S->Sites[Index] = Site;
  return true;
}
