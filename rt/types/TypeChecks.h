//===- TypeChecks.h - Is a table of types sound? -----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A unit's types come from a file: before anything walks them, sizes and nesting are checked once, so that walks may
// recurse by value (never through pointers) without counting.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_TYPES_TYPECHECKS_H
#define CGT_TYPES_TYPECHECKS_H

#include "types/Schema.h"

namespace cgt {

/// Types nest by value (members, elements) no deeper than this.
constexpr unsigned MaxTypeDepth = 64;

/// Malformed when sizes don't fit together, TooDeep when types nest deeper than MaxTypeDepth or contain themselves.
/// \p Heights: room for a byte per type, zeroed.
Errc checkTypes(const UnitInfo &Unit, uint8_t *Heights);

/// What a walk over the parts by value of a type of \p Size bytes may meet, arrays counted as one element.
constexpr uint64_t mostParts(uint64_t Size) { return 4096 + 64 * (Size >> 56 ? uint64_t(1) << 56 : Size); }

/// TooDeep when a type has more parts than that: a few lines that double each other would keep each walk busy for ever. \p Heights: what checkTypes() has left there. \p Parts: room for a number per type.
Errc checkParts(const UnitInfo &Unit, const uint8_t *Heights, uint64_t *Parts);

} // namespace cgt

#endif // CGT_TYPES_TYPECHECKS_H
