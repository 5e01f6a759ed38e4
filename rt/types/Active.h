//===- Active.h - Which member of a union is live -----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The expression of CGT_ACTIVE (docs/format.md, "Live members"), made for one union in one unit on one platform, and what it
// yields of a value there. Numbers are computed as C does on that platform. Texts come from images, too: whatever they say,
// nothing is read but what the record has.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_TYPES_ACTIVE_H
#define CGT_TYPES_ACTIVE_H

#include "types/TypeRef.h"

namespace cgt {

/// Why there is no expression.
enum class ActiveFault : uint8_t {
  None,
  Syntax,
  UnknownName, ///< no member around the union is called so
  NoInteger,   ///< a member that isn't an integer of up to eight bytes
  NoMember,    ///< a result that is no member of the union, 0 or void
  TooDeep,
  OutOfMemory,
};

struct ActiveNode;

/// An expression that has been understood. In the memory of an allocator.
struct ActiveExpression {
  /// What find() says where the expression yields 0 or can't be computed, and where it yields void.
  static constexpr uint32_t Unknown = NoIndex, Nothing = NoIndex - 1;

  const ActiveNode *Nodes = nullptr;
  uint32_t Root = 0;
  uint64_t Before = 0, Reach = 0; ///< bytes in front of the union, and from its start on, that are read
  bool BigEndian = false, FieldsFromTop = false;

  /// Number of the live member of the union at \p Union, or of the first union of an array there.
  uint32_t find(const uint8_t *Union) const;
};

/// A union that an expression is about: \p Member of \p Record, which is a union or an array of some, or, without a number,
/// \p Record itself.
struct ActivePlace {
  TypeRef Record;
  uint32_t Member = NoIndex;

  /// The union's type; without a number if there is none.
  TypeRef type() const;
  /// What its source says of it, or was found from that; empty if nothing.
  Str text() const;
  /// Was it found, rather than said?
  bool isFound() const;
  /// Is it the member, rather than the union's type, that says so?
  bool saysItself() const { return Member != NoIndex && !Record.info().Members[Member].Active.empty(); }
};

/// In front of an expression that the compiler has found for a struct's member. Alone: the unit has nothing to do with it.
constexpr char FoundMark = '?';

/// Of all units of a program: drops what was found in one and isn't so in another that may write such a union.
void settleFound(UnitInfo *Units, uint32_t Count);

/// Where and why an expression isn't one.
struct ActiveProblem {
  ActiveFault Fault = ActiveFault::None;
  uint32_t Offset = 0; ///< in the text
  Str Name;            ///< that it is about
};

/// What \p Place's own text says. False if that isn't an expression about it.
bool readActive(const ActivePlace &Place, Allocator &Memory, ActiveExpression &Result);
/// Understands \p Text, an expression about \p Place. False with \p Problem.
bool readActive(Str Text, const ActivePlace &Place, Allocator &Memory, ActiveExpression &Result, ActiveProblem &Problem);

} // namespace cgt

#endif // CGT_TYPES_ACTIVE_H
