//===- Slots.h - The pointers in a block of this platform --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RMR_SLOTS_H
#define CGT_RMR_SLOTS_H

#include "base/Endian.h"
#include "rmr/Types.h"

namespace cgt {
namespace rmr {

/// A pointer in memory.
struct Slot {
  const uint8_t *Where = nullptr;
  uint32_t Pointee = NoIndex;
  bool HasCount = false;
  uint64_t Count = 1; ///< elements that it leads to, if HasCount

  uint64_t value() const {
    uintptr_t Value;
    memcpy(&Value, Where, sizeof Value);
    return Value;
  }
};

/// An integer of this platform; a negative one is as large as can be.
inline uint64_t loadCount(const TypeInfo &T, const uint8_t *Data) {
  auto Size = static_cast<unsigned>(T.Size);
  return T.scalar() == Scalar::Signed && topBit(Data, Size, HostBig) ? UINT64_MAX : readUnsigned(Data, Size, HostBig);
}

/// What is known of pointers in a member of the struct \p Type at \p Data: how many elements its counter says.
inline Slot memberSlot(const StreamType &Of, uint32_t Type, uint32_t Member, const uint8_t *Data) {
  Slot Known;
  if (const CountInfo *C = Of.Tag.NumCounts ? Of.Tag.countOf(Type, Member) : nullptr) {
    const MemberInfo &Counter = Of.type(Type).Members[C->Counter];
    Known.HasCount = true;
    Known.Count = loadCount(Of.type(Counter.Type), Data + Counter.Offset);
  }
  return Known;
}

/// Calls Visit(Slot) for each data pointer in \p Count elements of \p Type. Recursion is as deep as types nest. Unsupported
/// where only the program knows: unions with pointers, pointers to functions, unless all bytes are zero; the place is then where
/// such bytes are in memory.
template <typename VisitFn>
Status forEachSlot(const StreamType &Of, uint32_t Type, const uint8_t *Data, uint64_t Count, VisitFn &Visit,
                   const Slot &Known = Slot()) {
  if (Type == NoIndex || !Of.HasSlots[Type])
    return Status::success();
  const TypeInfo &T = Of.type(Type);
  for (uint64_t I = 0; I < Count; ++I, Data += T.Size) {
    Status S;
    switch (T.Kind) {
    case TypeKind::Pointer: {
      Slot Found = Known;
      Found.Where = Data;
      Found.Pointee = T.Element;
      S = Visit(Found);
      break;
    }
    case TypeKind::Array: S = forEachSlot(Of, T.Element, Data, T.Count, Visit); break;
    case TypeKind::Struct:
      for (uint32_t M = 0; M < T.NumMembers && S.ok(); ++M)
        S = forEachSlot(Of, T.Members[M].Type, Data + T.Members[M].Offset, 1, Visit, memberSlot(Of, Type, M, Data));
      break;
    default:
      for (uint64_t B = 0; B < T.Size; ++B)
        if (Data[B] != 0)
          S = Status::fail(Errc::Unsupported, reinterpret_cast<uintptr_t>(Data));
    }
    if (!S.ok())
      return S;
  }
  return Status::success();
}

} // namespace rmr
} // namespace cgt

#endif // CGT_RMR_SLOTS_H
