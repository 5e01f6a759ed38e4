//===- FlatTypes.cpp - A type's pointers as a list --------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "rmr/FlatTypes.h"

using namespace cgt;
using namespace cgt::rmr;

namespace {

constexpr uint32_t MostSlots = 64;

struct Flattener {
  const StreamType &Of;
  FlatSlot Slots[MostSlots];
  uint32_t Count = 0;

  bool add(uint32_t Type, uint64_t Offset, const FlatSlot &Known);
  bool addMembers(uint32_t Type, uint64_t Offset);
};

} // namespace

/// False when there are too many. As deep as types nest.
bool Flattener::add(uint32_t Type, uint64_t Offset, const FlatSlot &Known) {
  if (Type == NoIndex || !Of.HasSlots[Type])
    return true;
  const TypeInfo &T = Of.type(Type);
  if (T.Kind == TypeKind::Struct)
    return addMembers(Type, Offset);
  if (T.Kind == TypeKind::Array) {
    if (T.Count > MostSlots)
      return false;
    for (uint64_t I = 0; I < T.Count; ++I)
      if (!add(T.Element, Offset + I * Of.type(T.Element).Size, FlatSlot()))
        return false;
    return true;
  }
  if (Count == MostSlots)
    return false;
  FlatSlot &S = Slots[Count++];
  S = Known;
  S.Offset = static_cast<uint32_t>(Offset);
  S.Pointee = T.Element;
  S.Zeros = T.Kind == TypeKind::Pointer ? 0 : static_cast<uint32_t>(T.Size);
  return true;
}

bool Flattener::addMembers(uint32_t Type, uint64_t Offset) {
  const TypeInfo &T = Of.type(Type);
  for (uint32_t M = 0; M < T.NumMembers; ++M) {
    FlatSlot Own;
    if (const CountInfo *C = Of.Tag.NumCounts ? Of.Tag.countOf(Type, M) : nullptr) {
      const MemberInfo &Counter = T.Members[C->Counter];
      Own.Counter = Counter.Type;
      Own.CounterOffset = static_cast<uint32_t>(Offset + Counter.Offset);
    }
    if (!add(T.Members[M].Type, Offset + T.Members[M].Offset, Own))
      return false;
  }
  return true;
}

const FlatType *rmr::flatten(const StreamType &Of, Pool &Memory) {
  constexpr uint64_t Largest = 1u << 30;
  auto *Result = Memory.allocator().array<FlatType>(Of.Tag.Unit.NumTypes);
  for (uint32_t I = 0; Result && I < Of.Tag.Unit.NumTypes; ++I) {
    FlatType &F = Result[I] = FlatType();
    const TypeInfo &T = Of.type(I);
    F.HasSlots = Of.HasSlots[I];
    F.IsText = isText(T);
    F.Size = T.Size <= Largest ? static_cast<uint32_t>(T.Size) : 0;
    Flattener Flat{Of, {}, 0};
    if (!F.HasSlots || F.Size == 0 || !Flat.add(I, 0, FlatSlot()))
      continue;
    auto *Slots = Memory.allocator().array<FlatSlot>(Flat.Count);
    if (!Slots)
      return nullptr;
    memcpy(Slots, Flat.Slots, Flat.Count * sizeof *Slots);
    F.Slots = Slots;
    F.NumSlots = Flat.Count;
  }
  uint8_t Number = 0;
  for (uint32_t I = 0; Result && I < Of.Tag.Unit.NumTypes; ++I)
    if (const TypeInfo &T = Of.type(I); T.Kind == TypeKind::Pointer && T.Element != NoIndex && T.Element != 0)
      Result[T.Element].Number = ++Number % 8;
  return Result;
}
