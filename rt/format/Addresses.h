//===- Addresses.h - Words of the sender that may be addresses ----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a pointer's value says by itself (docs/format.md, "Values of pointers"). Programs keep small numbers in pointers, with a
// sign or without: (T *)1, MAP_FAILED, SIG_ERR. No object lies at such an address on any platform.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_FORMAT_ADDRESSES_H
#define CGT_FORMAT_ADDRESSES_H

#include "format/Platform.h"

#include <string.h>

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

/// The pointer of \p Size bytes, 4 or 8, that stands at \p At.
inline uint64_t readAddress(const void *At, unsigned Size, bool BigEndian) {
  constexpr bool HostBig = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
  if (Size == 4) {
    uint32_t Value;
    memcpy(&Value, At, sizeof Value);
    return BigEndian == HostBig ? Value : __builtin_bswap32(Value);
  }
  uint64_t Value;
  memcpy(&Value, At, sizeof Value);
  return BigEndian == HostBig ? Value : __builtin_bswap64(Value);
}
inline uint64_t readAddress(const void *At, const Platform &Sender) {
  return readAddress(At, Sender.PointerSize, Sender.BigEndian);
}

} // namespace cgt

#endif // CGT_FORMAT_ADDRESSES_H
