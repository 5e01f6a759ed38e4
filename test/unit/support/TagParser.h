//===- TagParser.h - Types from tags as text ----------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tests and benchmarks write types as tags (types/Tag.h); programs exchange them as bytes (types/TypeTag.h).
//
//===----------------------------------------------------------------------===//

#ifndef CGT_UNIT_SUPPORT_TAGPARSER_H
#define CGT_UNIT_SUPPORT_TAGPARSER_H

#include "types/Schema.h"

namespace cgt {

/// Reads a tag with kinds into a table of types of which the last is the whole: a tuple's type, or a struct of several.
/// Names are empty, members' names their ordinals, so that compilePlan matches two such tags by position. Bit-fields have
/// their offsets in the bit order of the platform that the tag is of. Fails with BadTag, or TooDeep beyond 64 levels; the
/// place is the column, from 0.
Status parseTag(Str Text, Allocator &Memory, UnitInfo &Result);

} // namespace cgt

#endif // CGT_UNIT_SUPPORT_TAGPARSER_H
