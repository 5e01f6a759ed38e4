//===- Reach.cpp - Blocks that a resumed program can come to ---------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "image/Reach.h"

#include "base/Search.h"
#include "base/Sort.h"
#include "image/DescribedRecords.h"
#include "types/Addresses.h"
#include "types/Blocks.h"
#include "types/TypeChecks.h"
#include "types/TypeNames.h"

using namespace cgt;

/// The largest power of two that divides \p Offset, at most \p Most.
static unsigned alignmentOf(uint64_t Offset, unsigned Most) {
  uint64_t Low = Offset & -Offset;
  return Low == 0 || Low > Most ? Most : static_cast<unsigned>(Low);
}

/// How far apart pointers of a type may stand, at least: closer than their size in what is packed.
static unsigned stepOf(const UnitInfo &U, uint32_t Type, unsigned PointerSize, unsigned Depth = 0) {
  if (Type == NoIndex || Depth > MaxTypeDepth || U.Types[Type].Size == 0)
    return PointerSize;
  const TypeInfo &T = U.Types[Type];
  if (T.Kind == TypeKind::Array)
    return stepOf(U, T.Element, PointerSize, Depth + 1);
  unsigned Step = PointerSize;
  bool Any = false;
  for (uint32_t K = 0; T.isRecord() && K < T.NumMembers; ++K) {
    const MemberInfo &M = T.Members[K];
    if (M.IsBitField || !mayHoldPointers(U, M.Type))
      continue;
    unsigned Inner = stepOf(U, M.Type, PointerSize, Depth + 1), Place = alignmentOf(M.Offset, PointerSize);
    Step = Inner < Step ? Inner : Step;
    Step = Place < Step ? Place : Step;
    Any = true;
  }
  unsigned Next = alignmentOf(T.Size, PointerSize); // in arrays
  return Any && Next < Step ? Next : Step;
}

bool Reach::isAnyReached(uint32_t Run) const {
  for (uint64_t K = 0; K < I->Runs[Run].Count; ++K)
    if (isReached(Run, K))
      return true;
  return false;
}

uint64_t Reach::elementSize(const HeapRun &Run) const {
  if (Run.Type == NoIndex)
    return 0;
  const UnitInfo &U = I->Units[Run.Unit];
  uint32_t Element = blockType(U, Run.Type).Element;
  return Element == NoIndex ? 0 : U.Types[Element].Size;
}

void Reach::add(uint32_t Run, uint64_t Block) {
  uint64_t Number = FirstBlocks[Run] + Block;
  auto Bit = static_cast<uint8_t>(1u << (Number % 8));
  if (Reached[Number / 8] & Bit)
    return;
  Reached[Number / 8] |= Bit;
  Queue[Count++] = Number;
}

/// A block has its end, too, and the place of one element in front of it (docs/limits.md, "Pointers in front of an array"),
/// of several where no other block is.
void Reach::follow(uint64_t Value) {
  constexpr uint64_t Several = 256;
  if (Value < Low || Value > High || isMark(Value, I->Sender.PointerSize))
    return;
  uint32_t First = firstWhere<uint32_t>(0, I->NumRuns, [&](uint32_t K) { return I->Runs[Order[K]].Address > Value; });
  bool Inside = false;
  const HeapRun *Next = First < I->NumRuns ? &I->Runs[Order[First]] : nullptr;
  uint32_t NextRun = Next ? Order[First] : 0;
  uint64_t NextBlock = 0;
  if (First != 0) {
    const HeapRun &Run = I->Runs[Order[First - 1]];
    uint64_t Offset = Value - Run.Address, Block = 0;
    if (Run.Count > 1) {
      Block = Offset / Run.Stride < Run.Count ? Offset / Run.Stride : Run.Count - 1;
      Offset -= Block * Run.Stride;
    }
    Inside = Offset <= Run.Size;
    if (Inside)
      add(Order[First - 1], Block);
    if (Block + 1 < Run.Count) {
      Next = &Run;
      NextRun = Order[First - 1];
      NextBlock = Block + 1;
    }
  }
  uint64_t Element = Next ? elementSize(*Next) : 0;
  if (Element == 0)
    return;
  uint64_t Distance = Next->Address + NextBlock * Next->Stride - Value;
  if (Distance == Element || (!Inside && Distance <= Several && Distance % Element == 0))
    add(NextRun, NextBlock);
}

void Reach::scan(const uint8_t *Data, uint64_t Address, uint64_t Size, unsigned Step) {
  unsigned Word = I->Sender.PointerSize;
  if (Size < Word)
    return;
  for (uint64_t K = (0 - Address) % Step; K <= Size - Word; K += Step)
    follow(readAddress(Data + K, I->Sender));
}

void Reach::scanBlock(uint64_t Number) {
  uint32_t At = firstWhere<uint32_t>(0, I->NumRuns, [&](uint32_t K) { return FirstBlocks[K] > Number; }) - 1;
  const HeapRun &Run = I->Runs[At];
  if (Run.Data)
    scan(Run.block(Number - FirstBlocks[At]), 0, Run.Size, Steps[At]);
}

void Reach::scanFrames() {
  unsigned Word = I->Sender.PointerSize;
  for (uint32_t K = 0; K < I->NumActivations; ++K) {
    const ActivationRecord &A = I->Activations[K];
    const FunctionInfo &F = I->Units[A.Unit].Functions[A.Function];
    unsigned Step = Word;
    for (const FieldInfo &V : LiveFields(F, F.step(A.Step))) {
      unsigned Own = stepOf(I->Units[A.Unit], V.Type, Word), Place = alignmentOf(V.Offset, Word);
      Own = Place < Own && mayHoldPointers(I->Units[A.Unit], V.Type) ? Place : Own;
      Step = Own < Step ? Own : Step;
    }
    scan(A.Record, 0, A.RecordSize, Step);
  }
}

void Reach::scanObjects() {
  unsigned Word = I->Sender.PointerSize;
  for (uint32_t K = 0; K < I->NumObjects; ++K) {
    const ObjectRecord &O = I->Objects[K];
    if (!O.Data)
      continue;
    unsigned Step = Word;
    if (O.Kind == ObjectKind::Global)
      Step = stepOf(I->Units[O.Unit], I->Units[O.Unit].Globals[O.Index].Type, Word);
    else if (O.Kind == ObjectKind::Literal)
      Step = stepOf(I->Units[O.Unit], I->Units[O.Unit].Literals[O.Index].Type, Word);
    scan(O.Data, O.Address, O.Size, Step);
  }
  for (uint32_t K = 0; K < I->NumHooks; ++K)
    follow(I->Hooks[K].Argument);
  auto Follow = [this](const DescribedRecord &R) {
    follow(R.Object);
    follow(R.Description);
  };
  forEachDescribedRecord(*I, LibraryObjects, Follow);
  forEachDescribedRecord(*I, LibraryValues, Follow);
}

/// Order of runs, numbers of blocks, bounds.
bool Reach::prepare(Allocator &Memory) {
  uint32_t N = I->NumRuns;
  auto *Sorted = Memory.array<uint32_t>(uint64_t(N) + 1);
  auto *Numbers = Memory.array<uint64_t>(uint64_t(N) + 1);
  Steps = Memory.array<uint8_t>(uint64_t(N) + 1);
  if (!Sorted || !Numbers || !Steps)
    return false;
  Low = UINT64_MAX;
  for (uint32_t K = 0; K < N; ++K) {
    const HeapRun &R = I->Runs[K];
    Sorted[K] = K;
    if (R.Count > UINT64_MAX / 16 - Numbers[K])
      return false;
    Numbers[K + 1] = Numbers[K] + R.Count;
    Steps[K] = static_cast<uint8_t>(R.Type == NoIndex ? I->Sender.PointerSize
                                                      : stepOf(I->Units[R.Unit], R.Type, I->Sender.PointerSize));
    uint64_t Before = elementSize(R), Last = R.Address + (R.Count - 1) * R.Stride + R.Size;
    Before = Before < R.Address ? R.Address - Before : 0;
    Low = Before < Low ? Before : Low;
    High = Last > High ? Last : High;
  }
  sortInPlace(Sorted, N, [this](uint32_t A, uint32_t B) { return I->Runs[A].Address < I->Runs[B].Address; });
  Order = Sorted;
  FirstBlocks = Numbers;
  Queue = Memory.array<uint64_t>(Numbers[N] + 1);
  Reached = Queue ? Memory.array<uint8_t>(Numbers[N] / 8 + 1) : nullptr;
  return Reached;
}

bool Reach::find(const Image &From, Allocator &Memory) {
  I = &From;
  if (!prepare(Memory))
    return false;
  scanFrames();
  scanObjects();
  for (uint64_t Done = 0; Done < Count; ++Done)
    scanBlock(Queue[Done]);
  return true;
}
