//===- FlatTypes.h - A type's pointers as a list -----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RMR_FLATTYPES_H
#define CGT_RMR_FLATTYPES_H

#include "rmr/Slots.h"

namespace cgt {
namespace rmr {

/// A pointer in each element of a type, or bytes that have to be zero.
struct FlatSlot {
  uint32_t Offset = 0;
  uint32_t Pointee = NoIndex;
  uint32_t Counter = NoIndex; ///< type of the member that counts, or NoIndex
  uint32_t CounterOffset = 0;
  uint32_t Zeros = 0; ///< that many bytes; 0: a pointer
};

struct FlatType {
  const FlatSlot *Slots = nullptr; ///< null: too many, forEachSlot() finds them
  uint32_t NumSlots = 0;
  uint32_t Size = 0; ///< 0: elements can't be copied in one step
  bool HasSlots = false;
  bool IsText = false;
  uint8_t Number = 0; ///< among those that pointers lead to, modulo 8
};

/// One for each type of \p Of, kept in \p Memory. Null when out of memory.
const FlatType *flatten(const StreamType &Of, Pool &Memory);

/// What the counter says; \p Element is the slot's.
inline uint64_t countAt(const StreamType &Of, const FlatSlot &S, const uint8_t *Element) {
  return loadCount(Of.type(S.Counter), Element + S.CounterOffset);
}

inline bool isZero(const uint8_t *Data, uint32_t Size) {
  for (uint32_t I = 0; I < Size; ++I)
    if (Data[I] != 0)
      return false;
  return true;
}

} // namespace rmr
} // namespace cgt

#endif // CGT_RMR_FLATTYPES_H
