//===- Platform.cpp - The platform that this code was compiled for ---------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Asked of the compiler, never of a table.
//
//===----------------------------------------------------------------------===//

#include "format/Platform.h"

using namespace cgt;

bool cgt::operator==(const Platform &A, const Platform &B) {
  return A.BigEndian == B.BigEndian && A.PointerSize == B.PointerSize && A.LongSize == B.LongSize &&
         A.LongDoubleSize == B.LongDoubleSize && A.LongDoubleAlign == B.LongDoubleAlign &&
         A.LongLongAlign == B.LongLongAlign && A.DoubleAlign == B.DoubleAlign && A.LongDouble == B.LongDouble &&
         A.CharSigned == B.CharSigned && A.BitFieldsFromTop == B.BitFieldsFromTop;
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
  return "unknown-linux-gnu";
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
