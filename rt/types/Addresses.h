//===- Addresses.h - Words of the sender that may be addresses ----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a pointer's value says by itself (docs/format.md, "Values of pointers"). Programs keep small numbers in pointers, with
// a sign or without: (T *)1, MAP_FAILED, SIG_ERR. No object lies at such an address on any platform.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_TYPES_ADDRESSES_H
#define CGT_TYPES_ADDRESSES_H

#include "base/Endian.h"
#include "types/Platform.h"

namespace cgt {

/// Is \p Value, of a pointer of \p PointerSize bytes, one of the 4,096 lowest or the 4,096 highest addresses? Null is.
inline bool isMark(uint64_t Value, unsigned PointerSize) {
  constexpr uint64_t Each = 4096;
  uint64_t Top = PointerSize == 4 ? UINT32_MAX : UINT64_MAX;
  return Value < Each || (Value <= Top && Top - Value < Each);
}

/// The number that a mark stands for, from -4096 to 4095: the same in a pointer of any size.
inline int64_t markNumber(uint64_t Value, unsigned PointerSize) {
  return PointerSize == 4 ? static_cast<int32_t>(Value) : static_cast<int64_t>(Value);
}

/// The pointer that stands at \p At.
inline uint64_t readAddress(const void *At, const Platform &Sender) {
  return readUnsigned(At, Sender.PointerSize, Sender.BigEndian);
}

/// Four printable characters, which on a platform of 32 bits are an address only by chance.
inline bool isText(const uint8_t *At) {
  for (unsigned K = 0; K < 4; ++K)
    if (At[K] < 0x20 || At[K] > 0x7e)
      return false;
  return true;
}

constexpr uint64_t NoOffset = UINT64_MAX;

/// Do \p Size bytes of characters from the sender's \p Address on hold addresses of objects (docs/format.md, "Addresses in
/// characters")? The offset of the first such word; \p Size: they don't. \p OffsetIn tells how many bytes into an object an
/// address leads, NoOffset: into none.
template <typename Fn>
uint64_t findAddress(const Platform &Sender, const uint8_t *Data, uint64_t Address, uint64_t Size, Fn OffsetIn) {
  constexpr uint64_t WordsToBeginning = 64, WordsInto = 8;
  const unsigned Word = Sender.PointerSize;
  uint64_t Beginnings = 0, Into = 0, First = Size;
  for (uint64_t K = (0 - Address) % Word; K + Word <= Size; K += Word) {
    uint64_t Value = readAddress(Data + K, Sender);
    if (isMark(Value, Word) || (Word == 4 && isText(Data + K)))
      continue;
    uint64_t Offset = OffsetIn(Value);
    if (Offset == NoOffset)
      continue;
    if (Word == 8)
      return K;
    First = First == Size ? K : First;
    Beginnings += Offset == 0;
    ++Into;
  }
  uint64_t Words = Size / Word;
  bool Holds = (Beginnings != 0 && Beginnings >= Words / WordsToBeginning) || (Into > 1 && Into >= Words / WordsInto);
  return Holds ? First : Size;
}

} // namespace cgt

#endif // CGT_TYPES_ADDRESSES_H
