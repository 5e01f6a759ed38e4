//===- TypeChecks.cpp - Is a table of types sound? -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "types/TypeChecks.h"

using namespace cgt;

/// Types that \p T contains by value: number and the I-th, which may be NoIndex.
static uint32_t numParts(const TypeInfo &T) {
  if (T.Kind == TypeKind::Array)
    return 1;
  return T.isRecord() ? T.NumMembers : 0;
}
static uint32_t part(const TypeInfo &T, uint32_t I) { return T.Kind == TypeKind::Array ? T.Element : T.Members[I].Type; }

/// Walks what type \p Root contains, depth first with a stack of its own, and leaves each type's height.
static Errc checkNesting(const UnitInfo &Unit, uint32_t Root, uint8_t *Heights) {
  constexpr uint8_t Open = 0xff;
  struct {
    uint32_t Type, Next;
  } Stack[MaxTypeDepth];
  unsigned Depth = 0;
  Stack[Depth++] = {Root, 0};
  Heights[Root] = Open;
  while (Depth > 0) {
    auto &Top = Stack[Depth - 1];
    const TypeInfo &T = Unit.Types[Top.Type];
    if (Top.Next < numParts(T)) {
      uint32_t Child = part(T, Top.Next++);
      if (Child == NoIndex || (Heights[Child] != 0 && Heights[Child] != Open))
        continue;
      if (Heights[Child] == Open || Depth == MaxTypeDepth)
        return Errc::TooDeep;
      Heights[Child] = Open;
      Stack[Depth++] = {Child, 0};
      continue;
    }
    unsigned Height = 1;
    for (uint32_t I = 0; I < numParts(T); ++I)
      if (uint32_t Child = part(T, I); Child != NoIndex && Heights[Child] >= Height)
        Height = Heights[Child] + 1u;
    if (Height > MaxTypeDepth)
      return Errc::TooDeep;
    Heights[Top.Type] = static_cast<uint8_t>(Height);
    --Depth;
  }
  return Errc::Ok;
}

static bool memberFits(const UnitInfo &Unit, const TypeInfo &T, const MemberInfo &M) {
  if (M.Offset > T.Size)
    return false;
  if (M.IsBitField)
    return M.Type != NoIndex && Unit.Types[M.Type].Kind == TypeKind::Scalar &&
           (uint64_t(M.BitOffset) + M.BitWidth + 7) / 8 <= T.Size && M.BitWidth >= 1 && M.BitWidth <= 128 &&
           (uint64_t(M.BitOffset) >> 3) >= M.Offset;
  return M.Type == NoIndex || Unit.Types[M.Type].Size <= T.Size - M.Offset;
}

static bool isSound(const UnitInfo &Unit, const TypeInfo &T) {
  switch (T.Kind) {
  case TypeKind::Scalar: return T.scalar() != Scalar::None && T.Size >= 1 && T.Size <= 16;
  case TypeKind::Pointer:
  case TypeKind::FunctionPointer: return T.Size >= 2 && T.Size <= 8;
  case TypeKind::Array: {
    if (T.Element == NoIndex || T.Count == 0 || Unit.Types[T.Element].Kind == TypeKind::Void)
      return true;
    uint64_t Size = Unit.Types[T.Element].Size;
    return Size == 0 ? T.Size == 0 : T.Size / Size == T.Count && T.Size % Size == 0;
  }
  case TypeKind::Struct:
  case TypeKind::Union:
    for (uint32_t I = 0; I < T.NumMembers; ++I)
      if (!memberFits(Unit, T, T.Members[I]))
        return false;
    return true;
  case TypeKind::Opaque:
  case TypeKind::Void: return true;
  }
  return false;
}

Errc cgt::checkTypes(const UnitInfo &Unit, uint8_t *Heights) {
  for (uint32_t I = 0; I < Unit.NumTypes; ++I)
    if (!isSound(Unit, Unit.Types[I]))
      return Errc::Malformed;
  for (uint32_t I = 0; I < Unit.NumTypes; ++I)
    if (Heights[I] == 0)
      if (Errc Code = checkNesting(Unit, I, Heights); Code != Errc::Ok)
        return Code;
  return Errc::Ok;
}

Errc cgt::checkParts(const UnitInfo &Unit, const uint8_t *Heights, uint64_t *Parts) {
  for (unsigned Height = 1; Height <= MaxTypeDepth; ++Height)
    for (uint32_t I = 0; I < Unit.NumTypes; ++I) {
      if (Heights[I] != Height)
        continue;
      uint64_t Sum = 1;
      for (uint32_t K = 0; K < numParts(Unit.Types[I]); ++K) {
        if (uint32_t Child = part(Unit.Types[I], K); Child != NoIndex)
          Sum += Parts[Child]; // each far below the highest number
        if (Sum > mostParts(Unit.Types[I].Size))
          return Errc::TooDeep;
      }
      Parts[I] = Sum;
    }
  return Errc::Ok;
}
