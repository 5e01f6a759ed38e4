//===- BlocksTest.cpp - An array, or one struct that goes on -----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "types/Blocks.h"

#include "support/Support.h"

using namespace cgt;
using namespace cgt::test;

namespace {

/// struct s { long n; int end[COUNT]; } on both sides.
struct Ends {
  Ends(const std::string &FromName, const std::string &ToName, uint64_t Count, BlockForm Form)
      : F(FromName), T(ToName), From(make(F, Count)), To(make(T, Count)) {
    S = compilePlan(F.ref(From), T.ref(To), Memory, P, nullptr, 0, nullptr, Form);
  }
  static uint32_t make(TypeBuilder &B, uint64_t Count) {
    return B.record("struct s", {{"n", B.scalar("long")}, {"end", B.array(B.scalar("int"), Count)}});
  }
  /// Size at the receiver and status.
  std::pair<uint64_t, Errc> block(uint64_t Bytes) {
    std::string Source(Bytes, 0), Target(blockSize(*P, Bytes), 0);
    ConvertContext C;
    return {Target.size(), convertBlock(*P, Source.data(), Bytes, Target.data(), C).Code};
  }
  TypeBuilder F, T;
  uint32_t From, To;
  Arena Memory;
  const Plan *P = nullptr;
  Status S;
};

using Result = std::pair<uint64_t, Errc>;

} // namespace

TEST(Blocks, TypesSayWhatTheyHold) {
  TypeBuilder B("x86_64");
  uint32_t S = Ends::make(B, 1), Many = B.array(S, 0), One = B.array(S, 1), Two = B.array(S, 2);
  const UnitInfo &U = B.unit();
  EXPECT_EQ(blockType(U, S).Form, BlockForm::Unknown);
  EXPECT_EQ(blockType(U, Two).Form, BlockForm::Unknown);
  EXPECT_EQ(blockType(U, Two).Element, Two);
  EXPECT_EQ(blockType(U, Many).Form, BlockForm::Many);
  EXPECT_EQ(blockType(U, One).Form, BlockForm::One);
  EXPECT_EQ(blockType(U, One).Element, S);
  EXPECT_EQ(typeOfBlocks(U, {S, BlockForm::Many}), Many);
  EXPECT_EQ(typeOfBlocks(U, {S, BlockForm::One}), One);
  EXPECT_EQ(typeOfBlocks(U, {S, BlockForm::Unknown}), S);
  EXPECT_EQ(typeOfBlocks(U, {Two, BlockForm::One}), Two) << "no such type";
  EXPECT_EQ(withoutArrays(U, Two), S);
  EXPECT_EQ(blockType(U, NoIndex).Element, NoIndex);
}

TEST(Blocks, EndsAreFoundInLastMembers) {
  TypeBuilder B("x86_64");
  uint32_t Inner = Ends::make(B, 4), Int = B.scalar("int");
  uint32_t Outer = B.record("struct o", {{"c", B.scalar("char")}, {"s", Inner}});
  uint32_t Other = B.record("struct p", {{"s", Inner}, {"c", Int}});
  uint32_t Bits = B.record("struct b", {{"a", B.array(Int, 2)}, {"b", Int, 3}});
  EndArray E = endArray(B.unit(), Outer);
  ASSERT_TRUE(E.found());
  EXPECT_EQ(E.Offset, 16u);
  EXPECT_EQ(E.Count, 4u);
  EXPECT_TRUE(E.IsNested);
  EXPECT_EQ(text(B[E.Element].Name), "int");
  EXPECT_FALSE(endArray(B.unit(), Other).found());
  EXPECT_FALSE(endArray(B.unit(), Bits).found());
  EXPECT_FALSE(endArray(B.unit(), Int).found());
}

// struct s takes 8, 16, 24 bytes on x86_64 and 4, 8, 16 on powerpc with an end of 0, 1, 3 elements.
TEST(Blocks, TheFormTells) {
  Ends Many("x86_64", "powerpc", 1, BlockForm::Many);
  ASSERT_TRUE(Many.S.ok());
  EXPECT_EQ(Many.block(48), Result(24, Errc::Ok));
  Ends One("x86_64", "powerpc", 1, BlockForm::One);
  EXPECT_EQ(One.block(48), Result(44, Errc::Ok));
  EXPECT_EQ(One.block(16), Result(12, Errc::Ok)) << "an element in the padding";
  EXPECT_EQ(One.block(12), Result(8, Errc::Ok));
  Ends Longer("x86_64", "powerpc", 3, BlockForm::One);
  EXPECT_EQ(Longer.block(48), Result(44, Errc::Ok));
  Ends Rounded("x86_64", "powerpc", 3, BlockForm::Many);
  EXPECT_EQ(Rounded.block(72), Result(48, Errc::Ok));
  EXPECT_EQ(Rounded.block(64).second, Errc::Ok);
}

TEST(Blocks, BytesTellWhereOnlyOneIsLikely) {
  Ends Idiom("x86_64", "powerpc", 1, BlockForm::Unknown);
  EXPECT_EQ(Idiom.block(16), Result(8, Errc::Ok));
  EXPECT_EQ(Idiom.block(44), Result(40, Errc::Ok));
  EXPECT_EQ(Idiom.block(48).second, Errc::UnclearEnd);
  Ends Flexible("x86_64", "powerpc", 0, BlockForm::Unknown);
  EXPECT_EQ(Flexible.block(48), Result(44, Errc::Ok));
  EXPECT_EQ(Flexible.block(8), Result(4, Errc::Ok));
  Ends Array("x86_64", "powerpc", 3, BlockForm::Unknown);
  EXPECT_EQ(Array.block(48), Result(32, Errc::Ok));
  EXPECT_EQ(Array.block(44).second, Errc::UnclearEnd);
  Ends FlexibleArray("x86_64", "powerpc", 0, BlockForm::Many);
  EXPECT_EQ(FlexibleArray.block(8), Result(4, Errc::Ok));
  EXPECT_EQ(FlexibleArray.block(48).second, Errc::UnclearEnd);
}

TEST(Blocks, SamePlacesMakeNoDifference) {
  Ends Idiom("x86_64", "aarch64", 1, BlockForm::Unknown);
  EXPECT_EQ(Idiom.block(48), Result(48, Errc::Ok));
}

TEST(Blocks, PointersOfEndsAreFoundInEachBlock) {
  TypeBuilder F("x86_64"), T("x86_64");
  auto Make = [](TypeBuilder &B) { // the end begins in the padding
    return B.record("struct s",
                    {{"x", B.scalar("long double")}, {"c", B.scalar("char")}, {"p", B.array(B.pointer(NoIndex), 0)}});
  };
  Compiled C(F.ref(Make(F)), T.ref(Make(T)));
  ASSERT_TRUE(C.S.ok());
  std::string Blocks(3 * 32, 0);
  for (unsigned K = 0; K < 3; ++K)
    store(Blocks, 32 * K + 24, 0x1000 + K, 8, false);
  unsigned Seen = 0;
  ConvertContext Context;
  Context.Ctx = &Seen;
  Context.Pointer = [](void *Ctx, uint64_t Value, bool, void *) {
    EXPECT_EQ(Value, 0x1000u + (*static_cast<unsigned *>(Ctx))++);
    return Status::success();
  };
  EXPECT_TRUE(convertPointers(*C.P, Blocks.data(), Blocks.data(), 32, 32, 3, Context).ok());
  EXPECT_EQ(Seen, 3u);
}
