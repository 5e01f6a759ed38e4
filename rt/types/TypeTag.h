//===- TypeTag.h - One type as a constant ------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What CGT_TAG_OF(T) is: T and all that it consists of and leads to, in a form that the plugin and the builder of
// <cgt/rmr.h> make alike. Bytes: docs/rmr-format.md, "Type tag".
//
//===----------------------------------------------------------------------===//

#ifndef CGT_TYPES_TYPETAG_H
#define CGT_TYPES_TYPETAG_H

#include "types/Schema.h"

namespace cgt {

/// Member \p Counter of a struct tells how many elements its member \p Pointer leads to.
struct CountInfo {
  uint32_t Type = 0, Pointer = 0, Counter = 0;
};

/// Type 0 of the unit is the type itself.
struct TypeTag {
  UnitInfo Unit;
  const CountInfo *Counts = nullptr;
  uint32_t NumCounts = 0;

  /// The count that belongs to a struct's member, or null.
  const CountInfo *countOf(uint32_t Type, uint32_t Member) const;
};

/// May a member of this type count what a pointer leads to, if it is no bit-field?
bool mayCount(const TypeInfo &Counter);

/// A tag tells alignments above this.
constexpr uint64_t CommonAlign = 16;

/// Why no stream of records carries the type, or null.
const char *whyNotCarried(const TypeTag &Tag);

/// Bytes of a tag, its own length aside.
constexpr uint32_t MaxTypeTag = 16u << 20;

/// Appends the tag of type \p Root of \p From, whatever the order of its types. Malformed when a count is no integer
/// beside a pointer to data.
Status writeTypeTag(const TypeTag &From, uint32_t Root, Allocator &Memory, Sink &Out);

/// Parses one tag. As in parseUnit, every index in the result is checked.
Status parseTypeTag(Cursor &In, Allocator &Memory, TypeTag &Result);

} // namespace cgt

#endif // CGT_TYPES_TYPETAG_H
