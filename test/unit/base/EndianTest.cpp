//===- EndianTest.cpp - Integers in either byte order ------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "base/Endian.h"
#include "base/Varint.h"

#include "gtest/gtest.h"

using namespace cgt;

static const uint8_t Bytes[16] = {0x81, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0x90};

TEST(Endian, ReadsUnsignedIntegersOfEachSize) {
  for (unsigned Size = 1; Size <= 8; ++Size) {
    uint64_t Big = 0, Little = 0;
    for (unsigned I = 0; I < Size; ++I) {
      Big = Big << 8 | Bytes[I];
      Little |= uint64_t(Bytes[I]) << (8 * I);
    }
    EXPECT_EQ(readUnsigned(Bytes, Size, true), Big);
    EXPECT_EQ(readUnsigned(Bytes, Size, false), Little);
  }
}

TEST(Endian, ExtendsTheSign) {
  EXPECT_TRUE(readInteger(Bytes, 2, true, true) == (Wide{UINT64_MAX, 0xffffffffffff8102}));
  EXPECT_TRUE(readInteger(Bytes, 2, true, false) == (Wide{0, 0x8102}));
  EXPECT_TRUE(readInteger(Bytes, 2, false, true) == (Wide{0, 0x0281}));
  EXPECT_TRUE(readInteger(Bytes, 16, true, true) == (Wide{0x8102030405060708, 0x090a0b0c0d0e0f90}));
  EXPECT_TRUE(readInteger(Bytes, 16, false, true) == (Wide{0x900f0e0d0c0b0a09, 0x0807060504030281}));
}

TEST(Endian, WritesWhatItReads) {
  for (unsigned Size = 1; Size <= 16; ++Size)
    for (bool Big : {false, true}) {
      uint8_t Copy[16] = {};
      writeInteger(readInteger(Bytes, Size, Big, true), Copy, Size, Big);
      EXPECT_EQ(memcmp(Copy, Bytes, Size), 0);
    }
}

TEST(Endian, SwapsWholeValues) {
  uint32_t Value = load<uint32_t>(Bytes + 1, HostBig);
  EXPECT_EQ(Value, 0x05040302u);
  uint8_t Copy[4];
  store(Copy, Value, !HostBig);
  EXPECT_EQ(memcmp(Copy, "\x05\x04\x03\x02", 4), 0);
}

TEST(Varint, ComesBack) {
  for (unsigned Bits = 0; Bits <= 64; ++Bits) {
    uint64_t Value = (Bits == 64 ? 0 : uint64_t(1) << Bits) - 1;
    uint8_t Coded[MaxVarintSize];
    unsigned Size = encodeVarint(Value, Coded);
    EXPECT_EQ(Size, Bits == 0 ? 1 : (Bits + 6) / 7);
    const uint8_t *At = Coded;
    EXPECT_EQ(decodeVarint(At), Value);
    EXPECT_EQ(At, Coded + Size);
  }
}
