//===- AddressesTest.cpp - What a pointer's value says by itself ------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "format/Addresses.h"

#include <gtest/gtest.h>

using namespace cgt;

namespace {

TEST(AddressesTest, NumbersAreTheLowestAndTheHighest) {
  for (unsigned Size : {4u, 8u}) {
    uint64_t Top = Size == 4 ? UINT32_MAX : UINT64_MAX;
    for (int64_t Number : {0, 1, 2, 4095, -4096, -4095, -2, -1}) {
      uint64_t Value = static_cast<uint64_t>(Number) & Top;
      EXPECT_TRUE(isMark(Value, Size)) << Size << ' ' << Number;
      EXPECT_EQ(markNumber(Value, Size), Number) << Size;
    }
    for (uint64_t Value : {uint64_t(4096), Top - 4096, Top / 2, Top / 2 + 1})
      EXPECT_FALSE(isMark(Value, Size)) << Size << ' ' << Value;
  }
  EXPECT_FALSE(isMark(UINT32_MAX, 8));
  EXPECT_FALSE(isMark(uint64_t(1) << 47, 8));
}

TEST(AddressesTest, ReadsInTheSendersOrder) {
  const uint8_t Bytes[] = {1, 2, 3, 4, 5, 6, 7, 8};
  EXPECT_EQ(readAddress(Bytes, 4, true), 0x01020304u);
  EXPECT_EQ(readAddress(Bytes, 4, false), 0x04030201u);
  EXPECT_EQ(readAddress(Bytes, 8, true), 0x0102030405060708u);
  EXPECT_EQ(readAddress(Bytes, 8, false), 0x0807060504030201u);
}

} // namespace
