//===- UnionChoice.h - Unions whose live member is told -----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_CONVERT_UNIONCHOICE_H
#define CGT_CONVERT_UNIONCHOICE_H

#include "convert/PlanOps.h"
#include "types/Active.h"

namespace cgt {

/// Unions that adjoin, and what each of their members would be.
struct UnionChoice {
  TypeRef From, To; ///< of one
  uint64_t Count = 1;
  const ActiveExpression *Which = nullptr;                      ///< null: nothing tells, though something might
  const Plan *const *Members = nullptr;                         ///< by the sender's numbers
  const Plan *Unknown = nullptr;                                ///< where the expression tells none
  bool Pointers = false, Functions = false, EndsInside = false; ///< a member has some

  /// The member of a union of an array that begins at \p Source, or what ActiveExpression::find() says instead.
  uint32_t member(const uint8_t *Source) const { return Which ? Which->find(Source) : ActiveExpression::Unknown; }
  /// The plan for that; null: nothing is alive.
  const Plan *plan(uint32_t Member) const {
    return Member == ActiveExpression::Nothing ? nullptr : Member < From.info().NumMembers ? Members[Member] : Unknown;
  }
};

/// Does a step see to pointers, or may it?
inline bool hasPointers(const Op &O) { return O.Choice ? O.Choice->Pointers : O.isPointer(); }
/// To those to functions?
inline bool hasFunctions(const Op &O) { return O.Choice ? O.Choice->Functions : O.isPointer() && O.IsFunction; }

} // namespace cgt

#endif // CGT_CONVERT_UNIONCHOICE_H
