//===- FloatTest.cpp - Floating-point formats against the compiler's ---------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The host's own float, double, long double and __float128 are the reference: conversions by its hardware and libgcc.
//
//===----------------------------------------------------------------------===//

#include "convert/Float.h"

#include "base/Text.h"
#include "support/Support.h"

#include <cmath>
#include <cstring>

using namespace cgt;
using namespace cgt::test;

static std::string bytesOf(const void *Data, size_t Size) { return std::string(static_cast<const char *>(Data), Size); }

/// Converts; empty when refused.
static std::string convertFloat(FloatFormat From, const std::string &Source, FloatFormat To, size_t Size, bool Round) {
  FloatValue V;
  if (!unpackFloat(From, reinterpret_cast<const uint8_t *>(Source.data()), false, V))
    return "";
  std::string Target(Size, 0);
  return packFloat(To, V, Round, false, reinterpret_cast<uint8_t *>(Target.data())) ? Target : "";
}

template <typename T> static std::string raw(T Value, size_t Size = sizeof(T)) { return bytesOf(&Value, Size); }

/// Doubles of all kinds: random bits, small integers, powers of two, subnormal ones.
static double sample(std::mt19937_64 &Random) {
  uint64_t Bits = Random();
  switch (Random() % 4) {
  case 0: return static_cast<double>(static_cast<int64_t>(Bits) >> (Bits % 60));
  case 1: return std::ldexp(1.0, static_cast<int>(Bits % 2200) - 1100);
  case 2: Bits &= 0x800fffffffffffff; break;
  default: break;
  }
  double D;
  memcpy(&D, &Bits, sizeof D);
  return D;
}

static constexpr unsigned Rounds = 20000;

TEST(Float, EveryHalfComesBackThroughEachWiderFormat) {
  for (unsigned Bits = 0; Bits < 0x10000; ++Bits) {
    auto Half = raw(static_cast<uint16_t>(Bits));
    for (auto [Format, Size] : {std::pair(FloatFormat::Single, 4),
                                {FloatFormat::Double, 8},
                                {FloatFormat::Quad, 16},
                                {FloatFormat::X87, 10},
                                {FloatFormat::DoubleDouble, 16}}) {
      std::string Wide = convertFloat(FloatFormat::Half, Half, Format, static_cast<size_t>(Size), false);
      ASSERT_FALSE(Wide.empty()) << Bits;
      ASSERT_EQ(convertFloat(Format, Wide, FloatFormat::Half, 2, false), Half) << Bits;
    }
  }
}

TEST(Float, SameFormatIsIdentity) {
  auto Random = seededRandom();
  for (unsigned K = 0; K < Rounds; ++K) {
    auto D = raw(sample(Random));
    EXPECT_EQ(convertFloat(FloatFormat::Double, D, FloatFormat::Double, 8, false), D);
    auto Q = raw(Random()) + raw(Random());
    EXPECT_EQ(convertFloat(FloatFormat::Quad, Q, FloatFormat::Quad, 16, false), Q);
  }
}

#if defined(__x86_64__)

TEST(Float, DoubleToFloatIsTheHardwares) {
  auto Random = seededRandom();
  for (unsigned K = 0; K < Rounds; ++K) {
    double D = sample(Random);
    if (std::isnan(D))
      continue;
    auto F = static_cast<float>(D);
    std::string Exact = convertFloat(FloatFormat::Double, raw(D), FloatFormat::Single, 4, false);
    std::string Rounded = convertFloat(FloatFormat::Double, raw(D), FloatFormat::Single, 4, true);
    EXPECT_EQ(!Exact.empty(), static_cast<double>(F) == D) << D;
    if (!Exact.empty())
      EXPECT_EQ(Exact, raw(F));
    if (std::isinf(F) && !std::isinf(D))
      EXPECT_EQ(Rounded, "") << "overflow must not be rounded to infinity";
    else
      EXPECT_EQ(Rounded, raw(F)) << D;
  }
}

TEST(Float, X87IsTheHardwares) {
  auto Random = seededRandom();
  for (unsigned K = 0; K < Rounds; ++K) {
    long double L = sample(Random);
    if (K % 2) // more digits than a double has
      L *= 1.0L + static_cast<long double>(Random()) * 0x1p-64L;
    if (std::isnan(L))
      continue;
    auto X = raw(L, 10);
    auto Q = static_cast<__float128>(L);
    EXPECT_EQ(convertFloat(FloatFormat::X87, X, FloatFormat::Quad, 16, false), raw(Q));
    EXPECT_EQ(convertFloat(FloatFormat::Quad, raw(Q), FloatFormat::X87, 10, false), X);
    auto D = static_cast<double>(L);
    std::string Exact = convertFloat(FloatFormat::X87, X, FloatFormat::Double, 8, false);
    EXPECT_EQ(Exact, static_cast<long double>(D) == L ? raw(D) : "");
    if (!std::isinf(D))
      EXPECT_EQ(convertFloat(FloatFormat::X87, X, FloatFormat::Double, 8, true), raw(D));
  }
}

TEST(Float, QuadIsLibgccs) {
  auto Random = seededRandom();
  for (unsigned K = 0; K < Rounds; ++K) {
    auto Q = static_cast<__float128>(sample(Random)) + static_cast<__float128>(sample(Random)) * 1e-17;
    if (Q != Q)
      continue;
    auto D = static_cast<double>(Q);
    auto L = static_cast<long double>(Q);
    if (!std::isinf(D) || static_cast<__float128>(D) == Q)
      EXPECT_EQ(convertFloat(FloatFormat::Quad, raw(Q), FloatFormat::Double, 8, true), raw(D));
    EXPECT_EQ(convertFloat(FloatFormat::Quad, raw(Q), FloatFormat::X87, 10, true), raw(L, 10));
    EXPECT_EQ(convertFloat(FloatFormat::Quad, raw(Q), FloatFormat::X87, 10, false),
              static_cast<__float128>(L) == Q ? raw(L, 10) : "");
  }
}

TEST(Float, DoubleDoubleIsTheSum) {
  auto Random = seededRandom();
  for (unsigned K = 0; K < Rounds; ++K) {
    double High = sample(Random);
    if (std::isnan(High) || std::isinf(High) || std::fabs(High) < 0x1p-900)
      continue;
    // The low part directly behind the high one, so that the sum has at most 113 bits.
    double Low = std::ldexp(static_cast<double>(static_cast<int64_t>(Random()) >> 12), std::ilogb(High) - 105);
    __float128 Sum = static_cast<__float128>(High) + Low;
    High = static_cast<double>(Sum);
    Low = static_cast<double>(Sum - High);
    if (std::isinf(High) || static_cast<__float128>(High) + Low != Sum)
      continue;
    std::string DD = raw(High) + raw(Low == 0 ? 0.0 : Low);
    EXPECT_EQ(convertFloat(FloatFormat::DoubleDouble, DD, FloatFormat::Quad, 16, false), raw(Sum)) << High << Low;
    EXPECT_EQ(convertFloat(FloatFormat::Quad, raw(Sum), FloatFormat::DoubleDouble, 16, false), DD) << High << Low;
  }
}

TEST(Float, QuadThatIsNoSumOfDoublesIsRefused) {
  const __float128 One = 1, Last = 0x1p-112;
  __float128 Q = One + 0x1p-60 + Last; // rounded to 53 bits leaves 2^-60 and 2^-112: 53 bits
  EXPECT_NE(convertFloat(FloatFormat::Quad, raw(Q), FloatFormat::DoubleDouble, 16, false), "");
  Q = One + 0x1p-54 + Last; // 59 bits
  EXPECT_EQ(convertFloat(FloatFormat::Quad, raw(Q), FloatFormat::DoubleDouble, 16, false), "");
  EXPECT_EQ(convertFloat(FloatFormat::Quad, raw(Q), FloatFormat::DoubleDouble, 16, true), raw(1.0) + raw(0x1p-54));
}

#endif

TEST(Float, GapInADoubleDoubleFitsNoOtherFormat) {
  std::string DD = raw(1.0) + raw(0x1p-200);
  EXPECT_EQ(convertFloat(FloatFormat::DoubleDouble, DD, FloatFormat::Quad, 16, false), "");
  EXPECT_EQ(convertFloat(FloatFormat::DoubleDouble, DD, FloatFormat::Double, 8, true), raw(1.0));
  DD = raw(1.0) + raw(-0x1p-200);
  EXPECT_EQ(convertFloat(FloatFormat::DoubleDouble, DD, FloatFormat::Double, 8, true), raw(1.0));
}

TEST(Float, TiesGoToEvenUnlessSomethingFollows) {
  auto Round = [](double D) { return convertFloat(FloatFormat::Double, raw(D), FloatFormat::Single, 4, true); };
  EXPECT_EQ(Round(1 + 0x1p-24), raw(1.0f));
  EXPECT_EQ(Round(1 + 0x3p-24), raw(1 + 0x1p-22f));
  EXPECT_EQ(Round(1 + 0x1p-24 + 0x1p-50), raw(1 + 0x1p-23f));
  // A sticky bit breaks the tie of a double-double.
  std::string DD = raw(1 + 0x1p-24) + raw(0x1p-300);
  EXPECT_EQ(convertFloat(FloatFormat::DoubleDouble, DD, FloatFormat::Single, 4, true), raw(1 + 0x1p-23f));
  DD = raw(1 + 0x1p-24) + raw(-0x1p-300);
  EXPECT_EQ(convertFloat(FloatFormat::DoubleDouble, DD, FloatFormat::Single, 4, true), raw(1.0f));
}

TEST(Float, NaNPayloads) {
  uint64_t Signaling = 0x7ff4000000000000, Deep = 0xfff8000000000001;
  std::string Quad = convertFloat(FloatFormat::Double, raw(Deep), FloatFormat::Quad, 16, false);
  EXPECT_EQ(convertFloat(FloatFormat::Quad, Quad, FloatFormat::Double, 8, false), raw(Deep));
  EXPECT_EQ(convertFloat(FloatFormat::Double, raw(Signaling), FloatFormat::Single, 4, false), raw(0x7fa00000u));
  EXPECT_EQ(convertFloat(FloatFormat::Double, raw(Deep), FloatFormat::Single, 4, false), "");
  EXPECT_EQ(convertFloat(FloatFormat::Double, raw(Deep), FloatFormat::Single, 4, true), raw(0xffc00000u));
  // Cutting must not leave an infinity.
  uint64_t Lowest = 0x7ff0000000000001;
  EXPECT_EQ(convertFloat(FloatFormat::Double, raw(Lowest), FloatFormat::Single, 4, true), raw(0x7fc00000u));
  std::string X87 = convertFloat(FloatFormat::Double, raw(Deep), FloatFormat::X87, 10, false);
  EXPECT_EQ(convertFloat(FloatFormat::X87, X87, FloatFormat::Double, 8, false), raw(Deep));
}

TEST(Float, X87EncodingsWithoutAValueAreRefused) {
  FloatValue V;
  auto Unpack = [&](uint64_t Significand, uint16_t Exponent) {
    std::string Bytes = raw(Significand) + raw(Exponent);
    return unpackFloat(FloatFormat::X87, reinterpret_cast<const uint8_t *>(Bytes.data()), false, V);
  };
  EXPECT_FALSE(Unpack(0x4000000000000000, 0x3fff)); // unnormal
  EXPECT_FALSE(Unpack(0, 0x7fff));                  // pseudo-infinity
  EXPECT_FALSE(Unpack(0x4000000000000000, 0x7fff)); // pseudo-NaN
  ASSERT_TRUE(Unpack(0x8000000000000000, 0));       // pseudo-subnormal: the smallest normal number
  EXPECT_EQ(V.Kind, FloatValue::Finite);
  EXPECT_EQ(V.Exponent, -16382);
}

TEST(Float, TextIsExact) {
  auto Print = [](double D) {
    FloatValue V;
    unpackFloat(FloatFormat::Double, reinterpret_cast<const uint8_t *>(&D), false, V);
    char Buffer[64];
    Text Out(Buffer, sizeof Buffer);
    printFloat(V, Out);
    return std::string(Buffer);
  };
  auto Random = seededRandom();
  EXPECT_EQ(Print(0.0), "0x0p+0");
  EXPECT_EQ(Print(-0.0), "-0x0p+0");
  EXPECT_EQ(Print(INFINITY), "inf");
  EXPECT_EQ(Print(-1.5), "-0x1.8p+0");
  EXPECT_EQ(Print(0x1p-1074), "0x1p-1074");
  for (unsigned K = 0; K < 1000; ++K) {
    double D = sample(Random);
    if (!std::isnan(D))
      EXPECT_EQ(std::strtod(Print(D).c_str(), nullptr), D);
  }
}
