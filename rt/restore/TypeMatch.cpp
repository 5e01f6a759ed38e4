//===- TypeMatch.cpp - The sender's types and our own -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which type of this program is the one that a block had, how the one becomes the other, and what the heap is told of it.
//
//===----------------------------------------------------------------------===//

#include "restore/TypeMatch.h"

#include "abi/Names.h"
#include "convert/kernels/Kernels.h"

using namespace cgt;

const Plan *TypeMatch::planFor(uint32_t Unit, uint32_t Type, Place Own, const Location &L) {
  const Plan *Result = nullptr;
  char Detail[256] = "";
  if (Status S = makePlan(Unit, Type, {Type, BlockForm::Unknown}, Own, Result, Detail, sizeof Detail); !S.ok())
    In.refuse(S, L, nullptr, Detail);
  return Result;
}

/// \p Blocks: what \p Type says.
Status TypeMatch::makePlan(uint32_t Unit, uint32_t Type, BlockType Blocks, Place Own, const Plan *&Result, char *Detail,
                           size_t DetailSize) {
  KeyTable::Key Key{{Unit, Type, Own.Unit, Own.Index}};
  if (uint32_t Number = PlanNumbers.find(Key); Number != KeyTable::Absent) {
    Result = Plans[Number];
    return Status::success();
  }
  Allocator A = In.Memory.allocator();
  if (Status S = compilePlan({&In.I.Sender, &In.I.Units[Unit], Blocks.Element}, In.P.type(In.Here, Own), A, Result, Detail,
                             DetailSize, kernels(), Blocks.Form);
      !S.ok())
    return S;
  if (!PlanNumbers.insert(Key, static_cast<uint32_t>(Plans.size()), A) || !Plans.push(Result))
    In.outOfMemory();
  return Status::success();
}

/// Scalars without a name (of literals, known by their bytes only) are the same if they convert without loss. The formats
/// of long double count as one.
static bool sameUnnamed(const TypeInfo &X, const TypeInfo &Y) {
  auto IsLong = [](const TypeInfo &T) { return T.Size > 8 && T.isFloating(); };
  return (IsLong(X) && IsLong(Y)) || (X.Number == Y.Number && X.Size == Y.Size);
}

static bool sameShape(const UnitInfo &A, uint32_t TypeA, const UnitInfo &B, uint32_t TypeB, unsigned Depth, bool WithMembers);

static bool sameMembers(const UnitInfo &A, const TypeInfo &X, const UnitInfo &B, const TypeInfo &Y, unsigned Depth) {
  if (X.NumMembers != Y.NumMembers)
    return false;
  for (uint32_t K = 0; K < X.NumMembers; ++K)
    if (X.Members[K].Name != Y.Members[K].Name ||
        (Depth != 0 && !sameShape(A, X.Members[K].Type, B, Y.Members[K].Type, Depth - 1, false)))
      return false;
  return true;
}

static bool sameShape(const UnitInfo &A, uint32_t TypeA, const UnitInfo &B, uint32_t TypeB, unsigned Depth, bool WithMembers) {
  if (TypeA == NoIndex || TypeB == NoIndex)
    return TypeA == TypeB;
  const TypeInfo &X = A.Types[TypeA], &Y = B.Types[TypeB];
  if (X.Kind != Y.Kind || X.Name != Y.Name)
    return false;
  switch (X.Kind) {
  case TypeKind::Scalar: return !X.Name.empty() || sameUnnamed(X, Y);
  case TypeKind::Struct:
  case TypeKind::Union: return !(WithMembers || X.Name.empty()) || sameMembers(A, X, B, Y, Depth);
  case TypeKind::Array:
    return X.Count == Y.Count && (Depth == 0 || sameShape(A, X.Element, B, Y.Element, Depth - 1, WithMembers));
  case TypeKind::Pointer: return Depth == 0 || sameShape(A, X.Element, B, Y.Element, Depth - 1, WithMembers);
  default: return true;
  }
}

/// The own type of a heap block's elements. Arrays of arrays are arrays of their innermost elements.
Place TypeMatch::heapType(uint32_t Unit, uint32_t Type) {
  KeyTable::Key Key{{Unit, Type}};
  if (uint32_t Number = HeapTypeNumbers.find(Key); Number != KeyTable::Absent)
    return HeapTypes[Number];
  Place Found = findHeapType(Unit, Type);
  Allocator A = In.Memory.allocator();
  if (!HeapTypeNumbers.insert(Key, static_cast<uint32_t>(HeapTypes.size()), A) || !HeapTypes.push(Found))
    In.outOfMemory();
  return Found;
}

Place TypeMatch::findHeapType(uint32_t Unit, uint32_t Type) const {
  constexpr unsigned Depth = 8;
  const UnitInfo &Home = In.I.Units[Unit];
  uint32_t First = In.P.sameUnit(Home);
  // Two scopes may have a tag each of one name: members tell. A changed one is found by its name alone, and refused by name.
  static constexpr bool Strictness[] = {true, false};
  for (bool WithMembers : Strictness)
    for (uint32_t K = 0; K <= In.P.numUnits(); ++K) {
      uint32_t U = K == 0 ? First : K - 1;
      if (U == NoIndex)
        continue;
      for (uint32_t T = 0; T < In.P.unit(U).NumTypes; ++T)
        if (sameShape(Home, Type, In.P.unit(U), T, Depth, WithMembers))
          return {U, T};
    }
  return {};
}

const Plan *TypeMatch::planOf(TypeRef Type) {
  auto Unit = static_cast<uint32_t>(Type.Unit - In.I.Units);
  Place Own = heapType(Unit, Type.Index);
  const Plan *Result = nullptr;
  bool Known = Own.found() && makePlan(Unit, Type.Index, {Type.Index, BlockForm::Unknown}, Own, Result, nullptr, 0).ok();
  return Known ? Result : nullptr;
}

SenderTypes TypeMatch::senderTypes() {
  auto Plan = [](void *Ctx, TypeRef Type) { return static_cast<TypeMatch *>(Ctx)->planOf(Type); };
  return {In.I.Units, In.I.NumUnits, Plan, this};
}

bool TypeMatch::copiesUntyped(uint64_t Size) {
  if (!KnowsLeast)
    LeastUnlike = leastUnlike(In.I.Sender, In.Here, senderTypes());
  KnowsLeast = true;
  return Size < LeastUnlike;
}

/// Sites that stand for a type alone, made once each; they outlive the restoration.
const CgtAllocSite *TypeMatch::siteFor(Place Type, BlockForm Form) {
  static MapAllocator Permanent;
  static MapVector<CgtAllocSite *> Sites;
  static KeyTable Numbers;
  const TypeInfo &Element = In.P.unit(Type.Unit).Types[Type.Index];
  Type.Index = typeOfBlocks(In.P.unit(Type.Unit), {Type.Index, Form});
  KeyTable::Key Key{{Type.Unit, Type.Index}};
  if (uint32_t Number = Numbers.find(Key); Number != KeyTable::Absent)
    return Sites[Number];
  Allocator A = Permanent.allocator();
  auto *S = Permanent.array<CgtAllocSite>(1);
  if (!S)
    return nullptr;
  S->Unit = const_cast<CgtUnit *>(&In.P.descriptor(Type.Unit));
  S->Site = Type.Index;
  S->Kind = CGT_SITE_TYPE;
  S->ElementSize = static_cast<size_t>(Element.Size);
  return Numbers.insert(Key, static_cast<uint32_t>(Sites.size()), A) && Sites.push(S) ? S : nullptr;
}

void TypeMatch::release() {
  Plans.release();
  HeapTypes.release();
}
