//===- FloatPairsTest.cpp - The short way for floats is the long one's -------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What FloatPairs.h converts must be what Float.h makes of it, bit by bit; and all that is common must go that way.
//
//===----------------------------------------------------------------------===//

#include "convert/FloatPairs.h"

#include "support/Support.h"

using namespace cgt;
using namespace cgt::test;

namespace {
struct Format {
  FloatFormat Kind;
  unsigned Bytes, ExponentAt; ///< the bit from which on exponent and sign stand
};
} // namespace

static constexpr Format Formats[] = {{FloatFormat::X87, 10, 64}, {FloatFormat::Quad, 16, 112}, {FloatFormat::Double, 8, 52}};

/// Random bits in little-endian: of all kinds, subnormal, infinite, NaN, near either format's limits; many with few bits
/// set, which fit anywhere.
static void makeBits(const Format &F, uint8_t *Bits, std::mt19937_64 &Random) {
  for (unsigned K = 0; K < F.Bytes; ++K)
    Bits[K] = static_cast<uint8_t>(Random());
  if (Random() % 2) {
    unsigned Kept = static_cast<unsigned>(Random() % 7);
    memset(Bits, 0, F.ExponentAt / 8 - Kept);
  }
  unsigned ExponentBits = F.Kind == FloatFormat::Double ? 11 : 15, Top = (1u << ExponentBits) - 1, Bias = Top / 2;
  static const int Near[] = {0, 1, 2, 1022, 1023, 1024, -1021, -1022, -1023, -1074};
  uint64_t Choice = Random() % 8;
  unsigned Exponent = Choice < 4    ? Bias + static_cast<unsigned>(static_cast<int>(Random() % 80) - 40)
                      : Choice == 4 ? static_cast<unsigned>(Random() % 3)
                      : Choice == 5 ? Top - static_cast<unsigned>(Random() % 3)
                      : Choice == 6 ? Bias + static_cast<unsigned>(Near[Random() % 10])
                                    : static_cast<unsigned>(Random());
  for (unsigned K = 0; K < ExponentBits; ++K) {
    unsigned At = F.ExponentAt + K;
    Bits[At / 8] = static_cast<uint8_t>((Bits[At / 8] & ~(1u << At % 8)) | (Exponent >> K & 1) << At % 8);
  }
  if (F.Kind == FloatFormat::X87 && Random() % 8)
    Bits[7] |= 0x80;
}

TEST(FloatPairs, AreWhatTheLongWayMakes) {
  std::mt19937_64 Random = seededRandom();
  for (const Format &From : Formats)
    for (const Format &To : Formats)
      for (unsigned Order = 0; Order < 4; ++Order) {
        bool FromBig = Order & 1, ToBig = Order & 2;
        if (&From == &To || (FromBig && From.Kind == FloatFormat::X87) || (ToBig && To.Kind == FloatFormat::X87))
          continue;
        constexpr unsigned Patterns = 100000;
        unsigned Size = To.Kind == FloatFormat::Double ? 8 : 16, Short = 0, Exact = 0;
        for (unsigned K = 0; K < Patterns; ++K) {
          uint8_t Source[16] = {}, Expected[16] = {}, Got[16];
          makeBits(From, Source, Random);
          if (FromBig)
            std::reverse(Source, Source + From.Bytes);
          memset(Got, 0xee, sizeof Got);
          FloatValue V;
          bool Fits = unpackFloat(From.Kind, Source, FromBig, V) && packFloat(To.Kind, V, false, ToBig, Expected);
          uint64_t Done = convertFloats(From.Kind, FromBig, To.Kind, ToBig, Size, {Source, 16, Got, 16, 1});
          ASSERT_TRUE(Fits || Done == 0) << "a loss was missed";
          if (Done) {
            ASSERT_EQ(memcmp(Expected, Got, Size), 0);
          }
          Short += Done != 0;
          Exact += Fits && V.Kind == FloatValue::Finite;
        }
        EXPECT_GT(Short, Patterns / 8);
        EXPECT_GT(Short, Exact - Exact / 4); // the others are subnormal on one side
      }
}

TEST(FloatPairs, StopAtWhatIsNotCommon) {
  double Values[] = {1, -2.5, 1e300, 0, 3};
  uint8_t Quads[5 * 16];
  loops::Lanes L{reinterpret_cast<uint8_t *>(Values), 8, Quads, 16, 5};
  bool Big = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
  EXPECT_EQ(convertFloats(FloatFormat::Double, Big, FloatFormat::Quad, false, 16, L), 3u);
  EXPECT_EQ(convertFloats(FloatFormat::Double, Big, FloatFormat::Single, false, 4, L), 0u);
  EXPECT_EQ(convertFloats(FloatFormat::DoubleDouble, Big, FloatFormat::Quad, false, 16, L), 0u);
}
