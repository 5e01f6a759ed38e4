//===- SyncObjectsTest.cpp - What threads wait for, between platforms --------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "convert/SyncObjects.h"

#include "gtest/gtest.h"

#include <array>

using namespace cgt;

namespace {
using Memory = std::array<uint8_t, 48>;

/// A mutex of a 64-bit platform with big-endian numbers: locked twice by thread 0x1234, of kind \p Kind.
Memory bigMutex(uint8_t Kind) {
  Memory M = {};
  M[3] = 1;
  M[7] = 2;
  M[10] = 0x12, M[11] = 0x34;
  M[15] = 1;
  M[18] = Kind >= 0x80 ? 1 : 0, M[19] = Kind;
  M[30] = 0xff; // a link of libc's own
  return M;
}

constexpr SyncLayout Big64 = {8, true, 40}, Little64 = {8, false, 40}, Little32 = {4, false, 24};
} // namespace

TEST(SyncObjects, NumbersGoWhereTheReceiverHasThem) {
  Memory From = bigMutex(1), To;
  To.fill(0xaa);
  ASSERT_TRUE(convertSync(SyncKind::Mutex, Big64, From.data(), Little32, To.data()));
  const std::array<uint8_t, 24> Wanted = {1, 0, 0, 0, 2, 0, 0, 0, 0x34, 0x12, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0};
  EXPECT_TRUE(std::equal(Wanted.begin(), Wanted.end(), To.begin()));
  EXPECT_EQ(To[24], 0xaa) << "nothing is written behind it";
  ASSERT_TRUE(convertSync(SyncKind::Mutex, Big64, From.data(), Little64, To.data()));
  EXPECT_EQ(To[12], 1) << "users come before the kind on 64-bit platforms";
  EXPECT_EQ(To[16], 1);
  EXPECT_EQ(To[30], 0);
}

TEST(SyncObjects, ThereAndBack) {
  Memory From = bigMutex(2), Between, Back;
  ASSERT_TRUE(convertSync(SyncKind::Mutex, Big64, From.data(), Little32, Between.data()));
  ASSERT_TRUE(convertSync(SyncKind::Mutex, Little32, Between.data(), Big64, Back.data()));
  EXPECT_TRUE(std::equal(From.begin(), From.begin() + 20, Back.begin()));
}

TEST(SyncObjects, WhatTheKernelKnowsOfIsRefused) {
  Memory To;
  for (uint8_t Kind : {0x10, 0x20, 0x40, 0x31})
    EXPECT_FALSE(convertSync(SyncKind::Mutex, Big64, bigMutex(Kind).data(), Little32, To.data()));
  EXPECT_TRUE(convertSync(SyncKind::Mutex, Big64, bigMutex(0x80).data(), Little32, To.data())) << "shared between processes";
}

TEST(SyncObjects, WordsGoByThemselves) {
  const std::array<uint8_t, 16> From = {0, 0, 0, 5, 0, 0, 1, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff};
  std::array<uint8_t, 20> To;
  To.fill(0xaa);
  ASSERT_TRUE(convertSync(SyncKind::Words, {8, true, 16}, From.data(), {4, false, 20}, To.data()));
  const std::array<uint8_t, 20> Wanted = {5, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff};
  EXPECT_EQ(To, Wanted);
  EXPECT_FALSE(convertSync(SyncKind::Words, {8, true, 16}, From.data(), {4, false, 12}, To.data())) << "a number is left over";
}

TEST(SyncObjects, AttributesOfThreads) {
  std::array<uint8_t, 56> From = {};
  std::array<uint8_t, 56> To;
  From[11] = 1;    // flags: detached
  From[22] = 0x10; // guard: 4096
  From[37] = 2;    // stack: 128 KiB
  ASSERT_TRUE(convertSync(SyncKind::Attributes, {8, true, 56}, From.data(), {4, false, 36}, To.data()));
  EXPECT_EQ(To[8], 1);
  EXPECT_EQ(To[13], 0x10);
  EXPECT_EQ(To[22], 2);
  From[35] = 1; // more than 32 bits
  EXPECT_FALSE(convertSync(SyncKind::Attributes, {8, true, 56}, From.data(), {4, false, 36}, To.data()));
  From[35] = 0, From[31] = 1; // a stack of the program's own
  EXPECT_FALSE(convertSync(SyncKind::Attributes, {8, true, 56}, From.data(), {8, false, 56}, To.data()));
}
