//===- Enumerators.h - What tells enumerations apart --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// TypeInfo::Enumerators, as the plugin and the builder of tags both make it.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_TYPES_ENUMERATORS_H
#define CGT_TYPES_ENUMERATORS_H

#include "base/Text.h"

namespace cgt {

/// What an enumerator's line needs besides its name, the end's 0 included.
constexpr uint32_t EnumeratorRoom = 24;

/// One enumerator's line, "NAME=VALUE\n"; \p Value in two's complement if \p Signed.
void addEnumerator(Text &Line, Str Name, uint64_t Value, bool Signed);

/// The hash of an enumeration's lines, in whatever order: they are sorted, and equal ones count once. 0 for none and no other.
uint64_t hashEnumerators(Str *Lines, size_t Count);

} // namespace cgt

#endif // CGT_TYPES_ENUMERATORS_H
