//===- LargeBlocks.cpp - Blocks with pages of their own ------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "heap/LargeBlocks.h"

#include "heap/HeapState.h"
#include "port/Port.h"

using namespace cgt;

/// One byte more than asked for, at least, and slackFor(): a pointer one past the end stays inside.
static size_t granulesFor(size_t Size, const CgtAllocSite *Site) {
  return (Size + heap::slackOf(Size, Site)) / GranuleSize + 1;
}

Span *large::allocate(Pages &Arena, size_t Size, size_t Align, bool Zero, const CgtAllocSite *Site) {
  bool IsZero;
  Span *S = Arena.allocate(granulesFor(Size, Site), Align > GranuleSize ? Align / GranuleSize : 1, IsZero);
  if (!S)
    return nullptr;
  S->Kind = SpanKind::Large;
  S->Size = Size;
  S->Align = Align > BlockAlign ? Align : 0;
  S->Site = Site;
  Arena.enter(S);
  if (Zero && !IsZero)
    memset(S->Base, 0, heap::ZeroesBlocks ? S->runBytes() : Size);
  return S;
}

static void moveContents(Span *From, Span *To, size_t Size) {
  constexpr size_t WorthMoving = size_t(1) << 20;
  size_t Moved = 0;
  size_t Mask = port::pageSize() - 1;
  auto Unaligned = (reinterpret_cast<uintptr_t>(From->Base) | reinterpret_cast<uintptr_t>(To->Base)) & Mask;
  if (Size >= WorthMoving && Unaligned == 0 && port::movePages(From->Base, Size & ~Mask, To->Base))
    Moved = Size & ~Mask;
  memcpy(To->Base + Moved, From->Base + Moved, Size - Moved);
}

Span *large::resize(Pages &Arena, Span *S, size_t Size) {
  size_t Granules = granulesFor(Size, S->Site), Old = S->runBytes();
  bool Zero = true, ZeroesGrowth = heap::ZeroesBlocks && S->Saved;
  if (Granules < S->Granules)
    Arena.shrink(S, Granules);
  if (Granules <= S->Granules || Arena.extend(S, Granules, Zero)) {
    if (ZeroesGrowth && !Zero)
      memset(S->Base + Old, 0, S->runBytes() - Old);
    S->Size = Size;
    return S;
  }
  Span *New = allocate(Arena, Size, S->Align ? S->Align : BlockAlign, ZeroesGrowth, S->Site);
  if (!New)
    return nullptr;
  moveContents(S, New, S->Size);
  Arena.release(S);
  return New;
}
