//===- LossTest.cpp - What can't be converted is told ------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "support/Support.h"

#include <cstring>

using namespace cgt;
using namespace cgt::test;

namespace {
struct Outcome {
  Status S;
  ConvertContext C;
  std::string Target;
};
} // namespace

static Outcome convertOne(const Plan &P, const std::string &Source, ConvertContext C = {}) {
  std::string Target(blockSize(P, Source.size()), 0);
  Status S = convertBlock(P, Source.data(), Source.size(), Target.data(), C);
  return {S, C, Target};
}

/// A `long` or `unsigned long` of x86-64 on a platform with 32 bits.
static Outcome narrow(const char *Name, uint64_t Value, const char *To = "powerpc", ConvertContext Context = {}) {
  TypeBuilder F("x86_64"), T{std::string(To)};
  Compiled C(F.ref(F.scalar(Name)), T.ref(T.scalar(Name)));
  std::string Source(8, 0);
  store(Source, 0, Value, 8, false);
  return convertOne(*C.P, Source, Context);
}

TEST(Loss, TheHighPartMustBeTheSign) {
  for (const char *To : {"powerpc", "i686"}) {
    for (int64_t Good : {INT64_C(0), INT64_C(-1), INT64_C(0x7fffffff), -INT64_C(0x80000000)})
      EXPECT_TRUE(narrow("long", static_cast<uint64_t>(Good), To).S.ok()) << Good;
    for (auto [Bad, Text] : {std::pair(INT64_C(0x80000000), "2147483648"),
                             {-INT64_C(0x80000001), "-2147483649"},
                             {INT64_C(0x100000000), "4294967296"},
                             {INT64_MIN, "-9223372036854775808"},
                             {INT64_MAX, "9223372036854775807"}}) {
      Outcome O = narrow("long", static_cast<uint64_t>(Bad), To);
      EXPECT_EQ(O.S.Code, Errc::IntegerLoss) << Bad;
      EXPECT_STREQ(O.C.LossValue, Text);
    }
  }
}

TEST(Loss, UnsignedIntegersFillTheirBits) {
  EXPECT_TRUE(narrow("unsigned long", 0xffffffff).S.ok());
  Outcome O = narrow("unsigned long", UINT64_MAX);
  EXPECT_EQ(O.S.Code, Errc::IntegerLoss);
  EXPECT_STREQ(O.C.LossValue, "18446744073709551615");
  EXPECT_EQ(narrow("unsigned long", 0x100000000).S.Code, Errc::IntegerLoss);
}

TEST(Loss, PathTellsThePlace) {
  TypeBuilder F("s390x"), T("i686");
  auto Build = [](TypeBuilder &B) {
    uint32_t Point = B.record("struct point", {{"x", B.scalar("long")}, {"y", B.scalar("long")}});
    return B.record("struct body", {{"c", B.scalar("char")}, {"pos", B.array(Point, 5)}});
  };
  uint32_t Body = Build(F);
  Compiled C(F.ref(Body), T.ref(Build(T)));
  ASSERT_TRUE(C.S.ok());
  std::string Source(F[Body].Size, 0);
  store(Source, 8 + 3 * 16 + 8, uint64_t(1) << 40, 8, true);
  EXPECT_STREQ(convertOne(*C.P, Source).C.LossPath, "pos[3].y");
  EXPECT_STREQ(convertOne(*C.P, std::string(F[Body].Size, 0) + Source).C.LossPath, "[1].pos[3].y");
}

TEST(Loss, UnknownSignIsAmbiguousOnceTheTopBitIsSet) {
  TypeInfo Narrow, Wide;
  Narrow.Kind = Wide.Kind = TypeKind::Scalar;
  Narrow.Number = Wide.Number = Scalar::Signed;
  Narrow.Size = 4;
  Wide.Size = 8;
  TypeBuilder F("powerpc"), T("x86_64");
  uint32_t N = F.add(Narrow), W = T.add(Wide);
  ConvertContext Unknown;
  Unknown.SignUnknown = true;
  Compiled Widen(F.ref(N), T.ref(W));
  EXPECT_TRUE(convertOne(*Widen.P, std::string("\x7f\xff\xff\xff", 4), Unknown).S.ok());
  EXPECT_EQ(convertOne(*Widen.P, std::string("\x80\0\0\0", 4), Unknown).S.Code, Errc::AmbiguousSign);
  EXPECT_TRUE(convertOne(*Widen.P, std::string("\x80\0\0\0", 4)).S.ok());
  Compiled Shrink(T.ref(W), F.ref(N));
  std::string Bits31(8, 0), Minus(8, '\xff'), Large(8, 0);
  store(Bits31, 0, 0x80000000, 8, false);
  store(Large, 0, 0x100000000, 8, false);
  EXPECT_TRUE(convertOne(*Shrink.P, Bits31, Unknown).S.ok());
  EXPECT_TRUE(convertOne(*Shrink.P, Minus, Unknown).S.ok());
  EXPECT_EQ(convertOne(*Shrink.P, Large, Unknown).S.Code, Errc::IntegerLoss);
}

TEST(Loss, TemporariesOfEitherSignMeet) {
  TypeInfo Signed, Unsigned;
  Signed.Kind = Unsigned.Kind = TypeKind::Scalar;
  Signed.Number = Scalar::Signed;
  Unsigned.Number = Scalar::Unsigned;
  Signed.Size = 8;
  Unsigned.Size = 4;
  TypeBuilder F("x86_64"), T("i686");
  Compiled C(F.ref(F.add(Signed)), T.ref(T.add(Unsigned)));
  ASSERT_TRUE(C.S.ok());
  EXPECT_TRUE(convertOne(*C.P, std::string(8, '\xff')).S.ok());
}

static Outcome convertLongDouble(const char *From, const char *To, const std::string &Source, bool Lossy) {
  TypeBuilder F{std::string(From)}, T{std::string(To)};
  Compiled C(F.ref(F.scalar("long double")), T.ref(T.scalar("long double")));
  ConvertContext Context;
  Context.AllowLongDoubleLoss = Lossy;
  return convertOne(*C.P, Source, Context);
}

TEST(Loss, LongDoubleIsExactOrRefusedOrRounded) {
  std::string Third(16, 0); // x87 1/3
  store(Third, 0, 0xaaaaaaaaaaaaaaab, 8, false);
  store(Third, 8, 0x3ffd, 2, false);
  EXPECT_TRUE(convertLongDouble("x86_64", "s390x", Third, false).S.ok());
  EXPECT_TRUE(convertLongDouble("x86_64", "powerpc", Third, false).S.ok());
  Outcome O = convertLongDouble("x86_64", "mips", Third, false);
  EXPECT_EQ(O.S.Code, Errc::FloatLoss);
  EXPECT_STREQ(O.C.LossValue, "0x1.5555555555555556p-2");
  EXPECT_TRUE(convertLongDouble("x86_64", "mips", Third, true).S.ok());
}

TEST(Loss, OverflowIsNeverRounded) {
  std::string Huge(16, 0);
  store(Huge, 0, 0x8000000000000000, 8, false);
  store(Huge, 8, 0x7ffe, 2, false);
  EXPECT_EQ(convertLongDouble("x86_64", "arm", Huge, true).S.Code, Errc::FloatLoss);
  EXPECT_EQ(convertLongDouble("x86_64", "powerpc", Huge, true).S.Code, Errc::FloatLoss);
  EXPECT_TRUE(convertLongDouble("x86_64", "s390x", Huge, false).S.ok());
}

TEST(Loss, OpaqueBytesTravelBetweenEqualPlatformsOnly) {
  TypeBuilder F("x86_64"), Same("x86_64"), T("s390x");
  std::string Bytes(24, 1), Zeros(24, 0);
  Compiled Equal(F.ref(F.opaque("va_list", 24)), Same.ref(Same.opaque("va_list", 24)));
  EXPECT_TRUE(isCopy(*Equal.P));
  Compiled Other(F.ref(0), T.ref(T.opaque("va_list", 32)));
  EXPECT_EQ(convertOne(*Other.P, Bytes).S.Code, Errc::OpaqueData);
  EXPECT_TRUE(convertOne(*Other.P, Zeros).S.ok());
}

/// A set of 128 bytes on \p Where with \p Numbers in it, of which the first bit stands for \p First.
static std::string setOf(const Platform &Where, unsigned First, std::initializer_list<unsigned> Numbers) {
  std::string Bytes(128, 0);
  for (unsigned Number : Numbers) {
    unsigned Bit = Number - First, InWord = Bit / 8 % Where.LongSize;
    Bytes[Bit / 8 - InWord + (Where.BigEndian ? Where.LongSize - 1 - InWord : InWord)] |= char(1 << Bit % 8);
  }
  return Bytes;
}

TEST(Loss, SetsAreCarriedByTheirMembers) {
  const char *Machines[] = {"x86_64", "s390x", "i686", "powerpc", "sparc64", "mips"};
  for (const char *From : Machines)
    for (const char *To : Machines) {
      TypeBuilder F(From), T(To);
      Compiled C(F.ref(F.opaque("fd_set", 128)), T.ref(T.opaque("fd_set", 128)));
      Outcome O = convertOne(*C.P, setOf(*F.ref(0).Where, 0, {0, 1, 31, 32, 63, 64, 1000, 1023}));
      EXPECT_TRUE(O.S.ok());
      EXPECT_EQ(O.Target, setOf(*T.ref(0).Where, 0, {0, 1, 31, 32, 63, 64, 1000, 1023})) << From << " to " << To;
    }
}

TEST(Loss, SignalsHaveOtherNumbersOnOtherMachines) {
  // SIGHUP, SIGUSR1, SIGCHLD, SIGPIPE, the second real-time signal for programs.
  auto Signals = [](const TypeBuilder &B, const std::string &Name) {
    return Name == "mips"      ? setOf(B.P, 1, {1, 16, 18, 13, 35})
           : Name == "sparc64" ? setOf(B.P, 1, {1, 30, 20, 13, 35})
                               : setOf(B.P, 1, {1, 10, 17, 13, 35});
  };
  const char *Machines[] = {"x86_64", "s390x", "i686", "powerpc", "sparc64", "mips"};
  for (const char *From : Machines)
    for (const char *To : Machines) {
      TypeBuilder F(From), T(To);
      Compiled C(F.ref(F.opaque("sigset_t", 128)), T.ref(T.opaque("sigset_t", 128)));
      std::string Source = Signals(F, From);
      Source.back() = 77; // behind what the kernel knows: never written by libc
      Outcome O = convertOne(*C.P, Source);
      EXPECT_TRUE(O.S.ok());
      if (F.P == T.P)
        O.Target.back() = 0;
      EXPECT_EQ(O.Target, Signals(T, To)) << From << " to " << To;
    }
}

TEST(Loss, AllSignalsAreAllSignalsElsewhere) {
  TypeBuilder F("x86_64"), T("mips");
  Compiled C(F.ref(F.opaque("sigset_t", 128)), T.ref(T.opaque("sigset_t", 128)));
  std::string All(128, 0);
  All.replace(0, 8, 8, char(0xff));
  Outcome O = convertOne(*C.P, All);
  EXPECT_TRUE(O.S.ok());
  EXPECT_EQ(O.Target.substr(0, 8), std::string(8, char(0xff)));
  EXPECT_EQ(O.Target.substr(8, 8), std::string(8, char(0xff))); // real-time signals that only mips has
  TypeBuilder S("sparc64");
  Compiled Back(T.ref(0), S.ref(S.opaque("sigset_t", 128)));
  EXPECT_EQ(convertOne(*Back.P, O.Target).Target, All);
  // All but one: SIGSTKFLT is SIGEMT there.
  Outcome But = convertOne(*C.P, setOf(F.P, 1, {16}));
  EXPECT_EQ(But.Target, setOf(T.P, 1, {7}));
}

TEST(Loss, UnionOfUnlikeMembersIsOpaqueAcrossByteOrders) {
  TypeBuilder F("x86_64"), T("s390x");
  auto Build = [](TypeBuilder &B) {
    uint32_t U = B.record("union u", {{"i", B.scalar("int")}, {"d", B.scalar("double")}}, true);
    return B.record("struct s", {{"tag", B.scalar("int")}, {"u", U}});
  };
  Compiled C(F.ref(Build(F)), T.ref(Build(T)));
  ASSERT_TRUE(C.S.ok());
  std::string Source(16, 0);
  EXPECT_TRUE(convertOne(*C.P, Source).S.ok());
  Source[9] = 1;
  Outcome O = convertOne(*C.P, Source);
  EXPECT_EQ(O.S.Code, Errc::OpaqueData);
  EXPECT_EQ(std::string(O.C.LossPath).substr(0, 1), "u");
}

TEST(Loss, UnionThatMayHoldAPointerIsRefusedWhenItHoldsAnAddress) {
  TypeBuilder F("x86_64"), T("x86_64");
  auto Build = [](TypeBuilder &B) { return B.record("union u", {{"l", B.scalar("long")}, {"p", B.pointer(NoIndex)}}, true); };
  Compiled C(F.ref(Build(F)), T.ref(Build(T)));
  ASSERT_TRUE(C.S.ok());
  EXPECT_TRUE(hasPointers(*C.P));
  ConvertContext Context;
  Context.IsMovedAddress = [](void *, uint64_t Value, const uint8_t *) { return Value == 0x1000; };
  std::string Source(8, 0);
  store(Source, 0, 0x2000, 8, false);
  EXPECT_TRUE(convertOne(*C.P, Source, Context).S.ok());
  store(Source, 0, 0x1000, 8, false);
  EXPECT_EQ(convertOne(*C.P, Source, Context).S.Code, Errc::MovedAddress);
}

TEST(Loss, RefusedPointerIsLocated) {
  TypeBuilder F("x86_64"), T("s390x");
  auto Build = [](TypeBuilder &B) {
    return B.record("struct s", {{"a", B.scalar("int")}, {"p", B.array(B.pointer(NoIndex), 3)}});
  };
  Compiled C(F.ref(Build(F)), T.ref(Build(T)));
  ASSERT_TRUE(C.S.ok());
  ConvertContext Context;
  Context.Pointer = [](void *, uint64_t Value, bool, void *) {
    return Value == 3 ? Status::fail(Errc::PointerLoss) : Status::success();
  };
  std::string Source(32, 0);
  for (unsigned K = 0; K < 3; ++K)
    store(Source, 8 + 8 * K, K + 1, 8, false);
  Outcome O = convertOne(*C.P, Source, Context);
  EXPECT_EQ(O.S.Code, Errc::PointerLoss);
  EXPECT_STREQ(O.C.LossPath, "p[2]");
}

TEST(Loss, FirstOfManyElementsIsFound) {
  TypeBuilder F("x86_64"), T("i686");
  Compiled C(F.ref(F.scalar("long")), T.ref(T.scalar("long")));
  std::string Source(1000 * 8, 0);
  store(Source, 777 * 8, 0x80000000, 8, false);
  store(Source, 900 * 8, 0x80000000, 8, false);
  Outcome O = convertOne(*C.P, Source);
  EXPECT_EQ(O.S.Code, Errc::IntegerLoss);
  EXPECT_STREQ(O.C.LossPath, "[777]");
  EXPECT_STREQ(O.C.LossValue, "2147483648");
}
