//===- HeapThreads.cpp - Large heaps by several processors -------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Blocks without pointers depend on nothing but their own bytes: where there are many, each processor converts some. What
// can't be converted is left to fillPiece(), which comes to it in the heap's order and refuses it as ever, so that neither
// bytes nor messages depend on the number of processors. To.Pointers share the look-up's state and stay with one thread.
//
//===----------------------------------------------------------------------===//

#include "restore/HeapFiller.h"

#include "restore/Sparse.h"

using namespace cgt;

namespace {

/// Elements of one block, or blocks of one element.
struct Portion {
  const Plan *Pl;
  const uint8_t *Source;
  char *Target;
  uint64_t Bytes; ///< of the block; 0: Count blocks
  uint64_t SourceStride, TargetStride, Count;
  uint32_t Piece;
};

/// What the threads share.
struct Portions {
  MapVector<Portion> All;
  uint32_t Next = 0;         ///< not taken yet
  uint8_t *Failed = nullptr; ///< by piece
  bool AllowLongDoubleLoss = false;

  void work();
};

} // namespace

static constexpr uint64_t PortionBytes = 2 << 20; ///< of the sender's

/// No system call, nothing thread-local: see port::runTogether().
void Portions::work() {
  ConvertContext C;
  C.AllowLongDoubleLoss = AllowLongDoubleLoss;
  for (;;) {
    uint32_t Number = __atomic_fetch_add(&Next, 1, __ATOMIC_RELAXED);
    if (Number >= All.size())
      return;
    const Portion &P = All[Number];
    uint64_t Element = sourceSize(*P.Pl);
    if (P.Bytes && P.Bytes % Element == 0 && isZero(P.Source, P.Bytes)) {
      makeZero(P.Target, P.Bytes / Element * targetSize(*P.Pl));
      continue;
    }
    Status S = P.Bytes ? convertBlock(*P.Pl, P.Source, P.Bytes, P.Target, C)
                       : convertSpaced(*P.Pl, P.Source, P.SourceStride, P.Target, P.TargetStride, P.Count, C);
    if (!S.ok())
      __atomic_store_n(&Failed[P.Piece], 1, __ATOMIC_RELAXED);
  }
}

/// Cuts a piece into portions. False when memory is out.
static bool cut(MapVector<Portion> &To, Portion Whole, uint64_t Size) {
  uint64_t Element = sourceSize(*Whole.Pl);
  if (Whole.Bytes == 0) {
    uint64_t Each = PortionBytes / Element + 1, Left = Whole.Count;
    for (; Left != 0; Left -= Whole.Count) {
      Whole.Count = Left < Each ? Left : Each;
      if (!To.push(Whole))
        return false;
      Whole.Source += Whole.Count * Whole.SourceStride;
      Whole.Target += Whole.Count * Whole.TargetStride;
    }
    return true;
  }
  for (uint64_t Blocks = Whole.Count; Blocks;
       --Blocks, Whole.Source += Whole.SourceStride, Whole.Target += Whole.TargetStride) {
    Portion P = Whole;
    uint64_t Each = mayBeCut(*P.Pl) ? PortionBytes / Element + 1 : Size / Element + 1;
    for (uint64_t Left = Size; Left != 0; Left -= P.Bytes) {
      P.Bytes = Left / Element <= Each ? Left : Each * Element;
      if (!To.push(P))
        return false;
      P.Source += P.Bytes;
      P.Target += P.Bytes / Element * targetSize(*P.Pl);
    }
  }
  return true;
}

/// \p Done, by piece: nothing is left to do.
void HeapFiller::fillTogether(uint8_t *Done) {
  constexpr uint64_t Worthwhile = 32 << 20, Least = 4096; // bytes of all, of a piece
  unsigned Threads = port::processors();
  if (Threads == 1)
    return;
  Portions Work;
  uint64_t Total = 0;
  bool Fits = true;
  for (size_t K = 0; Fits && K < Heap.Pieces.size(); ++K) {
    const Piece &Q = Heap.Pieces[K];
    const HeapRun &Run = I.Runs[Q.Run];
    const Plan *Pl = Heap.Plans[Q.Run];
    if (!Pl || hasPointers(*Pl) || Q.Count * Run.Size < Least || sourceSize(*Pl) == 0 || (Q.InPlace && isSameLayout(*Pl)) ||
        (To.AtHome && !isCopy(*Pl)))
      continue;
    bool Spaced = isSpaced(Q);
    Fits = cut(
        Work.All,
        {Pl, Run.block(Q.From), Q.Own, Spaced ? 0 : Run.Size, Run.DataStride, Q.OwnStride, Q.Count, static_cast<uint32_t>(K)},
        Run.Size);
    Total += Q.Count * Run.Size;
    Done[K] = 1;
  }
  Work.Failed = To.Memory.array<uint8_t>(Heap.Pieces.size() + 1);
  Work.AllowLongDoubleLoss = To.R.Opts.LossyLongDouble;
  bool Together = Fits && Work.Failed && Total >= Worthwhile;
  if (Together) {
    for (size_t K = 0; K < Heap.Pieces.size(); ++K)
      if (Done[K])
        preferLargePages(Heap.Pieces[K]);
    port::runTogether(Threads, [](void *Ctx) { static_cast<Portions *>(Ctx)->work(); }, &Work);
  }
  for (size_t K = 0; K < Heap.Pieces.size(); ++K)
    Done[K] = Together && Done[K] && !Work.Failed[K];
  Work.All.release();
}
