//===- PlanOffsets.cpp - Sizes of blocks and places inside them -------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "format/PlanOps.h"

using namespace cgt;

uint64_t cgt::blockSize(const Plan &P, uint64_t SourceBytes) {
  if (P.hasTail(SourceBytes)) {
    uint64_t Size = P.End.Target + blockSize(*P.End.Element, SourceBytes - P.End.Source);
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
  uint64_t AtEnd = UINT64_MAX; ///< target of the end of a step that ends exactly there
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
      F.Target = Base + (Within == 0              ? 0
                         : Inner.Inside           ? Inner.Target
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
  if (P.hasTail(SourceBytes) && Offset >= P.End.Source)
    return P.End.Target + mapOffset(*P.End.Element, Offset - P.End.Source, SourceBytes - P.End.Source);
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
