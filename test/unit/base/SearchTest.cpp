//===- SearchTest.cpp - Binary search ----------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "base/Search.h"

#include "gtest/gtest.h"

using namespace cgt;

TEST(Search, FindsTheFirstThatHolds) {
  for (unsigned First = 0; First <= 3; ++First)
    for (unsigned End = First; End <= First + 9; ++End)
      for (unsigned From = First; From <= End; ++From) {
        unsigned Asked = 0;
        auto Holds = [&](unsigned I) {
          EXPECT_TRUE(I >= First && I < End);
          ++Asked;
          return I >= From;
        };
        EXPECT_EQ(firstWhere(First, End, Holds), From);
        EXPECT_LE(Asked, 4u);
      }
}

TEST(Search, OfTheLargestIndicesToo) {
  auto Holds = [](uint32_t I) { return I >= UINT32_MAX - 1; };
  EXPECT_EQ(firstWhere<uint32_t>(0, UINT32_MAX, Holds), UINT32_MAX - 1);
}
