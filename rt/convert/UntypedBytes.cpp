//===- UntypedBytes.cpp - Bytes of no known type ----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "convert/UntypedBytes.h"

using namespace cgt;

/// Is it data whose layout the program decides?
static bool isOwnData(const TypeInfo &T) {
  return T.Kind == TypeKind::Scalar || T.Kind == TypeKind::Union || (T.Kind == TypeKind::Struct && !T.AnyOrder);
}

static bool looksTheSame(TypeRef Type, const SenderTypes &Types) {
  const Plan *P = Types.PlanOf(Types.Ctx, Type);
  return P && isSameLayout(*P);
}

uint64_t cgt::leastUnlike(const Platform &From, const Platform &To, const SenderTypes &Types) {
  if (From == To)
    return UINT64_MAX;
  if (!isAkin(From, To))
    return 0;
  uint64_t Least = UINT64_MAX;
  for (const UnitInfo *U = Types.Units; U != Types.Units + Types.NumUnits; ++U)
    for (uint32_t K = 0; K < U->NumTypes; ++K) {
      if (U->Types[K].Kind != TypeKind::Pointer || U->Types[K].Element == NoIndex)
        continue;
      TypeRef Pointee{&From, U, withoutArrays(*U, U->Types[K].Element)};
      const TypeInfo &T = Pointee.info();
      if (isOwnData(T) && T.Size < Least && !looksTheSame(Pointee, Types))
        Least = T.Size;
    }
  return Least;
}

/// A record that is only declared in its unit, as all of the system's are that only pointers lead to, may be defined in another.
static TypeRef definitionOf(TypeRef Declared, const SenderTypes &Types) {
  for (const UnitInfo *U = Types.Units; U != Types.Units + Types.NumUnits; ++U)
    for (uint32_t K = 0; K < U->NumTypes; ++K)
      if (U->Types[K].isRecord() && U->Types[K].Name == Declared.info().Name)
        return {Declared.Where, U, K};
  return {};
}

bool cgt::isRightAs(TypeRef Pointee, uint64_t Left, const SenderTypes &Types) {
  if (Pointee.Index == NoIndex)
    return true;
  if (const TypeInfo &T = Pointee.info(); T.Kind == TypeKind::Void && !T.Name.empty() && T.Name != Str("void"))
    if (Pointee = definitionOf(Pointee, Types); Pointee.Index == NoIndex)
      return false;
  uint64_t Size = Pointee.info().Size;
  return Size <= 1 || Size > Left || looksTheSame(Pointee, Types); // characters; one past the end
}
