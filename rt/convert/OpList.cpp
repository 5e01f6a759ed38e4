//===- OpList.cpp - Steps under construction -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "convert/OpList.h"

#include "convert/UnionChoice.h"

using namespace cgt;

//===--- Appending ---------------------------------------------------------===//

Status OpList::push(const Op &New) {
  if (NumOps == Capacity) {
    uint32_t Wanted = Capacity ? Capacity * 2 : 8;
    Op *Larger = Memory->array<Op>(Wanted);
    if (!Larger)
      return Status::fail(Errc::OutOfMemory);
    for (uint32_t I = 0; I < NumOps; ++I)
      Larger[I] = Ops[I];
    Ops = Larger;
    Capacity = Wanted;
  }
  Ops[NumOps++] = New;
  return Status::success();
}

static bool isDense(const Op &O) {
  return O.Count == 1 || (O.SourceStride == O.sourceBytes() && O.TargetStride == O.targetBytes());
}

/// Do both do the same to a scalar?
static bool isSameStep(const Op &A, const Op &B) {
  return A.Kind == B.Kind && A.sourceBytes() == B.sourceBytes() && A.targetBytes() == B.targetBytes() &&
         A.IsFunction == B.IsFunction && A.IsOverlay == B.IsOverlay && A.Choice == B.Choice && A.SourceBit == B.SourceBit &&
         A.TargetBit == B.TargetBit && A.SourceWidth == B.SourceWidth &&
         (A.Kind != OpKind::Integer || (A.SourceSigned == B.SourceSigned && A.TargetSigned == B.TargetSigned)) &&
         (A.Kind != OpKind::Float || (A.SourceFormat == B.SourceFormat && A.TargetFormat == B.TargetFormat));
}

/// Makes \p New part of \p Last when it goes on where that ends.
static bool merge(Op &Last, const Op &New) {
  if (Last.Kind != New.Kind || Last.IsOverlay != New.IsOverlay || !isDense(Last) || !isDense(New) ||
      Last.Source + Last.Count * Last.sourceBytes() != New.Source ||
      Last.Target + Last.Count * Last.targetBytes() != New.Target)
    return false;
  switch (Last.Kind) {
  case OpKind::Copy:
    if (Last.Count != 1 || New.Count != 1)
      return false;
    Last.Bytes += New.Bytes;
    return true;
  case OpKind::Swap:
  case OpKind::Integer:
  case OpKind::Float:
  case OpKind::Pointer:
    if (!isSameStep(Last, New))
      return false;
    Last.Count += New.Count;
    Last.SourceStride = Last.sourceBytes();
    Last.TargetStride = Last.targetBytes();
    return true;
  default: return false;
  }
}

Status OpList::add(const Op &New) {
  if (NumOps > Fence && merge(Ops[NumOps - 1], New))
    return Status::success();
  return push(New);
}

/// As they are; a loop's body merges with nothing.
Status OpList::addAll(const Op *Others, uint32_t Count) {
  for (uint32_t I = 0; I < Count; I += 1 + Others[I].Body) {
    if (Others[I].Kind != OpKind::Loop) {
      if (Status S = add(Others[I]); !S.ok())
        return S;
      continue;
    }
    for (uint32_t K = 0; K <= Others[I].Body; ++K)
      if (Status S = push(Others[I + K]); !S.ok())
        return S;
    Fence = NumOps;
  }
  return Status::success();
}

Status OpList::addMoved(const Op *Others, uint32_t Count, uint64_t Source, uint64_t Target) {
  for (uint32_t I = 0; I < Count; I += 1 + Others[I].Body) {
    Op O = Others[I];
    O.Source += Source;
    O.Target += Target;
    if (O.Kind != OpKind::Loop) {
      if (Status S = add(O); !S.ok())
        return S;
      continue;
    }
    if (Status S = push(O); !S.ok())
      return S;
    for (uint32_t K = 1; K <= O.Body; ++K)
      if (Status S = push(Others[I + K]); !S.ok())
        return S;
    Fence = NumOps;
  }
  return Status::success();
}

Status OpList::addPointers(const Op *Others, uint32_t Count, OpKind Kind) {
  for (uint32_t I = 0; I < Count; I += 1 + Others[I].Body) {
    Op O = Others[I];
    bool IsLoop = O.Kind == OpKind::Loop;
    if (!IsLoop && !O.isPointer())
      continue;
    O.IsOverlay = true;
    if (O.Kind == OpKind::Pointer)
      O.Kind = Kind;
    if (O.Choice && Kind == OpKind::UnionPointer) { // within another union, where it may be nothing at all
      auto *Unknown = Memory->array<UnionChoice>(1);
      if (!Unknown)
        return Status::fail(Errc::OutOfMemory);
      *Unknown = *O.Choice;
      Unknown->Which = nullptr;
      O.Choice = Unknown;
    }
    uint32_t At = NumOps;
    if (Status S = IsLoop ? push(O) : add(O); !S.ok())
      return S;
    if (!IsLoop)
      continue;
    Fence = NumOps;
    if (Status S = addPointers(Others + I + 1, O.Body, Kind); !S.ok())
      return S;
    Ops[At].Body = NumOps - At - 1;
    if (Ops[At].Body == 0)
      NumOps = At;
    Fence = NumOps;
  }
  return Status::success();
}

/// Is there a pointer at that place of the sender's, outside of loops?
bool OpList::hasPointer(uint64_t Source, bool IsFunction) const {
  for (uint32_t I = 0; I < NumOps; I += 1 + Ops[I].Body) {
    const Op &O = Ops[I];
    if (O.Kind != OpKind::Pointer || O.IsFunction != IsFunction || Source < O.Source)
      continue;
    uint64_t Offset = Source - O.Source;
    if (O.Count == 1 ? Offset == 0 : Offset % O.SourceStride == 0 && Offset / O.SourceStride < O.Count)
      return true;
  }
  return false;
}

/// One repetition of a step.
static Op single(const Op &O, uint64_t Number) {
  Op One = O;
  One.Count = 1;
  One.Source += O.Count == 1 ? 0 : Number * O.SourceStride;
  One.Target += O.Count == 1 ? 0 : Number * O.TargetStride;
  return One;
}

Status OpList::addCommonPointers(const OpList &Either, const OpList &Other) {
  for (uint32_t I = 0; I < Either.NumOps; I += 1 + Either.Ops[I].Body)
    for (uint64_t K = 0; Either.Ops[I].Kind == OpKind::Pointer && K < Either.Ops[I].Count; ++K)
      if (Op O = single(Either.Ops[I], K); Other.hasPointer(O.Source, O.IsFunction))
        if (Status S = add(O); !S.ok())
          return S;
  return Status::success();
}

Status OpList::addRest(const OpList &All, const OpList &Common) {
  for (uint32_t I = 0; I < All.NumOps; I += 1 + All.Ops[I].Body) {
    const Op &O = All.Ops[I];
    bool IsCommon = false;
    for (uint64_t K = 0; O.Kind == OpKind::UnionPointer && K < O.Count && !IsCommon; ++K)
      IsCommon = Common.hasPointer(single(O, K).Source, O.IsFunction);
    if (!IsCommon)
      if (Status S = addAll(&O, 1 + O.Body); !S.ok())
        return S;
    for (uint64_t K = 0; IsCommon && K < O.Count; ++K)
      if (Op One = single(O, K); !Common.hasPointer(One.Source, One.IsFunction))
        if (Status S = add(One); !S.ok())
          return S;
  }
  return Status::success();
}

Status OpList::repeat(const OpList &Body, uint64_t Source, uint64_t Target, uint64_t Count, uint64_t SourceStep,
                      uint64_t TargetStep) {
  const Op *Rest = Body.Ops;
  uint32_t NumRest = Body.NumOps;
  if (NumRest == 0)
    return Status::success();
  Op First = Rest[0];
  bool IsOverlay = First.IsOverlay;
  if (First.Kind == OpKind::Copy && First.Count == 1 && First.Bytes == SourceStep && First.Bytes == TargetStep) {
    First.Source = Source;
    First.Target = Target;
    First.Bytes *= Count;
    if (Status S = add(First); !S.ok() || --NumRest == 0)
      return S;
    First = *++Rest;
    IsOverlay = true;
  }
  bool Fills = First.SourceStride * First.Count == SourceStep && First.TargetStride * First.Count == TargetStep;
  if (NumRest == 1 && First.Kind != OpKind::Loop && (First.Count == 1 || Fills)) {
    First.Source += Source;
    First.Target += Target;
    if (First.Count == 1) {
      First.SourceStride = SourceStep;
      First.TargetStride = TargetStep;
    }
    First.Count *= Count;
    return add(First);
  }
  Op Loop;
  Loop.Kind = OpKind::Loop;
  Loop.Body = NumRest;
  Loop.Source = Source;
  Loop.Target = Target;
  Loop.Count = Count;
  Loop.SourceStride = SourceStep;
  Loop.TargetStride = TargetStep;
  Loop.IsOverlay = IsOverlay;
  if (Status S = push(Loop); !S.ok())
    return S;
  for (uint32_t K = 0; K < NumRest; ++K)
    if (Status S = push(Rest[K]); !S.ok())
      return S;
  Fence = NumOps;
  return Status::success();
}

//===--- Questions ---------------------------------------------------------===//

static bool areIdentity(const Op *Ops, uint32_t Count, uint64_t Delta, bool SameBits) {
  for (uint32_t I = 0; I < Count; I += 1 + Ops[I].Body) {
    const Op &O = Ops[I];
    if (O.Target - O.Source != Delta || (O.Count > 1 && O.SourceStride != O.TargetStride))
      return false;
    bool Plain = O.Kind == OpKind::Copy || (O.isPointer() && O.SourceSize == O.TargetSize) ||
                 (O.Kind == OpKind::Bits && SameBits && O.SourceBit == O.TargetBit);
    bool Loop = O.Kind == OpKind::Loop && O.SourceStride == O.TargetStride && areIdentity(Ops + I + 1, O.Body, 0, SameBits);
    if (!Plain && !Loop)
      return false;
  }
  return true;
}

bool OpList::isIdentity(uint64_t Delta, bool SameBits) const { return areIdentity(Ops, NumOps, Delta, SameBits); }

bool OpList::keepsPlaces() const {
  for (uint32_t I = 0; I < NumOps; ++I) // bodies, too
    if ((Ops[I].Choice && !Ops[I].IsOverlay) || Ops[I].Source != Ops[I].Target ||
        Ops[I].sourceBytes() != Ops[I].targetBytes() || (Ops[I].Count > 1 && Ops[I].SourceStride != Ops[I].TargetStride))
      return false;
  return true;
}

static bool doCover(const Op *Ops, uint32_t Count, uint64_t Size) {
  uint64_t Covered = 0;
  for (uint32_t I = 0; I < Count; I += 1 + Ops[I].Body) {
    const Op &O = Ops[I];
    if (O.sourceBytes() == 0)
      continue; // is never done
    if (O.Kind == OpKind::Bits || (O.Kind == OpKind::Loop && !O.IsOverlay && !doCover(&O + 1, O.Body, O.TargetStride)))
      return false;
    if (!O.IsOverlay)
      Covered += O.targetBytes() * O.Count;
  }
  return Covered == Size;
}

bool OpList::covers(uint64_t Size) const { return doCover(Ops, NumOps, Size); }

bool OpList::isSame(const OpList &Other) const {
  if (NumOps != Other.NumOps)
    return false;
  for (uint32_t I = 0; I < NumOps; ++I) {
    const Op &A = Ops[I], &B = Other.Ops[I];
    if (!isSameStep(A, B) || A.Source != B.Source || A.Target != B.Target || A.Count != B.Count || A.Body != B.Body ||
        (A.Count != 1 && (A.SourceStride != B.SourceStride || A.TargetStride != B.TargetStride)))
      return false;
  }
  return true;
}
