//===- Sparse.cpp - Pages of zeros cost nothing -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "restore/Sparse.h"

#include "restore/HeapFiller.h"

using namespace cgt;

/// Calls \p Visit with each part's offset, size and whether it is zero, until it returns false.
template <typename Fn> static void forEachPart(const uint8_t *Data, uint64_t Size, uint64_t Step, Fn Visit) {
  for (uint64_t At = 0, Part; At < Size; At += Part) {
    Part = Size - At < Step ? Size - At : Step;
    if (!Visit(At, Part, isZero(Data + At, Part)))
      return;
  }
}

bool cgt::hasZeros(const HeapRun &Run, uint64_t First, uint64_t Count) {
  bool Found = false;
  for (uint64_t K = 0; Run.Size >= SparsePart && K < Count && !Found; ++K)
    forEachPart(Run.block(First + K), Run.Size, SparsePart, [&](uint64_t, uint64_t, bool IsZero) {
      Found = IsZero;
      return !Found;
    });
  return Found;
}

/// A block of elements that may be looked at one by one. False if it can't be filled so; the failure is then found as ever.
bool HeapFiller::fillSparse(const HeapRun &Run, const Plan *Pl, const uint8_t *Source, char *Block) {
  uint64_t Element = Pl ? sourceSize(*Pl) : 1, Own = Pl ? targetSize(*Pl) : 1;
  if (Element == 0 || Run.Size % Element != 0 || (Pl && !mayBeCut(*Pl)))
    return false;
  uint64_t Step = Element < SparsePart ? SparsePart / Element * Element : Element;
  const Location L = To.locationOf(Run);
  Conversion C(To, L);
  bool Good = true;
  forEachPart(Source, Run.Size, Step, [&](uint64_t At, uint64_t Part, bool IsZero) {
    char *Target = Block + At / Element * Own;
    if (IsZero) {
      makeZero(Target, Part / Element * Own);
    } else if (Pl) {
      Good = !hasPointers(*Pl) && convertBlock(*Pl, Source + At, Part, Target, C.Context).ok();
    } else if ((Good = To.checkUntyped(Run, Source, At, At + Part))) {
      memcpy(Target, Source + At, static_cast<size_t>(Part));
    }
    return Good;
  });
  return Good;
}

uint64_t Restoration::blockBytes() const {
  uint64_t Bytes = 0;
  for (uint32_t K = 0; K < I.NumRuns; ++K)
    Bytes += I.Runs[K].Size * I.Runs[K].Count;
  return Bytes;
}

/// What reading the image took, and what its blocks will take.
void Restoration::checkSize() {
  constexpr uint64_t LeastBlock = 16;
  uint64_t Left = R.Opts.MaxImage;
  if (Left == 0)
    return;
  auto Take = [&](uint64_t Bytes, uint64_t Times) {
    if (Times != 0 && Bytes > Left / Times)
      refuseFile(Status::fail(Errc::TooLarge));
    Left -= Bytes * Times;
  };
  Take(I.MemoryTaken, 1);
  Take(File.Fd < 0 ? File.Size : 0, 1);
  if (canMapPages())
    return; // the file's own
  for (uint32_t K = 0; K < I.NumRuns; ++K) {
    const HeapRun &Run = I.Runs[K];
    if (Run.Size < SparsePart) {
      Take(Run.Size < LeastBlock ? LeastBlock : Run.Size, Run.Count);
      continue;
    }
    for (uint64_t B = 0; B < Run.Count; ++B)
      forEachPart(Run.block(B), Run.Size, SparsePart, [&](uint64_t, uint64_t Part, bool IsZero) {
        Take(IsZero ? 0 : Part, 1);
        return true;
      });
  }
}
