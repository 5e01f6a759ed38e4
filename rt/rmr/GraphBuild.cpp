//===- GraphBuild.cpp - Linked structures come in, the short way ------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One pass over the nodes: each is copied or converted, then its pointers are translated and checked at once. They lead to
// the nodes in the order in which these stand, if the sender met them so; others are found by an index. Whatever isn't
// sound is left to the long way, which begins anew and says what is wrong.
//
//===----------------------------------------------------------------------===//

#include "rmr/Graph.h"

using namespace cgt;
using namespace cgt::rmr;

Errc GraphReader::findWays() {
  const StreamType &From = *S.Record.Type, &To = *With->Local;
  if (!To.Flat)
    To.Flat = flatten(To, S.Kept);
  if (With->Ways && To.Flat)
    return Errc::Ok;
  size_t Before = S.Kept.taken();
  uint32_t NumTypes = From.Tag.Unit.NumTypes;
  auto *Ways = S.Kept.allocator().array<GraphWays>(1);
  auto *Of = S.Kept.allocator().array<GraphWays::Way>(NumTypes);
  if (!Ways || !Of || !To.Flat)
    return S.fail(Errc::OutOfMemory);
  *Ways = {Of, true};
  for (uint32_t I = 0; I < NumTypes; ++I) {
    Of[I] = GraphWays::Way();
    Of[I].Local = With->LocalOf[I];
    if (Of[I].Local == NoIndex)
      continue;
    Of[I].SourceSize = From.type(I).Size;
    Of[I].TargetSize = To.type(Of[I].Local).Size;
    Of[I].Align = alignUp(alignmentOf(To.type(Of[I].Local)), NodeAlign);
  }
  With->Ways = Ways;
  return S.charge(Before);
}

/// A type's first node.
Errc GraphReader::findWay(uint32_t Type) {
  GraphWays::Way &Way = With->Ways->Of[Type];
  const Plan *P = nullptr;
  if (Errc Code = S.plan(*With, Type, P); Code != Errc::Ok)
    return Code;
  size_t Before = S.Kept.taken();
  if (!makeSteps(*P, S.Kept, Way.Steps))
    return S.fail(Errc::OutOfMemory);
  Way.IsCopied = isCopy(*P);
  Way.IsKnown = true;
  With->Ways->SameLayout &= Way.SourceSize == Way.TargetSize && Way.Align == NodeAlign && (Way.IsCopied || isSameLayout(*P));
  return S.charge(Before);
}

//===--- The directory ------------------------------------------------------===//

NodeCursor GraphReader::firstNode() const {
  NodeCursor First;
  First.At = Entries;
  First.Count = S.Record.Count;
  return First;
}

constexpr uint64_t IndexStep = 256;

/// For every so many bytes of the record, the last node that begins before them or with them.
bool GraphReader::indexNodes() {
  uint64_t Steps = (SourceSize - 1) / IndexStep + 1;
  if (Steps > SIZE_MAX / 2 / sizeof(NodeCursor) || !S.NodeIndex.reserve(Steps * sizeof(NodeCursor), 0))
    return false;
  auto *Index = reinterpret_cast<NodeCursor *>(S.NodeIndex.data());
  NodeCursor At = firstNode();
  for (uint64_t Step = 0;;) {
    NodeCursor Before = At;
    uint64_t Upto = Steps;
    if (At.Number + 1 < NumNodes) {
      At.next(With->Ways->Of);
      Upto = (At.Source - 1) / IndexStep + 1;
    }
    for (; Step < Upto; ++Step)
      Index[Step] = Before;
    if (Step == Steps)
      return HasIndex = true;
  }
}

/// The node that has this byte of the record.
bool GraphReader::findNode(uint64_t Offset, NodeCursor &Result) {
  if (Offset >= SourceSize || (!HasIndex && !indexNodes()))
    return false;
  Result = reinterpret_cast<NodeCursor *>(S.NodeIndex.data())[Offset / IndexStep];
  const GraphWays::Way *Of = With->Ways->Of;
  while (Offset - Result.Source >= Result.Count * Of[Result.Type].SourceSize) {
    if (Result.Number + 1 == NumNodes)
      return false;
    Result.next(Of);
    if (Result.Source > Offset)
      return false;
  }
  return true;
}

//===--- Pointers -----------------------------------------------------------===//

bool GraphReader::endsWithin(const NodeCursor &N, uint64_t Offset, uint64_t Room) {
  const GraphWays::Way &Way = With->Ways->Of[N.Type];
  if (!With->Local->Flat[Way.Local].IsText)
    return memchr(Block + N.Target + Offset, 0, static_cast<size_t>(Room)) != nullptr;
  const uint8_t *Text = Source + N.Source;
  if (Text[N.Count - 1] == 0)
    return true;
  Searched += Room; // not again and again
  return Searched <= 2 * SourceSize && memchr(Text + Offset, 0, static_cast<size_t>(Room));
}

/// Where in the block a pointer leads to, or ~0.
uint64_t GraphReader::targetOf(uint64_t Offset, uint32_t Pointee, bool HasCount, uint64_t Count) {
  constexpr uint64_t None = ~uint64_t(0);
  NodeCursor N;
  if (!findNode(Offset, N))
    return None;
  const GraphWays::Way &Way = With->Ways->Of[N.Type];
  uint64_t Target = Offset - N.Source, There = N.Count;
  if (Target != 0)
    Target = mapOffset(*With->Plans[N.Type], Target, N.Count * Way.SourceSize);
  if (Target >= N.Count * Way.TargetSize)
    return None;
  const UnitInfo &Unit = With->Local->Tag.Unit;
  if (Target != 0 || Way.Local != Pointee)
    There = elementsAt(Unit, Way.Local, N.Count, Target, Pointee);
  bool IsString = !HasCount && With->Local->Flat[Pointee].IsText;
  bool Sound = IsString ? There != 0 && endsWithin(N, Target, There) : There >= Count && Count > 0;
  return Sound ? N.Target + Target : None;
}

inline bool GraphReader::link(uint8_t *Where, uint32_t Pointee, bool HasCount, uint64_t Count) {
  uintptr_t Value;
  memcpy(&Value, Where, sizeof Value);
  if (Value == 0)
    return !HasCount || Count == 0;
  if (Value < NodeAlign || (HasCount && Count == 0))
    return false;
  uint64_t Offset = Value - NodeAlign, Target;
  const FlatType &F = With->Local->Flat[Pointee];
  const GraphWays::Way *Of = With->Ways->Of;
  if (Offset == AheadAt && Of[Ahead.Type].Local == Pointee && Count <= Ahead.Count &&
      (!F.IsText || HasCount || Source[Offset + Ahead.Count - 1] == 0)) {
    Target = Ahead.Target;
    if (Ahead.Number + 1 < NumNodes) {
      Ahead.next(Of);
      AheadAt = Ahead.Source;
    } else {
      AheadAt = ~uint64_t(0);
    }
  } else {
    Target = targetOf(Offset, Pointee, HasCount, Count);
    if (Target == ~uint64_t(0))
      return false;
  }
  Value = reinterpret_cast<uintptr_t>(Block) + static_cast<uintptr_t>(Target);
  memcpy(Where, &Value, sizeof Value);
  return true;
}

bool GraphReader::linkNode(uint32_t Type, uint64_t Count, uint8_t *Data) {
  const FlatType &F = With->Local->Flat[Type];
  if (!F.HasSlots)
    return true;
  if (!F.Slots) {
    auto Visit = [&](const Slot &Found) {
      bool Linked = link(Data + (Found.Where - Data), Found.Pointee, Found.HasCount, Found.Count);
      return Linked ? Status::success() : Status::fail(Errc::PointerLoss);
    };
    return forEachSlot(*With->Local, Type, Data, Count, Visit).ok();
  }
  for (uint64_t I = 0; I < Count; ++I, Data += F.Size)
    for (const FlatSlot *Slot = F.Slots, *Past = Slot + F.NumSlots; Slot != Past; ++Slot) {
      uint8_t *Where = Data + Slot->Offset;
      bool HasCount = Slot->Counter != NoIndex;
      if (Slot->Zeros ? !isZero(Where, Slot->Zeros)
                      : !link(Where, Slot->Pointee, HasCount, HasCount ? countAt(*With->Local, *Slot, Data) : 1))
        return false;
    }
  return true;
}

/// The sender's value stays in the slot for link().
static Status keepValue(void *, uint64_t Value, bool IsFunction, void *Slot) {
  if (IsFunction || Value > UINTPTR_MAX)
    return Status::fail(Errc::PointerLoss);
  auto Kept = static_cast<uintptr_t>(Value);
  memcpy(Slot, &Kept, sizeof Kept);
  return Status::success();
}

bool GraphReader::build() {
  const GraphWays::Way *Of = With->Ways->Of;
  bool Same = With->Ways->SameLayout;
  ConvertContext Context;
  Context.AllowLongDoubleLoss = S.AllowRounding;
  Context.Pointer = keepValue;
  Context.IsMovedAddress = [](void *, uint64_t, const uint8_t *) { return true; };
  Ahead = firstNode();
  AheadAt = ~uint64_t(0);
  if (NumNodes > 1) {
    Ahead.next(Of);
    AheadAt = Ahead.Source;
  }
  NodeCursor N = firstNode();
  for (uint64_t Done = 0, Filled = 0;; N.next(Of)) {
    const GraphWays::Way &Way = Of[N.Type];
    const uint8_t *From = Source + N.Source;
    uint8_t *To = Block + N.Target;
    uint64_t Bytes = N.Count * Way.TargetSize, End = N.Target + (Bytes ? Bytes : 1);
    if (Same) { // many together
      constexpr uint64_t Part = 16384;
      if (End > Done) {
        uint64_t Size = End - Done < Part ? Part : End - Done;
        Size = SourceSize - Done < Size ? SourceSize - Done : Size;
        memcpy(Block + Done, Source + Done, static_cast<size_t>(Size));
        Done += Size;
      }
    } else {
      memset(Block + Filled, 0, static_cast<size_t>(N.Target - Filled)); // types that are aligned by more
      Filled = alignUp(End, NodeAlign);
      memset(Block + Filled - NodeAlign, 0, NodeAlign);
      constexpr uint64_t Few = 16;
      if (Way.IsCopied)
        memcpy(To, From, static_cast<size_t>(Bytes));
      else if (Way.Steps.Steps && N.Count <= Few ? !runSteps(Way.Steps, From, To, N.Count)
                                                 : !convert(*With->Plans[N.Type], From, To, N.Count, Context).ok())
        return false;
    }
    if (!linkNode(Way.Local, N.Count, To))
      return false;
    if (N.Number + 1 == NumNodes)
      break;
  }
  if (Same)
    memset(Block + SourceSize, 0, static_cast<size_t>(TargetSize - SourceSize));
  return true;
}
