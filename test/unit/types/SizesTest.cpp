//===- SizesTest.cpp - Values that are computed from sizes -------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "types/Sizes.h"

#include "gtest/gtest.h"

#include <vector>

using namespace cgt;

namespace {

const uint64_t Theirs[] = {24, 8, 16}, Own[] = {12, 4, 16};

SizeScope scope(const std::vector<SizeParameter> &Parameters = {}) {
  SizeScope S;
  S.Sizes[SideTheirs] = Theirs;
  S.Sizes[SideOwn] = Own;
  S.NumSizes[0] = S.NumSizes[1] = 3;
  S.Parameters = Parameters.data();
  S.NumParameters = Parameters.size();
  return S;
}

/// The value here; -1: the same, -2: unclear.
int64_t here(const char *Text, int64_t Value, const SizeScope &Scope = scope()) {
  int64_t Result = 0;
  switch (translateSize(Text, Text, Scope, Value, Result)) {
  case SizeResult::Same: return -1;
  case SizeResult::Changed: return Result;
  case SizeResult::Unclear: return -2;
  }
  return -3;
}

std::vector<SizeParameter> arguments(const char *Text, bool &Good, const SizeScope &Scope = scope()) {
  std::vector<SizeParameter> Out;
  Good = readSizeArguments(
      Text, Text, Scope,
      [](void *Ctx, const SizeParameter &P) {
        static_cast<std::vector<SizeParameter> *>(Ctx)->push_back(P);
        return true;
      },
      &Out);
  return Out;
}

} // namespace

TEST(Sizes, AreTheOwnOnes) {
  EXPECT_EQ(here("1*s1", 24), 12);
  EXPECT_EQ(here("2*s1", 48), 24);
  EXPECT_EQ(here("1*s1", 25), -2) << "set by something else";
  EXPECT_EQ(here("1*s1", 0), -1) << "not set yet";
  EXPECT_EQ(here("1*s3", 16), -1);
  EXPECT_EQ(here("1*s3", 99), -1) << "no size that differs";
}

TEST(Sizes, CountsStay) {
  EXPECT_EQ(here("0~1*s1", 240), 120);
  EXPECT_EQ(here("0~1*s1", 241), -2);
  EXPECT_EQ(here("1*s1~1*s2", 24 + 7 * 8), 12 + 7 * 4);
  EXPECT_EQ(here("1*s1~1", 124), 112);
  EXPECT_EQ(here("1*s1~1", 5), -2) << "would be negative";
  EXPECT_EQ(here("1*s1*s2", 192), 48);
}

TEST(Sizes, AlternativesMustAgree) {
  EXPECT_EQ(here("1*s1|5", 24), 12);
  EXPECT_EQ(here("1*s1|5", 5), -1);
  EXPECT_EQ(here("1*s1|24", 24), -2);
  EXPECT_EQ(here("1*s1|3*s2", 24), 12) << "both are 12 here";
  EXPECT_EQ(here("1*s1|0~1", 24), -2);
  EXPECT_EQ(here("?1*s1", 32), -2);
  EXPECT_EQ(here("?1*s3+1*p0", 32), -1);
}

TEST(Sizes, ParametersAreWhatTheCallerSays) {
  bool Good;
  auto One = arguments("0=1*s1;2=0~1*s2", Good);
  ASSERT_TRUE(Good);
  ASSERT_EQ(One.size(), 2u);
  EXPECT_EQ(here("1*p0", 24, scope(One)), 12);
  EXPECT_EQ(here("1*p1", 24, scope(One)), -1);
  EXPECT_EQ(here("1*p1*p0", 240, scope(One)), 120);
  EXPECT_EQ(here("1*p2+1*s1", 24 + 8 * 5, scope(One)), 12 + 4 * 5);
  EXPECT_EQ(here("?1*p0", 32, scope(One)), -2);
  EXPECT_EQ(here("?1*p1", 32, scope(One)), -1);
  auto Two = arguments("0=1*p0*p1", Good, scope(One)); // a wrapper of a wrapper
  ASSERT_TRUE(Good);
  EXPECT_EQ(here("1*p0", 240, scope(Two)), 120);
  auto Either = arguments("0=1*s1|1*s2", Good);
  ASSERT_TRUE(Good);
  EXPECT_EQ(here("1*p0", 24, scope(Either)), -2);
}

TEST(Sizes, BadTextsAreRefused) {
  for (const char *Text : {"s", "1*", "1*s", "1*s4", "1*x1", "1*s1|", "1*s1~", "+", "1*s1 ", "99999999999999999999*s1"})
    EXPECT_EQ(here(Text, 24), -2) << Text;
  bool Good;
  for (const char *Text : {"0", "=1*s1", "0=1*s1;", "0=1*s1,"}) {
    arguments(Text, Good);
    EXPECT_FALSE(Good) << Text;
  }
  int64_t Result;
  EXPECT_EQ(translateSize("1*s1", "1*s1+1", scope(), 24, Result), SizeResult::Unclear);
  EXPECT_EQ(translateSize("", "1*s1", scope(), 24, Result), SizeResult::Same) << "of an older CGT";
}
