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
  EXPECT_EQ(cgt_rmr_tag_print(cgt_rmr_build(B.get(), cgt_rmr_scalar_type(B.get(), CGT_RMR_DOUBLE)), Small, sizeof Small), 6u);
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
  EXPECT_NE(Build(false, 1), Build(false, 2));
}

/// The error after \p Make, whose result is the type to be built.
template <typename MakeFn> static std::string mistake(MakeFn Make) {
  BuilderPtr B = newBuilder();
  EXPECT_EQ(cgt_rmr_build(B.get(), Make(B.get())), nullptr);
  return cgt_rmr_builder_error(B.get());
}

TEST(RmrBuilder, MistakesAreNamed) {
  EXPECT_EQ(mistake([](auto *) { return 3; }), "no such type");
  EXPECT_EQ(mistake([](auto *B) { return cgt_rmr_pointer_type(B, -1); }), "no such type");
  EXPECT_EQ(mistake([](auto *B) { return cgt_rmr_scalar_type(B, static_cast<cgt_rmr_scalar>(15)); }), "no such scalar");
  EXPECT_EQ(mistake([](auto *B) {
              cgt_rmr_type I = cgt_rmr_scalar_type(B, CGT_RMR_INT);
              cgt_rmr_member(B, I, "x", 0, I);
              return I;
            }),
            "member 'x' of 'int': a member of what is no struct");
  EXPECT_EQ(mistake([](auto *B) {
              cgt_rmr_type R = cgt_rmr_struct_type(B, "struct s", 6);
              cgt_rmr_member(B, R, "x", 4, 7);
              return R;
            }),
            "member 'x' of 'struct s': no such type");
  EXPECT_EQ(mistake([](auto *B) {
              cgt_rmr_type R = cgt_rmr_struct_type(B, "struct s", 6);
              const unsigned char Example[6] = {255, 255, 255, 255, 255, 255};
              cgt_rmr_bit_field(B, R, "x", Example, cgt_rmr_scalar_type(B, CGT_RMR_INT));
              return R;
            }),
            "member 'x' of 'struct s': no bit of the example is zero");
  EXPECT_EQ(mistake([](auto *B) {
              cgt_rmr_type R = cgt_rmr_struct_type(B, "struct s", 6);
              cgt_rmr_member(B, R, "x", 4, cgt_rmr_scalar_type(B, CGT_RMR_INT));
              return R;
            }),
            "member 'x' of 'struct s': lies outside of it");
  EXPECT_EQ(mistake([](auto *B) {
              cgt_rmr_type R = cgt_rmr_struct_type(B, "struct s", 4);
              cgt_rmr_member(B, R, "s", 0, R);
              return R;
            }),
            "types nest too deeply or contain themselves");
  EXPECT_EQ(mistake([](auto *B) {
              cgt_rmr_type R = pairType(B);
              cgt_rmr_count(B, R, "E", "A");
              return R;
            }),
            "member 'E' of 'struct pair': there is no such member to be counted");
  auto Counted = [](const char *By) {
    return mistake([By](auto *B) {
      cgt_rmr_type Int = cgt_rmr_scalar_type(B, CGT_RMR_INT), R = cgt_rmr_struct_type(B, "struct s", 32);
      cgt_rmr_member(B, R, "p", 0, cgt_rmr_pointer_type(B, Int));
      cgt_rmr_member(B, R, "d", 8, cgt_rmr_scalar_type(B, CGT_RMR_DOUBLE));
      cgt_rmr_count(B, R, "p", By);
      return R;
    });
  };
  EXPECT_EQ(Counted("n"), "member 'n' of 'struct s': there is no such member to count by");
  EXPECT_EQ(Counted("d"), "member 'd' of 'struct s': counts, but is no integer");
  EXPECT_EQ(mistake([](auto *B) {
              cgt_rmr_type R = pairType(B);
              cgt_rmr_count(B, R, "A", "B");
              return R;
            }),
            "member 'A' of 'struct pair': is counted, but no pointer");
}

TEST(RmrBuilder, WrongSizesAreNamed) {
  struct Wide {
    long X;
    float V[4];
  };
  EXPECT_EQ(mistake([](auto *B) {
              cgt_rmr_type R = cgt_rmr_struct_type(B, "struct w", sizeof(Wide));
              CGT_RMR_MEMBER(B, R, Wide, X, cgt_rmr_scalar_type(B, CGT_RMR_INT));
              return R;
            }),
            "member 'X' of 'struct w': has 8 bytes, and its type 4");
  EXPECT_EQ(mistake([](auto *B) {
              cgt_rmr_type R = cgt_rmr_struct_type(B, "struct w", sizeof(Wide));
              CGT_RMR_MEMBER(B, R, Wide, V, cgt_rmr_array_type(B, cgt_rmr_scalar_type(B, CGT_RMR_FLOAT), 3));
              return R;
            }),
            "member 'V' of 'struct w': has 16 bytes, and its type 12");
  EXPECT_EQ(mistake([](auto *B) { return cgt_rmr_integer_type(B, "int40_t", 5, 0); }),
            "'int40_t': an integer of a size that C doesn't have");
  EXPECT_EQ(mistake([](auto *B) { return cgt_rmr_enum_type(B, "enum e", 32, 0); }),
            "'enum e': an integer of a size that C doesn't have");
  auto OfInts = [](size_t Count) {
    return mistake([Count](auto *B) { return cgt_rmr_array_type(B, cgt_rmr_scalar_type(B, CGT_RMR_INT), Count); });
  };
  EXPECT_EQ(OfInts(0), "an array without elements");
  EXPECT_EQ(OfInts(SIZE_MAX / 2), "an array that is larger than memory");
  EXPECT_EQ(mistake([](auto *B) {
              cgt_rmr_type R = pairType(B);
              cgt_rmr_align(B, R, 24);
              return R;
            }),
            "'struct pair': an alignment that is no power of two");
}

TEST(RmrBuilder, MembersLieApart) {
  auto Told = [](bool IsUnion, const char *Second, size_t Offset) {
    BuilderPtr B = newBuilder();
    cgt_rmr_type I = cgt_rmr_scalar_type(B.get(), CGT_RMR_INT);
    cgt_rmr_type R = IsUnion ? cgt_rmr_union_type(B.get(), "union u", 8) : cgt_rmr_struct_type(B.get(), "struct s", 8);
    cgt_rmr_member(B.get(), R, "a", 0, I);
    cgt_rmr_member(B.get(), R, Second, Offset, I);
    cgt_rmr_build(B.get(), R);
    return std::string(cgt_rmr_builder_error(B.get()));
  };
  EXPECT_EQ(Told(false, "b", 4), "");
  EXPECT_EQ(Told(true, "b", 0), "");
  EXPECT_EQ(Told(false, "b", 2), "member 'b' of 'struct s': lies where another member does");
  EXPECT_EQ(Told(false, "a", 4), "member 'a' of 'struct s': there is one of this name already");
  EXPECT_EQ(Told(true, "a", 0), "member 'a' of 'union u': there is one of this name already");
  EXPECT_EQ(Told(false, "", 4), "a name that is null or empty");
  EXPECT_EQ(Told(false, nullptr, 4), "a name that is null or empty");
  EXPECT_EQ(mistake([](auto *B) {
              cgt_rmr_type R = pairType(B);
              const unsigned char Example[sizeof(Pair)] = {255, 255, 255, 255, 255, 255, 255, 255, 0xfb, 255, 255, 255};
              cgt_rmr_bit_field(B, R, "E", Example, cgt_rmr_scalar_type(B, CGT_RMR_UINT)); // where C is
              return R;
            }),
            "member 'E' of 'struct pair': lies where another member does");
  EXPECT_EQ(mistake([](auto *B) {
              cgt_rmr_type R = cgt_rmr_struct_type(B, "struct s", 1);
              const unsigned char Example = 0x55;
              cgt_rmr_bit_field(B, R, "x", &Example, cgt_rmr_scalar_type(B, CGT_RMR_UINT));
              return R;
            }),
            "member 'x' of 'struct s': zeros of the example that don't lie together");
}

TEST(RmrBuilder, EnumeratorsFit) {
  auto Told = [](size_t Size, int IsSigned, long Value) {
    BuilderPtr B = newBuilder();
    cgt_rmr_type E = cgt_rmr_enum_type(B.get(), "enum e", Size, IsSigned);
    cgt_rmr_enumerator(B.get(), E, "A", Value);
    cgt_rmr_build(B.get(), E);
    return std::string(cgt_rmr_builder_error(B.get()));
  };
  EXPECT_EQ(Told(1, 0, 255), "");
  EXPECT_EQ(Told(1, 0, 256), "enumerator 'A' of 'enum e': doesn't fit");
  EXPECT_EQ(Told(1, 1, -128), "");
  EXPECT_EQ(Told(1, 1, 128), "enumerator 'A' of 'enum e': doesn't fit");
  EXPECT_EQ(Told(4, 0, -1), "enumerator 'A' of 'enum e': doesn't fit");
  EXPECT_EQ(Told(4, 0, 0xffffffffL), "");
  EXPECT_EQ(Told(8, 0, -1), ""); // as it comes in a long
  EXPECT_EQ(mistake([](auto *B) {
              cgt_rmr_type I = cgt_rmr_scalar_type(B, CGT_RMR_INT);
              cgt_rmr_enumerator(B, I, "A", 1);
              return I;
            }),
            "enumerator 'A' of 'int': an enumerator of what is no enumeration");
}

namespace {
enum class Level : unsigned char { Low, High };
struct Flags {
  unsigned A : 3;
  bool B : 1;
  Level L : 2;
  int C = 5;
  explicit Flags(int C) : A(1), B(true), L(Level::Low), C(C) {}
  ~Flags() {}
};
} // namespace

TEST(RmrBuilder, BitFieldsOfClasses) {
  BuilderPtr B = newBuilder();
  cgt_rmr_type R = cgt_rmr_struct_type(B.get(), "struct flags", sizeof(Flags));
  CGT_RMR_BIT_FIELD(B.get(), R, Flags, A, cgt_rmr_scalar_type(B.get(), CGT_RMR_UINT));
  CGT_RMR_BIT_FIELD(B.get(), R, Flags, B, cgt_rmr_scalar_type(B.get(), CGT_RMR_BOOL));
  CGT_RMR_BIT_FIELD(B.get(), R, Flags, L, cgt_rmr_enum_type(B.get(), "enum level", 1, 0));
  CGT_RMR_MEMBER(B.get(), R, Flags, C, cgt_rmr_scalar_type(B.get(), CGT_RMR_INT));
  EXPECT_EQ(print(cgt_rmr_build(B.get(), R)), "((u4:0:3,1)(b1:3:1,1)(u1:4:2,1)(4,0)(i4,1),1)");
}

TEST(RmrBuilder, AlignmentsSpread) {
  struct alignas(64) Line {
    int X;
  };
  auto Build = [](bool Told) {
    BuilderPtr B = newBuilder();
    cgt_rmr_type L = cgt_rmr_struct_type(B.get(), "struct line", sizeof(Line));
    cgt_rmr_type R = cgt_rmr_struct_type(B.get(), "struct lines", 3 * sizeof(Line));
    cgt_rmr_member(B.get(), R, "l", 0, cgt_rmr_array_type(B.get(), L, 3));
    CGT_RMR_MEMBER(B.get(), L, Line, X, cgt_rmr_scalar_type(B.get(), CGT_RMR_INT));
    if (Told)
      cgt_rmr_align(B.get(), R, alignof(Line));
    return bytes(cgt_rmr_build(B.get(), R));
  };
  EXPECT_EQ(Build(false), Build(true));
}
