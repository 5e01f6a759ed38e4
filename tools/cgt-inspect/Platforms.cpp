//===- Platforms.cpp - The platforms by name -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Platforms.h"

#include "llvm/ADT/StringSwitch.h"

using namespace cgt;
using namespace llvm;

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
  constexpr LongDoubleFormat Double = LongDoubleFormat::Double, X87 = LongDoubleFormat::X87,
                             Quad = LongDoubleFormat::Quad, Pair = LongDoubleFormat::DoubleDouble;
  // Byte order, word, long double (format, size, align), alignment of 8-byte scalars, char.
  static const Platform Known[] = {
      make("x86_64-linux-gnu", false, 8, X87, 16, 16, 8, true),
      make("i686-linux-gnu", false, 4, X87, 12, 4, 4, true),
      make("aarch64-linux-gnu", false, 8, Quad, 16, 16, 8, false),
      make("riscv64-linux-gnu", false, 8, Quad, 16, 16, 8, false),
      make("s390x-linux-gnu", true, 8, Quad, 16, 8, 8, false),
      make("powerpc-linux-gnu", true, 4, Pair, 16, 16, 8, false),
      make("powerpc64-linux-gnu", true, 8, Pair, 16, 16, 8, false),
      make("sparc64-linux-gnu", true, 8, Quad, 16, 16, 8, true),
      make("mips-linux-gnu", true, 4, Double, 8, 8, 8, true),
      make("arm-linux-gnueabihf", false, 4, Double, 8, 8, 8, false),
  };
  return Known;
}

static StringRef architecture(StringRef Triple) {
  StringRef Name = Triple.split('-').first;
  return StringSwitch<StringRef>(Name)
      .Cases("amd64", "x86-64", "x86_64")
      .Cases("i386", "i486", "i586", "i686")
      .Case("arm64", "aarch64")
      .Cases("armhf", "armv7", "armv7l", "armv7a", "arm")
      .Case("ppc", "powerpc")
      .Case("ppc64", "powerpc64")
      .Case("sparcv9", "sparc64")
      .Default(Name);
}

const Platform *cgt::findPlatform(StringRef Triple) {
  StringRef Wanted = architecture(Triple);
  if (Triple.contains('-') && !Triple.contains("linux"))
    return nullptr;
  for (const Platform &P : knownPlatforms())
    if (architecture(StringRef(P.Triple.Data, P.Triple.Size)) == Wanted)
      return &P;
  return nullptr;
}
