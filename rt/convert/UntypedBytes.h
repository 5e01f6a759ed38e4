//===- UntypedBytes.h - Bytes of no known type -------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One rule for who restores an image and for who tells beforehand what a restore would say.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_CONVERT_UNTYPEDBYTES_H
#define CGT_CONVERT_UNTYPEDBYTES_H

#include "convert/Plan.h"

namespace cgt {

/// The sender's units, and how a type of theirs is converted; null if it can't be.
struct SenderTypes {
  const UnitInfo *Units;
  uint32_t NumUnits;
  const Plan *(*PlanOf)(void *Ctx, TypeRef Type);
  void *Ctx;
};

/// Blocks of no known type that have less than so many bytes mean the same on both platforms, addresses aside: all of them on
/// equal platforms, none on those that aren't akin. On akin ones a block is too small for whatever looks different there and
/// the program's pointer types lead to: a long double, a struct of its own that has one, or a member of a type of the
/// system's that is larger there. What the system declares by itself is the system's.
uint64_t leastUnlike(const Platform &From, const Platform &To, const SenderTypes &Types);

/// A pointer to a \p Pointee leads to \p Left such bytes, which are copied to an akin platform. Are they right as a Pointee there?
bool isRightAs(TypeRef Pointee, uint64_t Left, const SenderTypes &Types);

} // namespace cgt

#endif // CGT_CONVERT_UNTYPEDBYTES_H
