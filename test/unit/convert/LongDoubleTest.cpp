//===- LongDoubleTest.cpp - Every pair of long doubles against plain arithmetic -===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The oracle takes a value apart into ±M·2^E with an odd integer M and puts it together from the formats' definitions
// (IEEE 754, x87 extended, sum of two doubles); it shares no code with Float.cpp. CGT_TEST_PATTERNS says how many random
// patterns each pair gets.
//
//===----------------------------------------------------------------------===//

#include "convert/FloatPairs.h"

#include "support/Support.h"

#include <cstdlib>
#include <cstring>

using namespace cgt;
using namespace cgt::test;

using U128 = unsigned __int128;

namespace {
struct Format {
  FloatFormat Kind;
  const char *Name;
  unsigned Bytes, Precision, ExponentBits;
  int bias() const { return (1 << (ExponentBits - 1)) - 1; }
  int leastUlp() const { return 2 - bias() - static_cast<int>(Precision); }
};

struct Value {
  enum { Number, Infinity, NaN, Invalid, Unknown } Kind = Number;
  bool Negative = false;
  U128 M = 0; ///< a number's odd integer, or 0; a NaN's fraction, left-aligned
  int E = 0;
  bool Endless = false; ///< has more bits than any format's precision
};
} // namespace

static constexpr Format Formats[] = {{FloatFormat::Double, "double", 8, 53, 11},
                                     {FloatFormat::X87, "x87", 10, 64, 15},
                                     {FloatFormat::Quad, "binary128", 16, 113, 15},
                                     {FloatFormat::DoubleDouble, "double-double", 16, 53, 11}};

static int bitsOf(U128 M) {
  auto High = static_cast<uint64_t>(M >> 64), Low = static_cast<uint64_t>(M);
  return High ? 128 - __builtin_clzll(High) : Low ? 64 - __builtin_clzll(Low) : 0;
}

static void makeOdd(Value &V) {
  if (V.M == 0)
    return;
  int Zeroes = bitsOf(V.M & -V.M) - 1;
  V.M >>= Zeroes;
  V.E += Zeroes;
}

static U128 load(const uint8_t *Bytes, unsigned Size) {
  U128 Bits = 0;
  for (unsigned K = Size; K-- != 0;)
    Bits = Bits << 8 | Bytes[K];
  return Bits;
}

static void store(U128 Bits, uint8_t *Bytes, unsigned Size) {
  for (unsigned K = 0; K != Size; ++K, Bits >>= 8)
    Bytes[K] = static_cast<uint8_t>(Bits);
}

/// Of double, x87 and binary128, little-endian.
static Value takeApart(const Format &F, const uint8_t *Bytes) {
  U128 Bits = load(Bytes, F.Bytes);
  bool Explicit = F.Kind == FloatFormat::X87;
  unsigned Fraction = F.Precision - 1, Stored = Fraction + Explicit;
  unsigned Top = (1u << F.ExponentBits) - 1, Exponent = static_cast<unsigned>(Bits >> Stored) & Top;
  U128 M = Bits & ((U128(1) << Fraction) - 1);
  bool One = Explicit ? Bits >> Fraction & 1 : Exponent != 0;
  Value V;
  V.Negative = Bits >> (Stored + F.ExponentBits) & 1;
  if (Explicit && Exponent != 0 && !One)
    V.Kind = Value::Invalid;
  else if (Exponent == Top) {
    V.Kind = M == 0 ? Value::Infinity : Value::NaN;
    V.M = M << (128 - Fraction);
  } else {
    V.M = M | U128(One) << Fraction;
    V.E = (Exponent ? static_cast<int>(Exponent) - 1 : 0) + F.leastUlp();
    makeOdd(V);
  }
  return V;
}

/// The sum of two doubles.
static Value takeApartPair(const uint8_t *Bytes) {
  Value A = takeApart(Formats[0], Bytes), B = takeApart(Formats[0], Bytes + 8);
  if (A.Kind != Value::Number || (B.Kind == Value::Number && B.M == 0))
    return A;
  if (B.Kind != Value::Number || A.M == 0) {
    A.Kind = Value::Unknown; // nothing that arithmetic makes
    return A;
  }
  if (A.E < B.E)
    std::swap(A, B);
  int Shift = A.E - B.E;
  if (bitsOf(A.M) + Shift > 120) {
    A.Endless = true;
    return A;
  }
  auto Left = static_cast<__int128>(A.M << Shift), Right = static_cast<__int128>(B.M);
  __int128 Sum = (A.Negative ? -Left : Left) + (B.Negative ? -Right : Right);
  Value V;
  V.Negative = Sum < 0;
  V.M = static_cast<U128>(Sum < 0 ? -Sum : Sum);
  V.E = B.E;
  if (V.M == 0)
    V.Kind = Value::Unknown; // a zero of either sign
  makeOdd(V);
  return V;
}

/// Double, x87 and binary128; false when \p V isn't exactly representable.
static bool putTogether(const Format &F, const Value &V, uint8_t *Bytes) {
  bool Explicit = F.Kind == FloatFormat::X87;
  unsigned Fraction = F.Precision - 1, Stored = Fraction + Explicit, Top = (1u << F.ExponentBits) - 1;
  U128 M = 0, One = U128(Explicit) << Fraction;
  unsigned Exponent = 0;
  if (V.Kind != Value::Number) {
    Exponent = Top;
    M = V.M >> (128 - Fraction) | One;
    if (V.Kind == Value::NaN && V.M << Fraction != 0)
      return false;
  } else if (V.M != 0) {
    int Bits = bitsOf(V.M), Highest = V.E + Bits - 1;
    if (V.Endless || Bits > static_cast<int>(F.Precision) || V.E < F.leastUlp() || Highest > F.bias())
      return false;
    if (Highest < 1 - F.bias()) {
      M = V.M << (V.E - F.leastUlp());
    } else {
      Exponent = static_cast<unsigned>(Highest + F.bias());
      M = V.M << (static_cast<int>(F.Precision) - Bits);
      M = (M & ((U128(1) << Fraction) - 1)) | One;
    }
  }
  store(M | U128(Exponent) << Stored | U128(V.Negative) << (Stored + F.ExponentBits), Bytes, F.Bytes);
  return true;
}

/// The nearest double and what is left.
static bool putPairTogether(const Value &V, uint8_t *Bytes) {
  Value High = V, Low;
  Low.Negative = false;
  int Bits = bitsOf(V.M);
  if (V.Kind == Value::Number && Bits > 53) {
    int Cut = Bits - 53;
    U128 Kept = V.M >> Cut, Rest = V.M & ((U128(1) << Cut) - 1), Half = U128(1) << (Cut - 1);
    bool Up = Rest > Half || (Rest == Half && (Kept & 1));
    High.M = Kept + Up;
    High.E = V.E + Cut;
    Low.M = Up ? (U128(1) << Cut) - Rest : Rest;
    Low.E = V.E;
    Low.Negative = V.Negative != Up;
    makeOdd(High);
    makeOdd(Low);
  }
  return putTogether(Formats[0], High, Bytes) && putTogether(Formats[0], Low, Bytes + 8);
}

/// Random bits of all kinds: subnormal, infinite, NaN, near each format's limits; many with few digits, which fit anywhere.
static void makeBits(const Format &F, uint8_t *Bytes, std::mt19937_64 &Random) {
  bool Explicit = F.Kind == FloatFormat::X87;
  unsigned Fraction = F.Precision - 1, Stored = Fraction + Explicit, Top = (1u << F.ExponentBits) - 1;
  static const int Near[] = {0, 1, 2, 1022, 1023, 1024, -1021, -1022, -1023, -1074, -1075, -16382, 16383, -969, -1022 + 53};
  uint64_t Choice = Random() % 8;
  int Exponent = Choice < 4    ? F.bias() + static_cast<int>(Random() % 160) - 80
                 : Choice == 4 ? static_cast<int>(Random() % 3)
                 : Choice == 5 ? static_cast<int>(Top - Random() % 3)
                 : Choice == 6 ? F.bias() + Near[Random() % (sizeof Near / sizeof *Near)] + static_cast<int>(Random() % 3) - 1
                               : static_cast<int>(Random() & Top);
  U128 M = (U128(Random()) << 64 | Random()) & ((U128(1) << Fraction) - 1);
  if (uint64_t Digits = Random() % 4; Digits != 0) // zeroes at the end, or ones in the middle
    M = M >> (Random() % Fraction) << (Random() % Fraction) & ((U128(1) << Fraction) - 1);
  bool One = Exponent > 0 ? Random() % 16 != 0 : Random() % 4 == 0;
  if (Explicit)
    M |= U128(One) << Fraction;
  store(M | U128(static_cast<unsigned>(Exponent) & Top) << Stored | U128(Random() & 1) << (Stored + F.ExponentBits), Bytes,
        F.Bytes);
  if (F.Kind != FloatFormat::DoubleDouble)
    return;
  // The second one is behind the first, mostly, as a sum's would be.
  uint64_t First = static_cast<uint64_t>(load(Bytes, 8)), Behind = (First >> 52 & Top);
  uint64_t Distance = 53 + Random() % 12 * (Random() % 8 == 0 ? 90 : 1);
  uint64_t Second = Random();
  if (Random() % 2)
    Second &= ~uint64_t(0) << (Random() % 53);
  if (Random() % 16) {
    Second &= ~(uint64_t(Top) << 52);
    Second |= (Behind > Distance ? Behind - Distance : 0) << 52;
  }
  store(Random() % 5 ? Second : 0, Bytes + 8, 8);
}

static unsigned patterns() {
  const char *Text = getenv("CGT_TEST_PATTERNS");
  return Text ? static_cast<unsigned>(strtoul(Text, nullptr, 10)) : 1000000;
}

static std::string hex(const uint8_t *Bytes, unsigned Size) {
  std::string Text;
  for (unsigned K = Size; K-- != 0;) {
    char Two[3];
    snprintf(Two, sizeof Two, "%02x", Bytes[K]);
    Text += Two;
  }
  return Text;
}

static void comparePair(const Format &From, const Format &To, std::mt19937_64 &Random) {
  unsigned Exact = 0, Lost = 0, Tried = patterns();
  for (unsigned K = 0; K < Tried; ++K) {
    uint8_t Source[16] = {}, Expected[16] = {}, Got[16] = {}, Short[16];
    makeBits(From, Source, Random);
    bool Pair = From.Kind == FloatFormat::DoubleDouble;
    Value V = Pair ? takeApartPair(Source) : takeApart(From, Source);
    if (V.Kind == Value::Unknown)
      continue;
    bool Fits = V.Kind != Value::Invalid &&
                (To.Kind == FloatFormat::DoubleDouble ? putPairTogether(V, Expected) : putTogether(To, V, Expected));
    FloatValue Ours;
    bool Done = unpackFloat(From.Kind, Source, false, Ours) && packFloat(To.Kind, Ours, false, false, Got);
    ASSERT_EQ(Done, Fits) << From.Name << " to " << To.Name << ": 0x" << hex(Source, From.Bytes);
    ++(Fits ? Exact : Lost);
    ASSERT_TRUE(!Fits || memcmp(Got, Expected, To.Bytes) == 0)
        << From.Name << " to " << To.Name << ": 0x" << hex(Source, From.Bytes) << ", 0x" << hex(Got, To.Bytes);
    if (convertFloats(From.Kind, false, To.Kind, false, To.Bytes, {Source, From.Bytes, Short, To.Bytes, 1}) == 1) {
      ASSERT_TRUE(Fits && memcmp(Short, Expected, To.Bytes) == 0)
          << From.Name << " to " << To.Name << ": 0x" << hex(Source, From.Bytes) << ", 0x" << hex(Short, To.Bytes);
    }
  }
  EXPECT_GT(Exact, Tried / 20) << From.Name << " to " << To.Name;
  EXPECT_TRUE(Lost > Tried / 50 || (From.Kind == FloatFormat::Double && Lost == 0)) << From.Name << " to " << To.Name;
}

TEST(LongDouble, EachPairIsExactOrRefused) {
  std::mt19937_64 Random = seededRandom();
  for (const Format &From : Formats)
    for (const Format &To : Formats)
      if (&From != &To)
        comparePair(From, To, Random);
}
