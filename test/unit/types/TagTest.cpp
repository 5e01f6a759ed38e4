//===- TagTest.cpp - Tags as text ------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "types/Tag.h"
#include "support/TagParser.h"

#include "support/Support.h"

using namespace cgt;
using namespace cgt::test;

static std::string tagOf(TypeRef T, TagStyle Style = TagStyle::Kinds) {
  StringSink Out;
  printTag(T, Out, Style);
  return Out.Bytes;
}

TEST(Tag, Scalars) {
  TypeBuilder T("s390x");
  EXPECT_EQ(tagOf(T.ref(T.scalar("int"))), "(i4,1)");
  EXPECT_EQ(tagOf(T.ref(T.scalar("unsigned long"))), "(u8,1)");
  EXPECT_EQ(tagOf(T.ref(T.scalar("char"))), "(c1,1)");
  EXPECT_EQ(tagOf(T.ref(T.scalar("_Bool"))), "(b1,1)");
  EXPECT_EQ(tagOf(T.ref(T.array(T.scalar("double"), 3))), "(f8,3)");
  EXPECT_EQ(tagOf(T.ref(T.pointer(0))), "(p8,-1)");
  EXPECT_EQ(tagOf(T.ref(T.array(T.pointer(0), 5))), "(p8,-5)");
  EXPECT_EQ(tagOf(T.ref(T.function())), "(q8,-1)");
  EXPECT_EQ(tagOf(T.ref(T.opaque("va_list", 32))), "(o32,1)");
}

TEST(Tag, LongDoubleTellsItsFormat) {
  for (auto [Name, Tag] : {std::pair("x86_64", "(x16,1)"),
                           {"i686", "(x12,1)"},
                           {"powerpc", "(d16,1)"},
                           {"s390x", "(f16,1)"},
                           {"mips", "(f8,1)"}}) {
    TypeBuilder T{std::string(Name)};
    EXPECT_EQ(tagOf(T.ref(T.scalar("long double"))), Tag);
  }
}

TEST(Tag, StructsHavePadding) {
  TypeBuilder T("x86_64");
  uint32_t Int = T.scalar("int"), Double = T.scalar("double");
  uint32_t S = T.record("struct s", {{"a", Int}, {"b", Double}, {"c", Int}});
  EXPECT_EQ(tagOf(T.ref(S)), "((i4,1)(4,0)(f8,1)(i4,1)(4,0),1)");
  EXPECT_EQ(tagOf(T.ref(T.array(S, 7))), "((i4,1)(4,0)(f8,1)(i4,1)(4,0),7)");
  EXPECT_EQ(tagOf(T.ref(S), TagStyle::Paper), "((4,1)(4,0)(8,1)(4,1)(4,0),1)");
}

TEST(Tag, TypesThatContainOthersTwiceAreCut) {
  TypeBuilder T("x86_64");
  uint32_t S = T.record("struct a0", {{"p", T.scalar("int")}});
  for (int I = 1; I < 40; ++I)
    S = T.record("struct a" + std::to_string(I), {{"p", S}, {"q", S}});
  std::string Text = tagOf(T.ref(S));
  EXPECT_LT(Text.size(), 16u * MaxTuples);
  EXPECT_EQ(Text.find("..."), Text.rfind("..."));
  EXPECT_NE(Text.find("..."), std::string::npos);
}

TEST(Tag, PaperStyleHasNoKinds) {
  TypeBuilder T("x86_64");
  EXPECT_EQ(tagOf(T.ref(T.array(T.pointer(NoIndex), 2)), TagStyle::Paper), "(8,-2)");
}

TEST(Tag, ArraysOfArraysAreFlat) {
  TypeBuilder T("x86_64");
  EXPECT_EQ(tagOf(T.ref(T.array(T.array(T.scalar("short"), 3), 4))), "(i2,12)");
}

TEST(Tag, BitFieldsTakeNoRoomOfTheirOwn) {
  TypeBuilder T("x86_64");
  uint32_t U = T.scalar("unsigned int"), Int = T.scalar("int"), Char = T.scalar("char");
  uint32_t S = T.record("struct s", {{"a", U, 3}, {"b", Int, 5}, {"c", Char}, {"d", U, 30}});
  EXPECT_EQ(tagOf(T.ref(S)), "((u4:0:3,1)(i4:3:5,1)(1,0)(c1,1)(u4:16:30,1)(6,0),1)");
}

TEST(Tag, UnionsHaveAlternatives) {
  TypeBuilder T("i686");
  uint32_t U = T.record("union u", {{"i", T.scalar("int")}, {"d", T.scalar("double")}}, true);
  EXPECT_EQ(tagOf(T.ref(U)), "((i4,1)(4,0)|(f8,1),1)");
}

TEST(Tag, FlexibleArray) {
  TypeBuilder T("x86_64");
  uint32_t S = T.record("struct s", {{"n", T.scalar("int")}, {"t", T.array(T.scalar("char"), 0)}});
  EXPECT_EQ(tagOf(T.ref(S)), "((i4,1)(c1,*),1)");
}

/// Reads a tag and prints it again.
static std::string again(const std::string &Text) {
  Arena Memory;
  UnitInfo Unit;
  Status S = parseTag(Str(Text.data(), static_cast<uint32_t>(Text.size())), Memory, Unit);
  if (!S.ok())
    return std::string(errorText(S.Code)) + " at " + std::to_string(S.Place);
  StringSink Out;
  printTag({&platform("x86_64"), &Unit, Unit.NumTypes - 1}, Out);
  return Out.Bytes;
}

TEST(Tag, ParseAndPrintAreInverse) {
  for (const char *Tag :
       {"(i4,1)", "(p8,-1)", "(q4,-3)", "(f8,3)", "(o24,1)", "((i4,1)(4,0)(f8,1)(i4,1)(4,0),1)",
        "((u4:0:3,1)(i4:3:5,1)(1,0)(c1,1)(u4:16:30,1)(6,0),1)", "((i4,1)(4,0)|(f8,1),1)", "((i4,1)(c1,*),1)",
        "(((i4,2)(i4,1),3)(p4,-1),5)", "((u4:0:3,1)(4,0)|(f4,1),2)", "((x16,1)(d16,1),1)", "(((c1,8)|(p8,-1),1)(i4,1)(4,0),1)"})
    EXPECT_EQ(again(Tag), Tag);
}

TEST(Tag, SeveralTuplesAreAStruct) { EXPECT_EQ(again("(i4,1)(4,0)(p8,-1)"), "((i4,1)(4,0)(p8,-1),1)"); }

TEST(Tag, MalformedTagsAreLocated) {
  for (auto [Tag, Place] : {std::pair("", 0),
                            {"(", 1},
                            {"(i4", 3},
                            {"(i4,1", 5},
                            {"i4,1)", 0},
                            {"(i4,-1)", 4},
                            {"(p8,1)", 4},
                            {"(i4,0)", 5},
                            {"(i04,1)", 3},
                            {"(z4,1)", 1},
                            {"(i4,1)x", 6},
                            {"((i4,1)", 7},
                            {"(4,1)", 3},
                            {"(u4:0:0,1)", 7},
                            {"(i3000000000000,1)", 14}})
    EXPECT_EQ(again(Tag), "has a damaged type at " + std::to_string(Place)) << Tag;
}

TEST(Tag, NestingHasALimit) {
  auto Nested = [](unsigned Levels) {
    return std::string(Levels, '(') + "i4,1" + [&] {
      std::string Ends = ")";
      for (unsigned K = 1; K < Levels; ++K)
        Ends += ",1)";
      return Ends;
    }();
  };
  EXPECT_EQ(again(Nested(60)), Nested(60));
  EXPECT_EQ(again(Nested(100)).substr(0, 15), "types nest too ");
  EXPECT_EQ(again(std::string(1000000, '(')).substr(0, 15), "types nest too ");
}

TEST(Tag, ParsedTagsMakePlans) {
  Arena Memory;
  UnitInfo From, To;
  ASSERT_TRUE(parseTag("(i4,2)(f8,1)(p4,-1)", Memory, From).ok());
  ASSERT_TRUE(parseTag("(i8,2)(f8,1)(p8,-1)", Memory, To).ok());
  Compiled C({&platform("powerpc"), &From, From.NumTypes - 1}, {&platform("x86_64"), &To, To.NumTypes - 1});
  ASSERT_TRUE(C.S.ok()) << C.Detail;
  std::string Source(20, 0);
  store(Source, 0, static_cast<uint64_t>(-5), 4, true);
  store(Source, 4, 7, 4, true);
  store(Source, 8, 0x4000000000000000, 8, true);
  std::string Target = converted(*C.P, Source);
  EXPECT_EQ(load(Target, 0, 8, false), static_cast<uint64_t>(-5));
  EXPECT_EQ(load(Target, 8, 8, false), 7u);
  EXPECT_EQ(load(Target, 16, 8, false), 0x4000000000000000u);
  EXPECT_EQ(load(Target, 24, 8, false), 0u);
}
