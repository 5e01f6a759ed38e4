//===- PlanOffsets.cpp - Sizes of blocks and places inside them -------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "convert/PlanOps.h"
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
/// Result of looking for an offset among steps.
struct Found {
  bool Inside = false;
  uint64_t Target = 0;
  uint64_t AtEnd = UINT64_MAX;                         ///< target of the end of a step that ends exactly there
  uint64_t Next = UINT64_MAX, NextTarget = UINT64_MAX; ///< first step after it
};
} // namespace

static Found findOffset(const Op *Ops, uint32_t Count, uint64_t Offset) {
  Found F;
  for (uint32_t I = 0; I < Count; I += 1 + Ops[I].Body) {
    const Op &O = Ops[I];
    uint64_t Bytes = O.sourceBytes();
    if (Bytes == 0 || O.Kind == OpKind::UnionPointer)
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
    if (O.Kind == OpKind::Loop) {
      Found Inner = findOffset(Ops + I + 1, O.Body, Within);
      F.Inside = true;
      F.Target = Base + (Within == 0                 ? 0
                         : Inner.Inside              ? Inner.Target
                         : Inner.AtEnd != UINT64_MAX ? Inner.AtEnd
                         : Inner.Next != UINT64_MAX  ? Inner.NextTarget
                                                     : O.TargetStride);
      return F;
    }
    F.Inside = true;
    F.Target = Base + (Within < O.targetBytes() ? Within : O.targetBytes());
    return F;
  }
  return F;
}

uint64_t cgt::mapOffset(const Plan &P, uint64_t Offset, uint64_t SourceBytes) {
  if (P.hasTail(SourceBytes) && Offset >= P.End.Source.Offset)
    return P.End.Target + mapOffset(*P.End.Element, Offset - P.End.Source.Offset, SourceBytes - P.End.Source.Offset);
  if (Offset >= SourceBytes)
    return blockSize(P, SourceBytes);
  if (P.SourceSize == 0)
    return 0;
  uint64_t Base = Offset / P.SourceSize * P.TargetSize, Within = Offset % P.SourceSize;
  if (Within == 0)
    return Base;
  Found F = findOffset(P.Ops, P.NumOps, Within);
  if (F.Inside)
    return Base + F.Target;
  if (F.AtEnd != UINT64_MAX)
    return Base + F.AtEnd;
  return Base + (F.Next != UINT64_MAX ? F.NextTarget : P.TargetSize);
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

uint64_t cgt::mapPointer(const Plan &P, uint64_t Offset, uint64_t SourceBytes, TypeRef Pointee) {
  if (!P.EndsInside || Offset == 0 || Offset > SourceBytes || P.SourceSize == 0 || Pointee.Index == NoIndex ||
      Pointee.info().Size == 0)
    return mapOffset(P, Offset, SourceBytes);
  if (P.hasTail(SourceBytes) && Offset > P.SourceSize)
    return mapOffset(P, Offset, SourceBytes);
  uint64_t Index = (Offset - 1) / P.SourceSize;
  Twin Element{P.From, P.To, Index * P.TargetSize};
  for (unsigned Exact = 2; Exact-- > 0;) {
    if (Offset < SourceBytes && beginsAt(Element, Offset % P.SourceSize, Pointee, Exact))
      break;
    if (uint64_t Target; endsAt(Element, Offset - Index * P.SourceSize, Pointee, Exact, Target))
      return Target;
  }
  return mapOffset(P, Offset, SourceBytes);
}
