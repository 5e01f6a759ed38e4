//===- ActiveNodes.h - The parts of an expression -----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Only Active*.cpp look at them.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_TYPES_ACTIVENODES_H
#define CGT_TYPES_ACTIVENODES_H

#include "types/Active.h"

namespace cgt {

enum class ActiveKind : uint8_t {
  Number,
  Name, ///< not looked up yet
  Value,
  Bits,
  Member, ///< a result: Operands[0] is its number
  Void,   ///< a result
  Not,
  Negate,
  Complement,
  Choose, ///< the first operand decides between the other two
  // Of two operands.
  Or,
  And,
  BitOr,
  BitXor,
  BitAnd,
  Equal,
  Unequal,
  Less,
  Greater,
  AtMost,
  AtLeast,
  Left,
  Right,
  Plus,
  Minus,
  Times,
  Divide,
  Modulo,
};

struct ActiveNode {
  ActiveKind Kind = ActiveKind::Number;
  uint8_t Bytes = 0;                       ///< Value
  bool IsSigned = false;                   ///< Value, Bits
  bool IsWide = false, IsUnsigned = false; ///< Number: of eight bytes; Bits: their type
  uint8_t FirstBit = 0, Width = 0;         ///< Bits: from the byte on, in the platform's order
  uint16_t Depth = 0;                      ///< below it
  uint32_t Operands[3] = {0, 0, 0};
  int64_t Offset = 0; ///< Value, Bits: from the union's start
  uint64_t Number = 0;
  uint32_t At = 0; ///< in the text
  Str Text;        ///< Name: with its dots
};

} // namespace cgt

#endif // CGT_TYPES_ACTIVENODES_H
