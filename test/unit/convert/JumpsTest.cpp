//===- JumpsTest.cpp - setjmp's buffers between platforms ---------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "convert/Jumps.h"

#include "gtest/gtest.h"

#include <vector>

using namespace cgt;

namespace {
using Memory = std::vector<uint8_t>;

constexpr JumpBuffer Own = {BitMeaning::Signal, 8, false, 200};
constexpr size_t Mask = 72; // of an x86-64
constexpr JumpBuffer BigMips = {BitMeaning::SignalMips, 4, true, 248};

/// One of this machine's, with registers and SIGUSR1 in its mask.
Memory ownBuffer() {
  Memory M(Own.Bytes, 0x5a);
  JumpTag Tag = {{}, 7, 3, 2, Mask, 1, 0};
  memcpy(Tag.Magic, JumpMagic, sizeof JumpMagic);
  memset(&M[Mask], 0, 8);
  M[Mask + 1] = 1 << 1; // 10
  memcpy(&M[M.size() - sizeof Tag], &Tag, sizeof Tag);
  return M;
}
} // namespace

TEST(Jumps, TagAndMaskAreAllThatTravels) {
  Memory From = ownBuffer(), To(BigMips.Bytes, 0xaa), Back(Own.Bytes, 0xaa);
  convertJumpBuffer(Own, From.data(), BigMips, To.data());
  EXPECT_EQ(To[60], 0) << "no registers";
  EXPECT_EQ(To[To.size() - sizeof(JumpTag) + 8 + 3], 7) << "the activation, big-endian";
  EXPECT_EQ(To[2], 0x80) << "SIGUSR1 is 16 on mips; the mask comes first";
  convertJumpBuffer(BigMips, To.data(), Own, Back.data());
  EXPECT_EQ(Back[1], 1 << 1);
  EXPECT_EQ(Back[Own.Bytes - sizeof(JumpTag) + offsetof(JumpTag, Step)], 3);
}

TEST(Jumps, WithoutATagABufferIsNobodys) {
  Memory From(Own.Bytes, 0x77), To(BigMips.Bytes, 0xaa);
  convertJumpBuffer(Own, From.data(), BigMips, To.data());
  EXPECT_EQ(To, Memory(BigMips.Bytes, 0));
}

TEST(Jumps, AForgedPlaceOfTheMaskIsNotRead) {
  Memory From = ownBuffer(), To(BigMips.Bytes, 0xaa);
  for (uint32_t Place : {uint32_t(Own.Bytes - 36), uint32_t(Own.Bytes), UINT32_MAX}) {
    memcpy(&From[From.size() - sizeof(JumpTag) + offsetof(JumpTag, MaskOffset)], &Place, sizeof Place);
    convertJumpBuffer(Own, From.data(), BigMips, To.data());
    EXPECT_EQ(To[2], 0);
  }
}
