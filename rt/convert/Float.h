//===- Float.h - Floating-point formats --------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Integer code that takes a value apart and puts it together in another format: exactly, or with loss reported. `long
// double` is an IEEE double, an x87 extended, an IEEE quad or a pair of doubles, depending on the platform.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_CONVERT_FLOAT_H
#define CGT_CONVERT_FLOAT_H

#include "types/Scalar.h"

#include <stddef.h>
#include <stdint.h>

namespace cgt {

class Text;

enum class FloatFormat : uint8_t {
  Half,
  Single,
  Double,
  Quad,
  X87,          ///< 80 bits with an explicit integer bit, in the first 10 bytes
  DoubleDouble, ///< sum of two doubles, the larger one first
};

/// The format of a scalar of \p Size bytes; false when there is none.
bool floatFormat(Scalar S, uint64_t Size, FloatFormat &Result);

/// A value of any format. A finite one is ±(High:Low / 2^127) · 2^Exponent with the top bit of High set.
struct FloatValue {
  enum KindType : uint8_t { Zero, Finite, Infinity, NaN } Kind = Zero;
  bool Negative = false;
  bool Sticky = false; ///< non-zero bits follow Low
  int32_t Exponent = 0;
  uint64_t High = 0, Low = 0; ///< of a NaN: the fraction, left-aligned (top bit: quiet)
};

/// Takes apart \p Data. False for x87 encodings that stand for no value.
bool unpackFloat(FloatFormat Format, const uint8_t *Data, bool BigEndian, FloatValue &Value);

/// Puts together \p Value. Bytes beyond the format's own aren't touched. False, and nothing is written, when it isn't
/// exactly representable; with \p Round it is rounded to nearest, ties to even, and false means overflow only.
bool packFloat(FloatFormat Format, const FloatValue &Value, bool Round, bool BigEndian, uint8_t *Data);

/// As printf's %a prints it, exactly.
void printFloat(const FloatValue &Value, Text &Out);

} // namespace cgt

#endif // CGT_CONVERT_FLOAT_H
