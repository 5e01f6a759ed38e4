//===- AddressesTest.cpp - What a pointer's value says by itself ------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "types/Addresses.h"

#include <gtest/gtest.h>

#include <vector>

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
  Platform Sender;
  for (bool Big : {false, true}) {
    Sender.BigEndian = Big;
    Sender.PointerSize = 4;
    EXPECT_EQ(readAddress(Bytes, Sender), Big ? 0x01020304u : 0x04030201u);
    Sender.PointerSize = 8;
    EXPECT_EQ(readAddress(Bytes, Sender), Big ? 0x0102030405060708u : 0x0807060504030201u);
  }
}

/// An object of 256 bytes at 0x60000000; \p Words as characters of a sender with such pointers.
template <typename T> uint64_t find(const std::vector<T> &Words) {
  Platform Sender = hostPlatform();
  Sender.PointerSize = sizeof(T);
  auto *Bytes = reinterpret_cast<const uint8_t *>(Words.data());
  return findAddress(Sender, Bytes, 0x1000, Words.size() * sizeof(T), [](uint64_t Value) {
    uint64_t Offset = Value - 0x60000000;
    return Offset < 256 ? Offset : NoOffset;
  });
}

TEST(AddressesTest, OneWordOfEightBytesIsEnough) {
  std::vector<uint64_t> Words(1000, 7);
  EXPECT_EQ(find(Words), 8000u);
  Words[500] = 0x60000100; // its end
  EXPECT_EQ(find(Words), 8000u);
  Words[500] = 0x600000ff;
  EXPECT_EQ(find(Words), 4000u);
}

TEST(AddressesTest, WordsOfFourBytesMayBeChance) {
  std::vector<uint32_t> Words(256, 7);
  Words[9] = Words[10] = Words[11] = 0x60000000;
  EXPECT_EQ(find(Words), 1024u); // one in 64
  Words[12] = 0x60000000;
  EXPECT_EQ(find(Words), 36u);
  Words.assign(16, 7);
  Words[3] = 0x60000001;
  EXPECT_EQ(find(Words), 64u); // one in eight, and no beginning
  Words[5] = 0x60000002;
  EXPECT_EQ(find(Words), 12u);
  EXPECT_EQ(find(std::vector<uint32_t>(16, 0x60202020)), 64u); // text
}

TEST(AddressesTest, WordsAreAlignedAsPointersAre) {
  Platform Sender = hostPlatform();
  Sender.PointerSize = 8;
  uint64_t Words[] = {0, 0, 0};
  auto *Bytes = reinterpret_cast<uint8_t *>(Words);
  uint64_t Value = 0x60000000;
  memcpy(Bytes + 5, &Value, sizeof Value);
  auto OffsetIn = [](uint64_t V) { return V == 0x60000000 ? 0 : NoOffset; };
  EXPECT_EQ(findAddress(Sender, Bytes, 0x1000, sizeof Words, OffsetIn), sizeof Words);
  EXPECT_EQ(findAddress(Sender, Bytes, 0x1003, sizeof Words, OffsetIn), 5u);
}

} // namespace
