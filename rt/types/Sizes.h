//===- Sizes.h - Values that are computed from sizes --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `n = sizeof(struct node)`, alive at a poll, is another number on another platform. The schema says of such variables and
// arguments how they are computed from the function's sizes and parameters (docs/format.md, "Sizes"); with that and a value
// of the sender, this tells the value here. Texts of both sides are read side by side, since the source is the same.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_TYPES_SIZES_H
#define CGT_TYPES_SIZES_H

#include "base/Bytes.h"

namespace cgt {

/// Index of each side in pairs.
enum SizeSide : unsigned { SideTheirs, SideOwn };

/// A + c * B, with some number c that both sides have; no B: A alone.
struct SizeValue {
  int64_t A[2] = {0, 0}, B[2] = {0, 0};
  bool Unclear = false; ///< something that differs, in a way that isn't known

  bool hasB() const { return B[0] || B[1]; }
  /// The same on both sides?
  bool isPlain() const { return !Unclear && A[0] == A[1] && B[0] == B[1]; }
};

/// What is known of a parameter from the call. Parameters that nothing is known of have no size in them.
struct SizeParameter {
  uint32_t Index[2] = {0, 0};
  SizeValue Value;
};

/// What the texts of one activation refer to.
struct SizeScope {
  const uint64_t *Sizes[2] = {nullptr, nullptr}; ///< the function's, from number 1 on
  uint32_t NumSizes[2] = {0, 0};
  const SizeParameter *Parameters = nullptr;
  size_t NumParameters = 0;
};

enum class SizeResult {
  Same,    ///< the value has to do with no size that differs
  Changed, ///< it is another number here
  Unclear, ///< it may have to do with one
};

/// \p Value of a variable of the sender whose texts are \p Theirs and \p Own. Changed: \p Result is what it is here.
SizeResult translateSize(Str Theirs, Str Own, const SizeScope &Scope, int64_t Value, int64_t &Result);

/// Calls \p Add for each argument of a call with sizes in it, until that returns false; false then, and for texts that
/// don't fit together.
bool readSizeArguments(Str Theirs, Str Own, const SizeScope &Scope, bool (*Add)(void *Ctx, const SizeParameter &P), void *Ctx);

} // namespace cgt

#endif // CGT_TYPES_SIZES_H
