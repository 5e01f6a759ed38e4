//===- Platform.h - The architecture tag -------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A platform is described by the tags of C's scalar types, nothing else (paper section 4.4, "plug and play").
//
//===----------------------------------------------------------------------===//

#ifndef CGT_TYPES_PLATFORM_H
#define CGT_TYPES_PLATFORM_H

#include "base/Bytes.h"
#include "types/Scalar.h"

namespace cgt {

enum class LongDoubleFormat : uint8_t { Double = 8, X87 = 1, Quad = 2, DoubleDouble = 3 };

constexpr Scalar scalarOf(LongDoubleFormat Format) {
  return Format == LongDoubleFormat::X87            ? Scalar::X87
         : Format == LongDoubleFormat::DoubleDouble ? Scalar::DoubleDouble
                                                    : Scalar::IEEE;
}

struct Platform {
  Str Triple; ///< "s390x-linux-gnu", for people; not compared
  bool BigEndian = false;
  uint8_t PointerSize = 8;
  uint8_t LongSize = 8;
  uint8_t LongDoubleSize = 16;
  uint8_t LongDoubleAlign = 16;
  uint8_t LongLongAlign = 8; ///< inside a struct (i686: 4)
  uint8_t DoubleAlign = 8;   ///< inside a struct
  LongDoubleFormat LongDouble = LongDoubleFormat::Double;
  bool CharSigned = true;
  bool BitFieldsFromTop = false; ///< first bit-field in the most significant bits
};

/// Same representation of every scalar.
bool operator==(const Platform &A, const Platform &B);

/// Akin platforms lay memory out in the same way: sizes, alignments and orders are equal. What a long double is, and whether char is
/// signed, needn't be; what holds a long double is converted by its type's plan.
bool isAkin(const Platform &A, const Platform &B);

/// The platform that this code was compiled for.
Platform hostPlatform();

/// As it stands in images and streams (docs/format.md, "PLAT").
void writePlatform(const Platform &P, Sink &Out);
/// Refuses what can't be a platform; the triple points into the cursor's bytes.
Status readPlatform(Cursor &In, Platform &P);

} // namespace cgt

#endif // CGT_TYPES_PLATFORM_H
