//===- KnownPlatforms.cpp - What values look like on each platform ---------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "KnownPlatforms.h"

using namespace cgt;

static constexpr bool Little = false, Big = true, Unsigned = false, Signed = true;

static Platform make(const char *Triple, bool BigEndian, uint8_t Word, LongDoubleFormat Format, uint8_t Size, uint8_t Align,
                     uint8_t EightAlign, bool CharSigned) {
  Platform P;
  P.Triple = Triple;
  P.BigEndian = P.BitFieldsFromTop = BigEndian;
  P.PointerSize = P.LongSize = Word;
  P.LongDouble = Format;
  P.LongDoubleSize = Size;
  P.LongDoubleAlign = Align;
  P.LongLongAlign = P.DoubleAlign = EightAlign;
  P.CharSigned = CharSigned;
  return P;
}

const std::vector<Platform> &cgt::knownPlatforms() {
  static const std::vector<Platform> Known = {
#define CGT_PLATFORM(Triple, Spellings, OtherSize, Order, Word, LongDouble, Size, Align, EightAlign, Char, ...)                \
  make(Triple, Order, Word, LongDoubleFormat::LongDouble, Size, Align, EightAlign, Char),
#include "abi/Platforms.def"
  };
  return Known;
}
