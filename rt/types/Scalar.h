//===- Scalar.h - C's numbers, as tags call them -------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A scalar is a letter and a size. The letters are the tags' (docs/format.md, "Tags"); a new kind of number begins here.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_TYPES_SCALAR_H
#define CGT_TYPES_SCALAR_H

namespace cgt {

enum class Scalar : char {
  None = 0, ///< no scalar
  Signed = 'i',
  Unsigned = 'u',
  Bool = 'b',
  Char = 'c',        ///< plain `char`: its sign is the platform's
  IEEE = 'f',        ///< of 2, 4, 8 or 16 bytes
  X87 = 'x',         ///< 80 bits, whatever its size
  DoubleDouble = 'd' ///< a sum of two doubles
};

/// The scalar that \p Letter stands for; None if it stands for none.
constexpr Scalar scalarOf(char Letter) {
  switch (static_cast<Scalar>(Letter)) {
  case Scalar::Signed:
  case Scalar::Unsigned:
  case Scalar::Bool:
  case Scalar::Char:
  case Scalar::IEEE:
  case Scalar::X87:
  case Scalar::DoubleDouble: return static_cast<Scalar>(Letter);
  case Scalar::None: break;
  }
  return Scalar::None;
}

constexpr bool isInteger(Scalar S) {
  return S == Scalar::Signed || S == Scalar::Unsigned || S == Scalar::Bool || S == Scalar::Char;
}
constexpr bool isFloating(Scalar S) { return S == Scalar::IEEE || S == Scalar::X87 || S == Scalar::DoubleDouble; }
constexpr bool isSigned(Scalar S, bool CharSigned) { return S == Scalar::Signed || (S == Scalar::Char && CharSigned); }

} // namespace cgt

#endif // CGT_TYPES_SCALAR_H
