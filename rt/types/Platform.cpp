//===- Platform.cpp - The platform that this code was compiled for ---------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Asked of the compiler, never of a table.
//
//===----------------------------------------------------------------------===//

#include "types/Platform.h"

using namespace cgt;

bool cgt::isAkin(const Platform &A, const Platform &B) {
  return A.BigEndian == B.BigEndian && A.PointerSize == B.PointerSize && A.LongSize == B.LongSize &&
         A.LongLongAlign == B.LongLongAlign && A.DoubleAlign == B.DoubleAlign && A.BitFieldsFromTop == B.BitFieldsFromTop;
}

bool cgt::operator==(const Platform &A, const Platform &B) {
  return isAkin(A, B) && A.LongDoubleSize == B.LongDoubleSize && A.LongDoubleAlign == B.LongDoubleAlign &&
         A.LongDouble == B.LongDouble && A.CharSigned == B.CharSigned;
}

namespace {
struct LongLongMember {
  char Before;
  long long Member;
};
struct DoubleMember {
  char Before;
  double Member;
};
struct LongDoubleMember {
  char Before;
  long double Member;
};
} // namespace

static const char *architecture() {
#if defined(__x86_64__)
  return "x86_64-linux-gnu";
#elif defined(__i386__)
  return "i686-linux-gnu";
#elif defined(__aarch64__)
  return "aarch64-linux-gnu";
#elif defined(__arm__)
  return "arm-linux-gnueabihf";
#elif defined(__riscv) && __riscv_xlen == 64
  return "riscv64-linux-gnu";
#elif defined(__s390x__)
  return "s390x-linux-gnu";
#elif defined(__powerpc64__)
  return "powerpc64-linux-gnu";
#elif defined(__powerpc__)
  return "powerpc-linux-gnu";
#elif defined(__sparc__) && defined(__arch64__)
  return "sparc64-linux-gnu";
#elif defined(__mips__)
  return "mips-linux-gnu";
#else
#error "a platform without a name"
#endif
}

static constexpr LongDoubleFormat longDoubleFormat() {
#if __LDBL_MANT_DIG__ == 64
  return LongDoubleFormat::X87;
#elif __LDBL_MANT_DIG__ == 113
  return LongDoubleFormat::Quad;
#elif __LDBL_MANT_DIG__ == 106
  return LongDoubleFormat::DoubleDouble;
#else
  return LongDoubleFormat::Double;
#endif
}

Platform cgt::hostPlatform() {
  Platform P;
  P.Triple = architecture();
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  P.BigEndian = true;
  P.BitFieldsFromTop = true; // every big-endian Linux ABI
#endif
  P.PointerSize = sizeof(void *);
  P.LongSize = sizeof(long);
  P.LongDoubleSize = sizeof(long double);
  P.LongDoubleAlign = offsetof(LongDoubleMember, Member);
  P.LongLongAlign = offsetof(LongLongMember, Member);
  P.DoubleAlign = offsetof(DoubleMember, Member);
  P.LongDouble = longDoubleFormat();
#ifdef __CHAR_UNSIGNED__
  P.CharSigned = false;
#endif
  return P;
}

void cgt::writePlatform(const Platform &P, Sink &Out) {
  Out.writeString(P.Triple);
  Out.writeU8(P.BigEndian);
  Out.writeU8(P.PointerSize);
  Out.writeU8(P.LongSize);
  Out.writeU8(P.LongDoubleSize);
  Out.writeU8(P.LongDoubleAlign);
  Out.writeU8(P.LongLongAlign);
  Out.writeU8(P.DoubleAlign);
  Out.writeU8(static_cast<uint8_t>(P.LongDouble));
  Out.writeU8(P.CharSigned);
  Out.writeU8(P.BitFieldsFromTop);
}

Status cgt::readPlatform(Cursor &In, Platform &P) {
  Cursor Start = In;
  uint8_t Format = 0;
  if (Status S = In.readString(P.Triple); !S.ok())
    return S;
  if (Status S = In.readBool(P.BigEndian); !S.ok())
    return S;
  uint8_t *Sizes[] = {&P.PointerSize, &P.LongSize, &P.LongDoubleSize, &P.LongDoubleAlign, &P.LongLongAlign,
                      &P.DoubleAlign, &Format};
  for (uint8_t *Size : Sizes)
    if (Status S = In.readU8(*Size); !S.ok())
      return S;
  P.LongDouble = static_cast<LongDoubleFormat>(Format);
  if (Status S = In.readBool(P.CharSigned); !S.ok())
    return S;
  if (Status S = In.readBool(P.BitFieldsFromTop); !S.ok())
    return S;
  auto IsAlign = [](uint8_t A) { return A >= 1 && A <= 16 && (A & (A - 1)) == 0; };
  bool FormatKnown = P.LongDouble == LongDoubleFormat::Double || P.LongDouble == LongDoubleFormat::X87 ||
                     P.LongDouble == LongDoubleFormat::Quad || P.LongDouble == LongDoubleFormat::DoubleDouble;
  bool Sound = (P.PointerSize == 4 || P.PointerSize == 8) && (P.LongSize == 4 || P.LongSize == 8) && P.LongDoubleSize >= 8 &&
               P.LongDoubleSize <= 16 && IsAlign(P.LongDoubleAlign) && IsAlign(P.LongLongAlign) && IsAlign(P.DoubleAlign);
  if (!Sound)
    return Start.fail(Errc::Malformed);
  return FormatKnown ? Status::success() : Start.fail(Errc::Unsupported);
}
