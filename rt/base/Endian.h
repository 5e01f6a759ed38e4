//===- Endian.h - Integers in either byte order --------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Integers that stand anywhere in memory, aligned or not, in this machine's byte order or in another's.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_BASE_ENDIAN_H
#define CGT_BASE_ENDIAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

namespace cgt {

constexpr bool HostBig = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;

inline uint16_t swapped(uint16_t Value) { return __builtin_bswap16(Value); }
inline uint32_t swapped(uint32_t Value) { return __builtin_bswap32(Value); }
inline uint64_t swapped(uint64_t Value) { return __builtin_bswap64(Value); }

/// A uint16_t, uint32_t or uint64_t, its bytes swapped if \p Swap says so.
template <typename T> T load(const void *At, bool Swap) {
  T Value;
  memcpy(&Value, At, sizeof Value);
  return Swap ? swapped(Value) : Value;
}
template <typename T> void store(void *At, T Value, bool Swap) {
  Value = Swap ? swapped(Value) : Value;
  memcpy(At, &Value, sizeof Value);
}
/// The same, decided by the compiler: for loops that must have no test inside.
template <typename T, bool Swap> T load(const void *At) { return load<T>(At, Swap); }
template <typename T, bool Swap> void store(void *At, T Value) { store(At, Value, Swap); }

/// The unsigned integer of \p Size bytes, 8 at most.
inline uint64_t readUnsigned(const void *At, unsigned Size, bool BigEndian) {
  if (Size == 8)
    return load<uint64_t>(At, BigEndian != HostBig);
  if (Size == 4)
    return load<uint32_t>(At, BigEndian != HostBig);
  const auto *Data = static_cast<const uint8_t *>(At);
  uint64_t Value = 0;
  for (unsigned I = 0; I < Size; ++I)
    Value = Value << 8 | Data[BigEndian ? I : Size - 1 - I];
  return Value;
}

/// An integer of up to 128 bits, for 32-bit targets have none.
struct Wide {
  uint64_t High = 0, Low = 0;

  bool isZero() const { return (High | Low) == 0; }
  Wide left(unsigned N) const {
    if (N == 0)
      return *this;
    if (N >= 128)
      return {};
    if (N >= 64)
      return {Low << (N - 64), 0};
    return {High << N | Low >> (64 - N), Low << N};
  }
  Wide right(unsigned N) const {
    if (N == 0)
      return *this;
    if (N >= 128)
      return {};
    if (N >= 64)
      return {0, High >> (N - 64)};
    return {High >> N, Low >> N | High << (64 - N)};
  }
  Wide plus(Wide B) const {
    Wide R{High + B.High, Low + B.Low};
    R.High += R.Low < Low;
    return R;
  }
  Wide minus(Wide B) const { return {High - B.High - (Low < B.Low), Low - B.Low}; }
  bool less(Wide B) const { return High != B.High ? High < B.High : Low < B.Low; }
  bool operator==(Wide B) const { return High == B.High && Low == B.Low; }
  unsigned leadingZeros() const {
    if (High)
      return static_cast<unsigned>(__builtin_clzll(High));
    return Low ? 64 + static_cast<unsigned>(__builtin_clzll(Low)) : 128;
  }
};

/// Is the top bit of the integer of \p Size bytes at \p Data set?
inline bool topBit(const uint8_t *Data, unsigned Size, bool BigEndian) { return (Data[BigEndian ? 0 : Size - 1] & 0x80) != 0; }

/// The integer of \p Size bytes, 16 at most, at \p Data; negative ones are extended by their sign if it is \p Signed.
inline Wide readInteger(const uint8_t *Data, unsigned Size, bool BigEndian, bool Signed) {
  Wide W;
  if (Signed && Size != 0 && topBit(Data, Size, BigEndian))
    W.High = W.Low = UINT64_MAX;
  for (unsigned I = 0; I < Size; ++I) {
    W = W.left(8);
    W.Low |= Data[BigEndian ? I : Size - 1 - I];
  }
  return W;
}

/// Writes the lowest \p Size bytes, 16 at most.
inline void writeInteger(Wide Value, uint8_t *Data, unsigned Size, bool BigEndian) {
  for (unsigned I = 0; I < Size; ++I) {
    Data[BigEndian ? Size - 1 - I : I] = static_cast<uint8_t>(Value.Low);
    Value = Value.right(8);
  }
}

} // namespace cgt

#endif // CGT_BASE_ENDIAN_H
