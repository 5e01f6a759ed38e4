//===- PlanOffsets.cpp - Sizes of blocks and places inside them -------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "convert/UnionChoice.h"
#include "types/TypeNames.h"

using namespace cgt;

uint64_t cgt::blockSize(const Plan &P, uint64_t SourceBytes) {
  if (P.hasTail(SourceBytes)) {
    uint64_t Size = P.End.Target + blockSize(*P.End.Element, SourceBytes - P.End.Source.Offset);
    return Size > P.TargetSize ? Size : P.TargetSize;
  }
  if (P.SourceSize == 0)
    return P.TargetSize;
  uint64_t Rest = SourceBytes % P.SourceSize;
  uint64_t Whole = SourceBytes / P.SourceSize * P.TargetSize;
  if (Rest == 0)
    return Whole;
  return Whole + P.partSize(Rest);
}

namespace {
/// What is looked for, apart from the place.
struct Sought {
  TypeRef Pointee; ///< without a unit: not known
};
/// Result of looking for an offset among steps.
struct Found {
  bool Inside = false;
  uint64_t Target = 0;                                 ///< or NoPlace
  uint64_t AtEnd = UINT64_MAX;                         ///< target of the end of a step that ends exactly there
  uint64_t Next = UINT64_MAX, NextTarget = UINT64_MAX; ///< first step after it
};
} // namespace

/// Where a place in a loop's body is, as \p Inner found it among its steps.
static uint64_t insideLoop(const Op &O, const Found &Inner, uint64_t Within) {
  return Within == 0                 ? 0
         : Inner.Inside              ? Inner.Target
         : Inner.AtEnd != UINT64_MAX ? Inner.AtEnd
         : Inner.Next != UINT64_MAX  ? Inner.NextTarget
                                     : O.TargetStride;
}

static uint64_t placeIn(const UnionChoice &C, const Plan *Member, uint64_t Offset, const uint8_t *Source, const Sought &What) {
  if (!Member || Offset > Member->SourceSize)
    return Offset < C.To.info().Size ? Offset : C.To.info().Size;
  return What.Pointee.Unit ? mapPointer(*Member, Offset, Member->SourceSize, What.Pointee, Source)
                           : mapOffset(*Member, Offset, Member->SourceSize, Source);
}

/// A place in unions of which the first is at \p Source. If that isn't known, all members must agree.
static uint64_t findInUnion(const UnionChoice &C, uint64_t Offset, const uint8_t *Source, const Sought &What) {
  uint64_t Size = C.From.info().Size, Base = Offset / Size * C.To.info().Size, Within = Offset % Size;
  if (Within == 0)
    return Base;
  if (Source)
    return Base + placeIn(C, C.plan(C.member(Source)), Within, Source + (Offset - Within), What);
  uint64_t Common = placeIn(C, C.Unknown, Within, nullptr, What);
  for (uint32_t K = 0; K < C.From.info().NumMembers; ++K)
    if (C.Members[K] && placeIn(C, C.Members[K], Within, nullptr, What) != Common)
      return NoPlace;
  return Common == NoPlace ? NoPlace : Base + Common;
}

/// \p Source: the sender's bytes of what the steps are relative to, null if they aren't known.
static Found findOffset(const Op *Ops, uint32_t Count, uint64_t Offset, const uint8_t *Source, const Sought &What) {
  Found F;
  for (uint32_t I = 0; I < Count; I += 1 + Ops[I].Body) {
    const Op &O = Ops[I];
    uint64_t Bytes = O.sourceBytes();
    if (Bytes == 0 || O.Kind == OpKind::UnionPointer || (O.Choice && O.IsOverlay))
      continue;
    uint64_t Stride = O.Count > 1 || O.Kind == OpKind::Loop ? O.SourceStride : Bytes;
    uint64_t End = O.Source + (O.Count - 1) * Stride + Bytes;
    uint64_t TargetEnd = O.Target + (O.Count - 1) * O.TargetStride + O.targetBytes();
    if (Offset == End)
      F.AtEnd = TargetEnd;
    if (Offset < O.Source && O.Source < F.Next) {
      F.Next = O.Source;
      F.NextTarget = O.Target;
    }
    if (Offset < O.Source || Offset >= End)
      continue;
    uint64_t Index = Stride ? (Offset - O.Source) / Stride : 0;
    uint64_t Within = Offset - O.Source - Index * Stride;
    uint64_t Base = O.Target + Index * O.TargetStride;
    const uint8_t *At = Source ? Source + O.Source + Index * Stride : nullptr;
    F.Inside = true;
    if (O.Kind == OpKind::Loop)
      F.Target = insideLoop(O, findOffset(Ops + I + 1, O.Body, Within, At, What), Within);
    else if (O.Choice)
      F.Target = findInUnion(*O.Choice, Within, At, What);
    else
      F.Target = Within < O.targetBytes() ? Within : O.targetBytes();
    F.Target = F.Target == NoPlace ? NoPlace : Base + F.Target;
    return F;
  }
  return F;
}

static uint64_t mapWithin(const Plan &P, uint64_t Offset, uint64_t SourceBytes, const uint8_t *Source, const Sought &What) {
  if (P.hasTail(SourceBytes) && Offset >= P.End.Source.Offset) {
    uint64_t Place = mapWithin(*P.End.Element, Offset - P.End.Source.Offset, SourceBytes - P.End.Source.Offset,
                               Source ? Source + P.End.Source.Offset : nullptr, What);
    return Place == NoPlace ? NoPlace : P.End.Target + Place;
  }
  if (Offset >= SourceBytes)
    return blockSize(P, SourceBytes);
  if (P.SourceSize == 0)
    return 0;
  uint64_t Base = Offset / P.SourceSize * P.TargetSize, Within = Offset % P.SourceSize;
  if (Within == 0)
    return Base;
  // What is in an incomplete element isn't looked at.
  const uint8_t *Element = Source && SourceBytes - (Offset - Within) >= P.SourceSize ? Source + (Offset - Within) : nullptr;
  Found F = findOffset(P.Ops, P.NumOps, Within, Element, What);
  if (F.Inside)
    return F.Target == NoPlace ? NoPlace : Base + F.Target;
  if (F.AtEnd != UINT64_MAX)
    return Base + F.AtEnd;
  return Base + (F.Next != UINT64_MAX ? F.NextTarget : P.TargetSize);
}

uint64_t cgt::mapOffset(const Plan &P, uint64_t Offset, uint64_t SourceBytes, const uint8_t *Source) {
  return mapWithin(P, Offset, SourceBytes, Source, Sought());
}

//===--- Pointers whose types are known -----------------------------------===//

/// Is \p Type a T? If not \p Exact, numbers of one size go for each other.
static bool isA(TypeRef Type, TypeRef T, bool Exact) {
  bool AreNumbers = Type.info().Kind == TypeKind::Scalar && T.info().Kind == TypeKind::Scalar;
  if (AreNumbers && !Exact)
    return Type.info().Size == T.info().Size;
  return Type.info().Kind == T.info().Kind && Type.info().Size == T.info().Size &&
         samePointee(*Type.Unit, Type.Index, *T.Unit, T.Index);
}

namespace {
/// The same object on both sides.
struct Twin {
  TypeRef From, To;
  uint64_t Target = 0; ///< its place
};
} // namespace

/// Goes from an object to its part at \p Offset, or, with \p End, to the one that ends there; \p Offset becomes the place in
/// that. False: it has none.
static bool descend(Twin &At, uint64_t &Offset, bool End) {
  const TypeInfo &F = At.From.info(), &T = At.To.info();
  uint64_t Byte = Offset - End; // one of the part's
  if (F.Kind == TypeKind::Array && T.Kind == TypeKind::Array) {
    if (F.Element == NoIndex || T.Element == NoIndex || At.From.Unit->Types[F.Element].Size == 0)
      return false;
    At.From = At.From.at(F.Element);
    At.To = At.To.at(T.Element);
    uint64_t Index = Byte / At.From.info().Size;
    Offset -= Index * At.From.info().Size;
    At.Target += Index * At.To.info().Size;
    return true;
  }
  if (F.Kind != TypeKind::Struct || T.Kind != TypeKind::Struct)
    return false;
  for (uint32_t K = 0; K < F.NumMembers; ++K) {
    const MemberInfo &M = F.Members[K];
    if (M.IsBitField || M.Type == NoIndex || Byte < M.Offset || Byte - M.Offset >= At.From.Unit->Types[M.Type].Size)
      continue;
    const MemberInfo *Own = findMember(T, M.Name, K);
    if (!Own || Own->Type == NoIndex)
      return false;
    Offset -= M.Offset;
    At = {At.From.at(M.Type), At.To.at(Own->Type), At.Target + Own->Offset};
    return true;
  }
  return false;
}

static bool beginsAt(Twin At, uint64_t Offset, TypeRef T, bool Exact) {
  do
    if (Offset == 0 && isA(At.From, T, Exact))
      return true;
  while (descend(At, Offset, false));
  return false;
}

static bool endsAt(Twin At, uint64_t Offset, TypeRef T, bool Exact, uint64_t &Target) {
  do
    if (Offset == At.From.info().Size && isA(At.From, T, Exact)) {
      Target = At.Target + At.To.info().Size;
      return true;
    }
  while (descend(At, Offset, true));
  return false;
}

uint64_t cgt::mapPointer(const Plan &P, uint64_t Offset, uint64_t SourceBytes, TypeRef Pointee, const uint8_t *Source) {
  Sought What{Pointee.Index == NoIndex || Pointee.info().Size == 0 ? TypeRef() : Pointee};
  bool IsPlain = !P.EndsInside || Offset == 0 || Offset > SourceBytes || P.SourceSize == 0 || !What.Pointee.Unit;
  if (IsPlain || (P.hasTail(SourceBytes) && Offset > P.SourceSize))
    return mapWithin(P, Offset, SourceBytes, Source, What);
  uint64_t Index = (Offset - 1) / P.SourceSize;
  Twin Element{P.From, P.To, Index * P.TargetSize};
  for (unsigned Exact = 2; Exact-- > 0;) {
    if (Offset < SourceBytes && beginsAt(Element, Offset % P.SourceSize, Pointee, Exact))
      break;
    if (uint64_t Target; endsAt(Element, Offset - Index * P.SourceSize, Pointee, Exact, Target))
      return Target;
  }
  return mapWithin(P, Offset, SourceBytes, Source, What);
}
