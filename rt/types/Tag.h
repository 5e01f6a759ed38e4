//===- Tag.h - Tags as text --------------------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Prints the tags of the paper's section 4.1, extended by a kind letter in each tuple (docs/format.md, "Tags"):
//
//   (i4,1)            an int                      (4,0)            four bytes of padding
//   (f8,3)            double[3]                   (p8,-1)          a pointer; q: to a function
//   ((i4,1)(4,0)(f8,1),10)    struct [10]         (u4:3:5,1)       a bit-field: bits 3 to 7 from here on
//   ((i4,1)(4,0)|(f8,1),1)    union               (c1,*)           a flexible array member
//
//===----------------------------------------------------------------------===//

#ifndef CGT_TYPES_TAG_H
#define CGT_TYPES_TAG_H

#include "types/TypeRef.h"

namespace cgt {

enum class TagStyle : uint8_t {
  Kinds, ///< with kind letters
  Paper, ///< without kind letters, as the paper prints them
};

/// Members, those of members included, that a printed tag has; "..." stands for more.
constexpr uint32_t MaxTuples = 4096;

/// Prints \p Type's tag, or that of an array of it, or nothing for a type without bytes of its own.
void printTag(TypeRef Type, Sink &Out, TagStyle Style = TagStyle::Kinds, uint64_t Count = 1);

} // namespace cgt

#endif // CGT_TYPES_TAG_H
