//===- TraceUnions.cpp - Pointers in unions ----------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "save/Tracer.h"

#include "heap/Heap.h"
#include "types/TypeChecks.h"
#include "types/TypeNames.h"

using namespace cgt;

/// What tells the live member of a union, or of an array of them: a member of \p Type, or that itself. Null: nothing does.
const ActiveExpression *Tracer::activeOf(uint32_t Unit, uint32_t Type, uint32_t Member) {
  ActivePlace Place{P.type(Source.Sender, {Unit, Type}), Member};
  if (Place.text().empty())
    return nullptr;
  for (size_t K = Actives.size(); K-- > 0;)
    if (Actives[K].Unit == Unit && Actives[K].Type == Type && Actives[K].Member == Member)
      return Actives[K].IsGood ? &Actives[K].E : nullptr;
  Active New{Unit, Type, Member, false, {}};
  Allocator A = Memory.allocator();
  New.IsGood = readActive(Place, A, New.E);
  return Actives.push(New) && New.IsGood ? &Actives.back().E : nullptr;
}

bool Tracer::walkLive(const ActiveExpression &E, uint32_t Unit, uint32_t Type, const uint8_t *At, const Holder &H,
                      unsigned Depth) {
  TypeRef Whole = P.type(Source.Sender, {Unit, Type}), Element = innermost(Whole);
  const TypeInfo &T = Element.info();
  uint32_t Live = E.find(At);
  for (uint64_t Offset = 0; T.Size != 0 && Offset < Whole.info().Size && Live != ActiveExpression::Nothing; Offset += T.Size) {
    if (Live >= T.NumMembers) {
      if (!Union.found() && Round == Records)
        noteUnion(Unit, Element.Index, At + Offset);
      continue;
    }
    const MemberInfo &M = T.Members[Live];
    if (!M.IsBitField && M.Type != NoIndex && !walk(Unit, M.Type, At + Offset, P.unit(Unit).Types[M.Type].Size, H, Depth + 1))
      return false;
  }
  return true;
}

/// Is there a block's address where a \p Type at \p At has a pointer?
bool Tracer::holdsAddress(const UnitInfo &U, uint32_t Type, const uint8_t *At, unsigned Depth) const {
  if (Type == NoIndex || Depth > MaxTypeDepth)
    return false;
  const TypeInfo &T = U.Types[Type];
  if (T.Kind == TypeKind::Pointer) {
    void *Value;
    memcpy(&Value, At, sizeof Value);
    BlockInfo Block;
    return heap::findBlock(Value, Block);
  }
  if (T.Kind == TypeKind::Array && T.Count != 0)
    for (uint64_t K = 0; K < T.Count; ++K)
      if (holdsAddress(U, T.Element, At + K * (T.Size / T.Count), Depth + 1))
        return true;
  if (T.isRecord())
    for (uint32_t K = 0; K < T.NumMembers; ++K)
      if (!T.Members[K].IsBitField && holdsAddress(U, T.Members[K].Type, At + T.Members[K].Offset, Depth + 1))
        return true;
  return false;
}

/// A union of nothing but data pointers is converted whichever is alive.
void Tracer::noteUnion(uint32_t Unit, uint32_t Type, const uint8_t *At) {
  const UnitInfo &U = P.unit(Unit);
  const TypeInfo &T = U.Types[Type];
  bool Alike = true;
  for (uint32_t K = 0; K < T.NumMembers; ++K)
    Alike &= !T.Members[K].IsBitField && U.Types[T.Members[K].Type].Kind == TypeKind::Pointer;
  if (!Alike && holdsAddress(U, Type, At, 0))
    Union = {Unit, Type};
}
