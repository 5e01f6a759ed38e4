//===- Platforms.cpp - The platforms by name -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Platforms.h"

#include "Architecture.h"

using namespace cgt;
using namespace llvm;

static constexpr bool Little = false, Big = true, Unsigned = false, Signed = true;

static Platform make(const char *Triple, bool BigEndian, uint8_t Word, LongDoubleFormat Format, uint8_t Size,
                     uint8_t Align, uint8_t EightAlign, bool CharSigned) {
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

ArrayRef<Platform> cgt::knownPlatforms() {
  static const Platform Known[] = {
#define CGT_PLATFORM(Triple, Spellings, OtherSize, Order, Word, LongDouble, Size, Align, EightAlign, Char, ...)        \
  make(Triple, Order, Word, LongDoubleFormat::LongDouble, Size, Align, EightAlign, Char),
#include "abi/Platforms.def"
  };
  return Known;
}

static std::string architecture(StringRef Triple) { return normalizeArchitecture(Triple.split('-').first.str()); }

const Platform *cgt::findPlatform(StringRef Triple) {
  if (Triple.contains('-') && !Triple.contains("linux"))
    return nullptr;
  std::string Wanted = architecture(Triple);
  for (const Platform &P : knownPlatforms())
    if (architecture(StringRef(P.Triple.Data, P.Triple.Size)) == Wanted)
      return &P;
  return nullptr;
}
