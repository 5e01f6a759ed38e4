//===- HeapFiller.cpp - The heap comes back ---------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// On an akin platform blocks return to where they were, and pages that the image has whole are mapped there: then only
// pointers to what lies elsewhere now are looked at. On any other, blocks are allocated anew and converted.
//
//===----------------------------------------------------------------------===//

#include "restore/HeapFiller.h"

#include "base/Search.h"
#include "heap/Heap.h"
#include "port/MemoryLimits.h"
#include "port/Progress.h"
#include "restore/Sparse.h"

using namespace cgt;

/// Are they many blocks of one element?
bool HeapFiller::isSpaced(const Piece &Q) const {
  constexpr uint64_t Worthwhile = 8;
  const Plan &Pl = *Heap.Plans[Q.Run];
  return I.Runs[Q.Run].Size == sourceSize(Pl) && mayBeCut(Pl) && Q.Count >= Worthwhile && Q.OwnStride >= targetSize(Pl);
}

/// Many blocks of one element are converted by one call. False if they are few, or if one can't be converted, which is then
/// found by itself.
bool HeapFiller::convertPiece(const Piece &Q, const Location &L) {
  const HeapRun &Run = I.Runs[Q.Run];
  const Plan &Pl = *Heap.Plans[Q.Run];
  if (!isSpaced(Q))
    return false;
  Conversion C(To, L);
  return convertSpaced(Pl, Run.block(Q.From), Run.DataStride, Q.Own, Q.OwnStride, Q.Count, C.Context).ok();
}

/// Looks at \p Count blocks of a piece that is in place.
Status HeapFiller::lookAt(const Piece &Q, uint64_t First, uint64_t Count, ConvertContext &C) {
  const HeapRun &Run = I.Runs[Q.Run];
  const uint8_t *Source = Run.block(Q.From + First);
  if (Heap.Plans[Q.Run])
    return convertPointers(*Heap.Plans[Q.Run], Source, Q.Own + First * Q.OwnStride, Run.Size, Q.OwnStride, Count, C);
  for (; !To.AllIsHome && Count; --Count, Source += Run.DataStride)
    (void)To.checkUntyped(Run, Source, 0, Run.Size);
  return Status::success();
}

/// Looks at part of a piece's only block, and moves \p From behind it.
Status HeapFiller::lookAtPart(const Piece &Q, uint64_t &From, uint64_t End, ConvertContext &C) {
  const HeapRun &Run = I.Runs[Q.Run];
  if (Heap.Plans[Q.Run])
    return convertPointersIn(*Heap.Plans[Q.Run], Run.block(Q.From), Q.Own, Run.Size, From, End, C);
  (void)To.checkUntyped(Run, Run.block(Q.From), From, End);
  From = End;
  return Status::success();
}

/// Looks at what lies on pages that the image notes. Nothing is looked at twice, though blocks and elements lie on several.
Status HeapFiller::lookAtNoted(const Piece &Q, ConvertContext &C) {
  const HeapRun &Run = I.Runs[Q.Run];
  const PageRange *const Pages = I.Outward.Pages, *const Last = Pages + I.Outward.NumPages;
  uint64_t Start = Run.Address + Q.From * Run.Stride, Bytes = (Q.Count - 1) * Run.Stride + Run.Size;
  const PageRange *Page = Pages + firstWhere<size_t>(0, I.Outward.NumPages, [&](size_t K) { return Pages[K].end() > Start; });
  for (uint64_t Done = 0; Page != Last && Page->Address < Start + Bytes; ++Page) { // bytes, or blocks
    uint64_t From = Page->Address < Start ? 0 : Page->Address - Start, End = Page->end() - Start;
    End = End < Bytes ? End : Bytes;
    if (Q.Count == 1) {
      Done = Done < From ? From : Done;
      if (Done >= End)
        continue;
      if (Status S = lookAtPart(Q, Done, End, C); !S.ok())
        return S;
      continue;
    }
    uint64_t First = From / Run.Stride, Next = (End - 1) / Run.Stride + 1;
    First = First < Done ? Done : First;
    Next = Next < Q.Count ? Next : Q.Count;
    if (First >= Next)
      continue;
    if (Status S = lookAt(Q, First, Next - First, C); !S.ok())
      return S;
    Done = Next;
  }
  return Status::success();
}

/// Blocks that are here already, as the sender had them. Where something can't stay so, they are looked at one by one.
void HeapFiller::fillInPlace(const Piece &Q, const Location &L) {
  Conversion C(To, L);
  // What the image notes is believed of data only: nothing but a function of ours may be called.
  const Plan *Plan = Heap.Plans[Q.Run];
  bool OnlyNoted = Heap.OnlyOutward && !(Plan && hasFunctionPointers(*Plan));
  Status S = OnlyNoted ? lookAtNoted(Q, C.Context) : lookAt(Q, 0, Q.Count, C.Context);
  for (uint64_t K = 0; !S.ok() && K < Q.Count; ++K) {
    C.Views = {};
    if (Status Own = lookAt(Q, K, 1, C.Context); !Own.ok() && !To.AllIsHome && !To.isLeftOut(Own, Q.Run, Q.From + K))
      To.refuse(Own, L, &C, nullptr);
  }
}

/// Converts one block.
void HeapFiller::fillBlock(const Piece &Q, uint64_t Number, const Location &L) {
  const HeapRun &Run = I.Runs[Q.Run];
  const Plan *Pl = Heap.Plans[Q.Run];
  const uint8_t *Source = Run.block(Q.From + Number);
  char *Block = Q.Own + Number * Q.OwnStride;
  if (!Pl) {
    if (To.checkUntyped(Run, Source, 0, Run.Size))
      memcpy(Block, Source, static_cast<size_t>(Run.Size));
    else
      memset(Block, 0, static_cast<size_t>(Run.Size));
    return;
  }
  Conversion C(To, L);
  if (Status S = convertBlock(*Pl, Source, Run.Size, Block, C.Context); !S.ok()) {
    if (!To.isLeftOut(S, Q.Run, Q.From + Number))
      To.refuse(S, L, &C, nullptr);
    memset(Block, 0, static_cast<size_t>(blockSize(*Pl, Run.Size)));
  }
}

/// Copies a block; if memory is scarce, what has been copied is given back.
void HeapFiller::copyHome(char *Own, const uint8_t *Source, uint64_t Size) {
  constexpr uint64_t Step = 1 << 20;
  if (!IsFrugal)
    return copySparse(Own, Source, Size);
  for (uint64_t At = 0, Part; At < Size; At += Part) {
    Part = Size - At < Step ? Size - At : Step;
    const uint8_t *End = Source + At + Part;
    copySparse(Own + At, Source + At, Part);
    if (!Unneeded || Unneeded > Source + At)
      Unneeded = Source + At;
    uintptr_t Mask = port::pageSize() - 1, First = (reinterpret_cast<uintptr_t>(Unneeded) + Mask) & ~Mask;
    uintptr_t Last = reinterpret_cast<uintptr_t>(End) & ~Mask;
    if (First + Step > Last)
      continue;
    (void)port::discard(reinterpret_cast<void *>(First), Last - First);
    Unneeded = End;
  }
}

/// Blocks that lie where they lay, from an image without pages.
void HeapFiller::fillHome(const Piece &Q, const Location &L) {
  const HeapRun &Run = I.Runs[Q.Run];
  const Plan *Pl = Heap.Plans[Q.Run];
  for (uint64_t K = 0; K < Q.Count; ++K)
    copyHome(Q.Own + K * Q.OwnStride, Run.block(Q.From + K), Run.Size);
  Conversion C(To, L);
  auto Look = [&](uint64_t First, uint64_t Count) {
    char *Blocks = Q.Own + First * Q.OwnStride;
    return Pl ? convertPointers(*Pl, Blocks, Blocks, Run.Size, Q.OwnStride, Count, C.Context)
              : lookAt(Q, First, Count, C.Context);
  };
  Status S = Look(0, Q.Count);
  for (uint64_t K = 0; !S.ok() && !To.AllIsHome && K < Q.Count; ++K)
    if (Status Own = Look(K, 1); !Own.ok() && !To.isLeftOut(Own, Q.Run, Q.From + K))
      To.refuse(Own, L, &C, nullptr);
}

void HeapFiller::preferLargePages(const Piece &Q) const {
  constexpr uint64_t Large = 4 << 20;
  if (uint64_t Bytes = Q.Count == 1 ? I.Runs[Q.Run].Size : Q.Count * Q.OwnStride; Bytes >= Large && !Q.InPlace)
    port::preferLargePages(Q.Own, static_cast<size_t>(Bytes));
}

void HeapFiller::fillPiece(const Piece &Q) {
  const HeapRun &Run = I.Runs[Q.Run];
  const Plan *Pl = Heap.Plans[Q.Run];
  Location L = To.locationOf(Run);
  if (Q.InPlace && (!Pl || isSameLayout(*Pl)))
    return fillInPlace(Q, L);
  if (To.AtHome && (!Pl || isSameLayout(*Pl)))
    return fillHome(Q, L);
  bool Sparse = hasZeros(Run, Q.From, Q.Count);
  if (!Sparse)
    preferLargePages(Q);
  if (!Sparse && Pl && convertPiece(Q, L))
    return;
  for (uint64_t K = 0; K < Q.Count; ++K)
    if (!Sparse || !fillSparse(Run, Pl, Run.block(Q.From + K), Q.Own + K * Q.OwnStride))
      fillBlock(Q, K, L);
}

void HeapFiller::run() {
  uint64_t Before = To.Pointers;
  // What has been copied is needed by nobody if nothing has moved.
  port::MemoryRoom Room = port::memoryRoom();
  IsFrugal = To.AllIsHome && Room.Left / 2 < To.blockBytes();
  if (!To.AllIsHome && Room.Left < To.blockBytes())
    To.warnOfMemory(Room);
  auto *Done = To.Memory.array<uint8_t>(Heap.Pieces.size() + 1);
  if (Done && !IsFrugal)
    fillTogether(Done);
  uint64_t Filled = 0, All = To.blockBytes();
  progress::begin("restoring");
  for (const Piece &Q : Heap.Pieces) {
    if (size_t K = static_cast<size_t>(&Q - Heap.Pieces.begin()); IsFrugal || !Done || !Done[K])
      fillPiece(Q);
    progress::show(Filled += Q.Count * I.Runs[Q.Run].Size, All);
  }
  progress::end();
  if (Heap.OnlyOutward)
    To.Pointers = Before + I.Outward.Pointers;
}
