//===- Text.h - Bounded text -------------------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_BASE_TEXT_H
#define CGT_BASE_TEXT_H

#include "base/Bytes.h"

namespace cgt {

/// Appends to a caller's buffer, always terminated; what doesn't fit is cut off.
class Text {
public:
  Text(char *Buffer, size_t Capacity) : Buffer(Buffer), Capacity(Capacity) {
    if (Capacity != 0)
      Buffer[0] = 0;
  }

  Text &add(char C) {
    if (Size + 1 < Capacity) {
      Buffer[Size++] = C;
      Buffer[Size] = 0;
    }
    return *this;
  }
  Text &add(Str S) {
    for (uint32_t I = 0; I < S.Size; ++I)
      add(S.Data[I]);
    return *this;
  }
  Text &add(const char *S) { return add(Str(S)); }
  Text &decimal(uint64_t Value) {
    char Digits[20];
    unsigned Count = 0;
    do
      Digits[Count++] = static_cast<char>('0' + Value % 10);
    while (Value /= 10);
    while (Count > 0)
      add(Digits[--Count]);
    return *this;
  }
  Text &signedDecimal(int64_t Value) {
    if (Value >= 0)
      return decimal(static_cast<uint64_t>(Value));
    return add('-').decimal(~static_cast<uint64_t>(Value) + 1);
  }
  Text &hex(uint64_t Value) {
    unsigned Shift = 60;
    while (Shift > 0 && (Value >> Shift) == 0)
      Shift -= 4;
    for (;; Shift -= 4) {
      add("0123456789abcdef"[(Value >> Shift) & 15]);
      if (Shift == 0)
        return *this;
    }
  }
  bool empty() const { return Size == 0; }

private:
  char *Buffer;
  size_t Capacity;
  size_t Size = 0;
};

} // namespace cgt

#endif // CGT_BASE_TEXT_H
