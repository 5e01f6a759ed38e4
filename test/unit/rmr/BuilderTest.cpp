//===- BuilderTest.cpp - Tags made at run time -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "rmr/Support.h"

using namespace cgt::test;

static std::string print(const cgt_rmr_tag *Tag) {
  char Text[256];
  size_t Size = cgt_rmr_tag_print(Tag, Text, sizeof Text);
  EXPECT_EQ(Size, strlen(Text));
  return Text;
}

static std::string bytes(const cgt_rmr_tag *Tag) {
  return std::string(reinterpret_cast<const char *>(Tag), cgt_rmr_tag_size(Tag));
}

struct Pair {
  char A;
  int B;
  unsigned C : 3, D : 7;
};

static cgt_rmr_type pairType(cgt_rmr_builder *B, const char *First = "A") {
  cgt_rmr_type R = cgt_rmr_struct_type(B, "struct pair", sizeof(Pair));
  cgt_rmr_member(B, R, First, 0, cgt_rmr_scalar_type(B, CGT_RMR_CHAR));
  CGT_RMR_MEMBER(B, R, Pair, B, cgt_rmr_scalar_type(B, CGT_RMR_INT));
  CGT_RMR_BIT_FIELD(B, R, Pair, C, cgt_rmr_scalar_type(B, CGT_RMR_UINT));
  CGT_RMR_BIT_FIELD(B, R, Pair, D, cgt_rmr_scalar_type(B, CGT_RMR_UINT));
  return R;
}

TEST(RmrBuilder, TagsShowTheLayout) {
  BuilderPtr B = newBuilder();
  EXPECT_EQ(print(cgt_rmr_build(B.get(), pairType(B.get()))), "((c1,1)(3,0)(i4,1)(u4:0:3,1)(u4:3:7,1)(4,0),1)");
  EXPECT_EQ(print(cgt_rmr_build(B.get(), cgt_rmr_scalar_type(B.get(), CGT_RMR_DOUBLE))), "(f8,1)");
  char Small[5];
  EXPECT_EQ(cgt_rmr_tag_print(cgt_rmr_build(B.get(), cgt_rmr_scalar_type(B.get(), CGT_RMR_DOUBLE)), Small, sizeof Small),
            6u);
  EXPECT_STREQ(Small, "(f8,");
}

TEST(RmrBuilder, OrderOfConstructionDoesNotMatter) {
  BuilderPtr A = newBuilder(), B = newBuilder();
  cgt_rmr_scalar_type(B.get(), CGT_RMR_FLOAT);
  cgt_rmr_type Int = cgt_rmr_scalar_type(B.get(), CGT_RMR_INT);
  cgt_rmr_pointer_type(B.get(), Int);
  EXPECT_EQ(bytes(cgt_rmr_build(A.get(), pairType(A.get()))), bytes(cgt_rmr_build(B.get(), pairType(B.get()))));
  EXPECT_NE(bytes(cgt_rmr_build(A.get(), pairType(A.get()))), bytes(cgt_rmr_build(B.get(), pairType(B.get(), "a"))));
}

TEST(RmrBuilder, EnumeratorsInAnyOrder) {
  BuilderPtr B = newBuilder();
  auto Build = [&](bool Turned, long Last) {
    cgt_rmr_type E = cgt_rmr_enum_type(B.get(), "enum e", 4, 0);
    if (!Turned)
      cgt_rmr_enumerator(B.get(), E, "X", 0);
    cgt_rmr_enumerator(B.get(), E, "Y", Last);
    if (Turned)
      cgt_rmr_enumerator(B.get(), E, "X", 0);
    return bytes(cgt_rmr_build(B.get(), E));
  };
  EXPECT_EQ(Build(false, 1), Build(true, 1));
  EXPECT_NE(Build(false, 1), Build(false, -1));
  // What 0x80000000 is as a long of 32 bits, and of 64.
  EXPECT_EQ(Build(false, -2147483647L - 1), Build(false, static_cast<long>(0x80000000u)));
}

TEST(RmrBuilder, MistakesAreNamed) {
  auto Mistake = [](auto Make) {
    BuilderPtr B = newBuilder();
    EXPECT_EQ(cgt_rmr_build(B.get(), Make(B.get())), nullptr);
    return std::string(cgt_rmr_builder_error(B.get()));
  };
  EXPECT_EQ(Mistake([](auto *) { return 3; }), "no such type");
  EXPECT_EQ(Mistake([](auto *B) { return cgt_rmr_pointer_type(B, -1); }), "no such type");
  EXPECT_EQ(Mistake([](auto *B) { return cgt_rmr_scalar_type(B, static_cast<cgt_rmr_scalar>(15)); }), "no such scalar");
  EXPECT_EQ(Mistake([](auto *B) {
              cgt_rmr_type I = cgt_rmr_scalar_type(B, CGT_RMR_INT);
              cgt_rmr_member(B, I, "x", 0, I);
              return I;
            }),
            "member 'x' of 'int': a member of what is no struct");
  EXPECT_EQ(Mistake([](auto *B) {
              cgt_rmr_type R = cgt_rmr_struct_type(B, "struct s", 6);
              cgt_rmr_member(B, R, "x", 4, 7);
              return R;
            }),
            "member 'x' of 'struct s': no such type");
  EXPECT_EQ(Mistake([](auto *B) {
              cgt_rmr_type R = cgt_rmr_struct_type(B, "struct s", 6);
              const unsigned char Example[6] = {255, 255, 255, 255, 255, 255};
              cgt_rmr_bit_field(B, R, "x", Example, cgt_rmr_scalar_type(B, CGT_RMR_INT));
              return R;
            }),
            "member 'x' of 'struct s': no bit of the example is zero");
  EXPECT_EQ(Mistake([](auto *B) {
              cgt_rmr_type R = cgt_rmr_struct_type(B, "struct s", 6);
              cgt_rmr_member(B, R, "x", 4, cgt_rmr_scalar_type(B, CGT_RMR_INT));
              return R;
            }),
            "member 'x' of 'struct s': lies outside of it");
  EXPECT_EQ(Mistake([](auto *B) {
              cgt_rmr_type R = cgt_rmr_struct_type(B, "struct s", 4);
              cgt_rmr_member(B, R, "s", 0, R);
              return R;
            }),
            "types nest too deeply or contain themselves");
  EXPECT_EQ(Mistake([](auto *B) {
              cgt_rmr_type R = pairType(B);
              cgt_rmr_count(B, R, "E", "A");
              return R;
            }),
            "member 'E' of 'struct pair': there is no such member to be counted");
  auto Counted = [&Mistake](const char *By) {
    return Mistake([By](auto *B) {
      cgt_rmr_type Int = cgt_rmr_scalar_type(B, CGT_RMR_INT), R = cgt_rmr_struct_type(B, "struct s", 32);
      cgt_rmr_member(B, R, "p", 0, cgt_rmr_pointer_type(B, Int));
      cgt_rmr_member(B, R, "d", 8, cgt_rmr_scalar_type(B, CGT_RMR_DOUBLE));
      cgt_rmr_count(B, R, "p", By);
      return R;
    });
  };
  EXPECT_EQ(Counted("n"), "member 'n' of 'struct s': there is no such member to count by");
  EXPECT_EQ(Counted("d"), "member 'd' of 'struct s': counts, but is no integer");
  EXPECT_EQ(Mistake([](auto *B) {
              cgt_rmr_type R = pairType(B);
              cgt_rmr_count(B, R, "A", "B");
              return R;
            }),
            "member 'A' of 'struct pair': is counted, but no pointer");
}
