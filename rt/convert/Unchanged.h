//===- Unchanged.h - What a variable still holds from its start -*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a program hasn't changed is the receiver's own: an initialiser may say something else there (`sizeof`, the address in
// front of an array) that means the same. It goes by values: a scalar, a pointer, a bit-field, a union as a whole.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_CONVERT_UNCHANGED_H
#define CGT_CONVERT_UNCHANGED_H

#include "convert/Plan.h"

namespace cgt {

/// A variable of \p Bytes bytes at its sender.
struct SavedVariable {
  TypeRef Type;
  const uint8_t *Now, *AtStart;
  uint64_t Bytes;
};

/// Writes the variable to \p Changed, with zeros for addresses, unions and opaque bytes that are what they were at the start:
/// what they refer to or mean there doesn't matter. Numbers stay, for one that the receiver can't represent is refused
/// whoever wrote it.
void copyChanged(const SavedVariable &V, uint8_t *Changed);

/// Gives the values of a \p Type at \p Target that the sender hasn't changed the bytes they have at \p AtStart, null: zeros.
/// Both have \p Bytes bytes; what would lie behind them is left out.
void keepUnchanged(const SavedVariable &V, TypeRef Type, const uint8_t *AtStart, uint8_t *Target, uint64_t Bytes);

} // namespace cgt

#endif // CGT_CONVERT_UNCHANGED_H
