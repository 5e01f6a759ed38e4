//===- Varint.h - Numbers of as many bytes as they need ------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ULEB128: seven bits a byte, the lowest first; the top bit says that more follow. Cursor (Bytes.h) reads what can't be
// trusted.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_BASE_VARINT_H
#define CGT_BASE_VARINT_H

#include <stdint.h>

namespace cgt {

constexpr unsigned MaxVarintSize = 10;

/// Writes \p Value to \p To, where MaxVarintSize bytes have room; returns how many it took.
inline unsigned encodeVarint(uint64_t Value, uint8_t *To) {
  unsigned Size = 0;
  for (; Value > 0x7f; Value >>= 7)
    To[Size++] = static_cast<uint8_t>(Value | 0x80);
  To[Size++] = static_cast<uint8_t>(Value);
  return Size;
}

/// Reads a number that is known to be sound, and moves \p At behind it.
inline uint64_t decodeVarint(const uint8_t *&At) {
  if (*At < 0x80)
    return *At++;
  uint64_t Value = 0;
  for (unsigned Shift = 0;; Shift += 7) {
    uint8_t Byte = *At++;
    if (Shift < 64)
      Value |= static_cast<uint64_t>(Byte & 0x7f) << Shift;
    if (Byte < 0x80)
      return Value;
  }
}

} // namespace cgt

#endif // CGT_BASE_VARINT_H
