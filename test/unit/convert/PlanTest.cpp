//===- PlanTest.cpp - Matching of types, and places in them ------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "support/Support.h"
#include "support/TagParser.h"

using namespace cgt;
using namespace cgt::test;

static std::string refusal(TypeRef From, TypeRef To) {
  Compiled C(From, To);
  EXPECT_EQ(C.S.Code, Errc::ChangedType);
  return C.Detail;
}

TEST(Plan, EqualTypesOfEqualPlatformsAreCopied) {
  TypeBuilder A("x86_64"), B("x86_64");
  auto Build = [](TypeBuilder &T) {
    return T.array(T.record("struct s", {{"a", T.scalar("int")}, {"b", T.scalar("int")}}), 9);
  };
  Compiled C(A.ref(Build(A)), B.ref(Build(B)));
  ASSERT_TRUE(C.S.ok());
  EXPECT_TRUE(isCopy(*C.P));
  EXPECT_FALSE(hasPointers(*C.P));
}

TEST(Plan, OtherByteOrderIsNoCopy) {
  TypeBuilder A("x86_64"), B("s390x");
  Compiled Int(A.ref(A.scalar("int")), B.ref(B.scalar("int")));
  EXPECT_FALSE(isCopy(*Int.P));
  Compiled Char(A.ref(A.array(A.scalar("char"), 9)), B.ref(B.array(B.scalar("char"), 9)));
  EXPECT_TRUE(isCopy(*Char.P));
}

TEST(Plan, MembersOfSystemStructsAreMatchedByName) {
  TypeBuilder A("x86_64"), B("s390x");
  uint32_t X = A.record("struct s", {{"a", A.scalar("short")}, {"b", A.scalar("int")}});
  uint32_t Y = B.record("struct s", {{"b", B.scalar("int")}, {"a", B.scalar("short")}});
  A[X].AnyOrder = B[Y].AnyOrder = true;
  Compiled C(A.ref(X), B.ref(Y));
  ASSERT_TRUE(C.S.ok());
  EXPECT_EQ(converted(*C.P, std::string("\1\2\0\0\3\4\5\6", 8)), std::string("\6\5\4\3\2\1\0\0", 8));
}

TEST(Plan, PrivateMembersOfSystemStructsMayBeMissing) {
  TypeBuilder A("x86_64"), B("s390x");
  uint32_t X = A.record("struct s", {{"__new", A.scalar("short")}, {"a", A.scalar("short")}, {"__kept", A.scalar("short")}});
  uint32_t Y = B.record("struct s", {{"__kept", B.scalar("short")}, {"a", B.scalar("short")}, {"__old", B.scalar("short")}});
  A[X].AnyOrder = B[Y].AnyOrder = true;
  Compiled C(A.ref(X), B.ref(Y));
  ASSERT_TRUE(C.S.ok());
  EXPECT_EQ(converted(*C.P, std::string("\1\2\3\4\5\6", 6)), std::string("\6\5\4\3\0\0", 6));
}

TEST(Plan, ChangesAreNamed) {
  TypeBuilder A("x86_64"), B("x86_64");
  uint32_t Long = A.scalar("long"), Int = B.scalar("int");
  EXPECT_EQ(refusal(A.ref(Long), B.ref(Int)), "'long' became 'int'");
  EXPECT_EQ(refusal(A.ref(A.record("struct s", {{"x", Long}})), B.ref(B.record("struct s", {{"x", Int}}))),
            "member 'x' of 'struct s': 'long' became 'int'");
  EXPECT_EQ(refusal(A.ref(A.pointer(Long)), B.ref(B.pointer(Int))), "'long *' became 'int *'");
  EXPECT_EQ(refusal(A.ref(A.pointer(A.array(Long, 3))), B.ref(B.pointer(B.array(B.scalar("long"), 4)))),
            "'long (*)[3]' became 'long (*)[4]'");
  EXPECT_EQ(refusal(A.ref(A.array(Long, 3)), B.ref(B.array(B.scalar("long"), 4))), "'long [3]' became 'long [4]'");
  EXPECT_EQ(refusal(A.ref(A.record("struct a", {})), B.ref(B.record("struct b", {}))), "'struct a' became 'struct b'");
  EXPECT_EQ(refusal(A.ref(Long), B.ref(B.pointer(Int))), "'long' became 'int *'");
}

/// What is said of a record with members \p Old, in order, that has \p New now.
static std::string recordRefusal(std::vector<std::string> Old, std::vector<std::string> New, bool IsUnion = false,
                                 bool AnyOrder = false) {
  TypeBuilder A("x86_64"), B("s390x");
  auto Build = [&](TypeBuilder &T, const std::vector<std::string> &Names) {
    std::vector<Member> Members;
    for (const std::string &Name : Names)
      Members.push_back({Name, T.scalar("int")});
    uint32_t Type = T.record("struct s", Members, IsUnion);
    T[Type].AnyOrder = AnyOrder;
    return T.ref(Type);
  };
  return refusal(Build(A, Old), Build(B, New));
}

TEST(Plan, ChangedMembersAreNamed) {
  EXPECT_EQ(recordRefusal({"x"}, {"y"}), "member 1 of 'struct s': 'int x' became 'int y'");
  EXPECT_EQ(recordRefusal({"x"}, {"x", "y"}), "member 'int y' of 'struct s' is new");
  EXPECT_EQ(recordRefusal({"x", "z"}, {"x", "y", "z"}), "member 'int y' of 'struct s' is new");
  EXPECT_EQ(recordRefusal({"x", "y", "z"}, {"x", "z"}), "member 'int y' of 'struct s' is gone");
  EXPECT_EQ(recordRefusal({"x", "y"}, {"x"}), "member 'int y' of 'struct s' is gone");
  EXPECT_EQ(recordRefusal({"x", "y", "z"}, {"x", "z", "y"}), "member 2 of 'struct s': 'int y' became 'int z'");
}

TEST(Plan, ChangedMembersAreNamedWhereOrderIsFree) {
  for (bool IsUnion : {false, true}) {
    EXPECT_EQ(recordRefusal({"x", "y"}, {"z", "x", "y"}, IsUnion, true), "member 'int z' of 'struct s' is new");
    EXPECT_EQ(recordRefusal({"x", "y", "z"}, {"z", "x"}, IsUnion, true), "member 'int y' of 'struct s' is gone");
  }
  EXPECT_EQ(recordRefusal({"x"}, {"x", "__y"}, true, true), "member 'int __y' of 'struct s' is new");
  EXPECT_EQ(recordRefusal({"x"}, {"x", "__y"}), "member 'int __y' of 'struct s' is new");
}

TEST(Plan, UnionsHaveNoOrder) {
  TypeBuilder A("x86_64"), B("x86_64");
  uint32_t X = A.record("union u", {{"a", A.scalar("int")}, {"b", A.scalar("float")}}, true);
  uint32_t Y = B.record("union u", {{"b", B.scalar("float")}, {"a", B.scalar("int")}}, true);
  EXPECT_TRUE(Compiled(A.ref(X), B.ref(Y)).S.ok());
}

TEST(Plan, ChangedUnionMemberIsNamed) {
  TypeBuilder A("x86_64"), B("x86_64");
  auto Build = [](TypeBuilder &T, const char *Type, unsigned Width) {
    return T.ref(T.record("union u", {{"a", T.scalar("int")}, {"b", T.scalar(Type), Width}}, true));
  };
  EXPECT_EQ(refusal(Build(A, "float", 0), Build(B, "int", 0)), "member 'b' of 'union u': 'float' became 'int'");
  EXPECT_EQ(refusal(Build(A, "int", 3), Build(B, "int", 4)), "member 'b' of 'union u': 'int : 3' became 'int : 4'");
}

TEST(Plan, BitFieldIsNoPlainMember) {
  TypeBuilder A("x86_64"), B("x86_64");
  EXPECT_EQ(
      refusal(A.ref(A.record("struct s", {{"x", A.scalar("int"), 5}})), B.ref(B.record("struct s", {{"x", B.scalar("int")}}))),
      "member 'x' of 'struct s': 'int : 5' became 'int'");
}

TEST(Plan, BitFieldHasWidthAndType) {
  TypeBuilder A("x86_64"), B("i686");
  auto Field = [](TypeBuilder &T, const char *Type, unsigned Width) {
    return T.ref(T.record("struct s", {{"x", T.scalar(Type), Width}}));
  };
  EXPECT_EQ(refusal(Field(A, "int", 5), Field(B, "int", 6)), "member 'x' of 'struct s': 'int : 5' became 'int : 6'");
  EXPECT_EQ(refusal(Field(A, "int", 3), Field(B, "unsigned int", 3)),
            "member 'x' of 'struct s': 'int : 3' became 'unsigned int : 3'");
  EXPECT_EQ(refusal(Field(A, "int", 3), Field(B, "long long", 3)),
            "member 'x' of 'struct s': 'int : 3' became 'long long : 3'");
  EXPECT_TRUE(Compiled(Field(A, "unsigned int", 3), Field(B, "unsigned int", 3)).S.ok());
}

TEST(Plan, EnumerationHasItsEnumerators) {
  TypeBuilder A("x86_64"), B("i686");
  auto Color = [](TypeBuilder &T, uint64_t Enumerators) {
    uint32_t Type = T.scalar("int");
    T[Type].Enumerators = Enumerators;
    return Type;
  };
  auto Struct = [](TypeBuilder &T, uint32_t Color, unsigned Width) {
    return T.ref(T.record("struct s", {{"c", Color, Width}}));
  };
  uint32_t Old = Color(A, 7), Same = Color(B, 7), New = Color(B, 8);
  EXPECT_TRUE(Compiled(A.ref(Old), B.ref(Same)).S.ok());
  EXPECT_TRUE(Compiled(A.ref(A.pointer(Old)), B.ref(B.pointer(Same))).S.ok());
  EXPECT_EQ(refusal(A.ref(Old), B.ref(New)), "'int' has other names or values");
  EXPECT_EQ(refusal(A.ref(A.pointer(Old)), B.ref(B.pointer(New))), "'int *' has other names or values");
  EXPECT_EQ(refusal(Struct(A, Old, 0), Struct(B, New, 0)), "member 'c' of 'struct s': 'int' has other names or values");
  EXPECT_EQ(refusal(Struct(A, Old, 3), Struct(B, New, 3)), "member 'c' of 'struct s': 'int : 3' has other names or values");
}

TEST(Plan, FunctionPointerHasItsSignature) {
  TypeBuilder A("x86_64"), B("i686");
  uint32_t Old = A.function("int (*)(int)"), New = B.function("int (*)(long)");
  EXPECT_EQ(refusal(A.ref(A.array(Old, 3)), B.ref(B.array(New, 3))), "'int (*[3])(int)' became 'int (*[3])(long)'");
  EXPECT_EQ(refusal(A.ref(A.pointer(Old)), B.ref(B.pointer(New))), "'int (**)(int)' became 'int (**)(long)'");
  EXPECT_TRUE(Compiled(A.ref(Old), B.ref(B.function("int (*)(int)"))).S.ok());
  EXPECT_TRUE(Compiled(A.ref(Old), B.ref(B.function())).S.ok()) << "a type without a name";
}

TEST(Plan, LongIsLongWhateverItsSize) {
  TypeBuilder A("x86_64"), B("i686");
  Compiled C(A.ref(A.scalar("long")), B.ref(B.scalar("long")));
  EXPECT_TRUE(C.S.ok());
}

TEST(Plan, OutOfMemoryIsTold) {
  TypeBuilder A("x86_64"), B("s390x");
  Arena Memory;
  Memory.Left = 100;
  const Plan *P = nullptr;
  EXPECT_EQ(compilePlan(A.ref(A.scalar("int")), B.ref(B.scalar("int")), Memory, P).Code, Errc::OutOfMemory);
}

namespace {
/// struct { char name[3]; struct { int a; long b; } part[4]; char end; }
uint32_t parts(TypeBuilder &T) {
  uint32_t Part = T.record("struct part", {{"a", T.scalar("int")}, {"b", T.scalar("long")}});
  return T.record("struct whole",
                  {{"name", T.array(T.scalar("char"), 3)}, {"part", T.array(Part, 4)}, {"end", T.scalar("char")}});
}
} // namespace

TEST(Plan, InteriorOffsetsFollowTheirMembers) {
  for (auto [From, To] : {std::pair("x86_64", "i686"), {"i686", "s390x"}, {"x86_64", "x86_64"}, {"powerpc", "x86_64"}}) {
    TypeBuilder A{std::string(From)}, B{std::string(To)};
    uint32_t X = parts(A), Y = parts(B);
    Compiled C(A.ref(X), B.ref(Y));
    ASSERT_TRUE(C.S.ok());
    uint64_t Size = A[X].Size, Own = B[Y].Size, Block = 3 * Size;
    auto Map = [&](uint64_t Offset) { return mapOffset(*C.P, Offset, Block); };
    uint64_t PartsAt = A.member(X, "part").Offset, OwnPartsAt = B.member(Y, "part").Offset;
    uint32_t Part = A[A.member(X, "part").Type].Element, OwnPart = B[B.member(Y, "part").Type].Element;
    for (uint64_t K = 0; K < 3; ++K) {
      EXPECT_EQ(Map(K * Size), K * Own);
      for (uint64_t N = 0; N < 3; ++N)
        EXPECT_EQ(Map(K * Size + N), K * Own + N) << "character " << N;
      EXPECT_EQ(Map(K * Size + 3), K * Own + 3) << "right behind an array";
      for (uint64_t N = 0; N < 4; ++N) {
        uint64_t At = K * Size + PartsAt + N * A[Part].Size, There = K * Own + OwnPartsAt + N * B[OwnPart].Size;
        EXPECT_EQ(Map(At), There);
        EXPECT_EQ(Map(At + A.member(Part, "b").Offset), There + B.member(OwnPart, "b").Offset);
      }
      EXPECT_EQ(Map(K * Size + A.member(X, "end").Offset), K * Own + B.member(Y, "end").Offset);
    }
    EXPECT_EQ(Map(Block), 3 * Own) << "one past the end";
  }
}

TEST(Plan, OffsetsInArraysOfScalars) {
  TypeBuilder A("x86_64"), B("i686");
  Compiled C(A.ref(A.scalar("long")), B.ref(B.scalar("long")));
  for (uint64_t K = 0; K <= 100; ++K)
    EXPECT_EQ(mapOffset(*C.P, 8 * K, 800), 4 * K);
}

// struct { int a; struct { long long : 17; int m; } s[2]; } on i686, and where such a struct has a multiple of 8 bytes: what
// begins with an unnamed bit-field begins there, not with its first member, nor where what is before ends.
TEST(Plan, OffsetsOfWhatBeginsWithPadding) {
  std::vector<char> Room(1 << 16);
  size_t Used = 0;
  struct Taken {
    std::vector<char> &Room;
    size_t &Used;
  } Ctx{Room, Used};
  Allocator Memory{[](void *C, size_t Size) -> void * {
                     auto *T = static_cast<Taken *>(C);
                     T->Used = (T->Used + 15) / 16 * 16 + Size;
                     return T->Used <= T->Room.size() ? T->Room.data() + T->Used - Size : nullptr;
                   },
                   &Ctx};
  for (bool BigEndian : {false, true}) {
    Platform Here = cgt::test::platform("i686"), There = cgt::test::platform("arm");
    There.BigEndian = BigEndian;
    UnitInfo From, To;
    ASSERT_TRUE(parseTag("((i4,1)((4,0)(i4,1)(4,0),2),1)", Memory, From).ok());
    ASSERT_TRUE(parseTag("((i4,1)(4,0)((4,0)(i4,1)(8,0),2),1)", Memory, To).ok());
    const cgt::Plan *P = nullptr;
    ASSERT_TRUE(compilePlan({&Here, &From, From.NumTypes - 1}, {&There, &To, To.NumTypes - 1}, Memory, P).ok());
    EXPECT_EQ(mapOffset(*P, 0, 28), 0u);
    EXPECT_EQ(mapOffset(*P, 4, 28), 8u) << "s[0]";
    EXPECT_EQ(mapOffset(*P, 8, 28), 12u) << "s[0].m";
    EXPECT_EQ(mapOffset(*P, 16, 28), 24u) << "s[1]";
    EXPECT_EQ(mapOffset(*P, 20, 28), 28u) << "s[1].m";
    EXPECT_EQ(mapOffset(*P, 28, 28), 40u) << "the end";
  }
}

// struct { long v[3]; double d; struct { int a; } s[2]; long last; char name[4]; } twice.
TEST(Plan, PointersToEndsOfInnerArrays) {
  auto Build = [](TypeBuilder &T) {
    uint32_t S = T.record("struct s", {{"a", T.scalar("int")}});
    return T.record("struct whole", {{"v", T.array(T.scalar("long"), 3)},
                                     {"d", T.scalar("double")},
                                     {"s", T.array(S, 2)},
                                     {"last", T.scalar("long long")},
                                     {"name", T.array(T.scalar("char"), 4)}});
  };
  TypeBuilder A("i686"), B("powerpc");
  uint32_t X = Build(A), Y = Build(B);
  ASSERT_EQ(A[X].Size, 12u + 8 + 8 + 8 + 4);
  ASSERT_EQ(B[Y].Size, 16u + 8 + 8 + 8 + 8);
  Compiled C(A.ref(X), B.ref(Y));
  ASSERT_TRUE(C.S.ok());
  EXPECT_TRUE(endsInside(*C.P));
  auto Map = [&](uint64_t Offset, uint32_t Pointee) { return mapPointer(*C.P, Offset, 80, A.ref(Pointee)); };
  uint32_t S = A[A.member(X, "s").Type].Element;
  for (uint64_t K = 0; K < 2; ++K) {
    EXPECT_EQ(Map(40 * K + 12, A.scalar("long")), 48 * K + 12) << "v + 3";
    EXPECT_EQ(Map(40 * K + 12, A.scalar("int")), 48 * K + 12) << "v + 3 as another number of that size";
    EXPECT_EQ(Map(40 * K + 12, A.scalar("double")), 48 * K + 16) << "&d";
    EXPECT_EQ(Map(40 * K + 12, NoIndex), 48 * K + 16) << "nobody knows";
    EXPECT_EQ(Map(40 * K + 8, A.scalar("long")), 48 * K + 8) << "v + 2";
    EXPECT_EQ(Map(40 * K + 28, S), 48 * K + 32) << "s + 2";
    EXPECT_EQ(Map(40 * K + 40, A.scalar("char")), 48 * K + 44) << "name + 4";
    EXPECT_EQ(Map(40 * K + 40, X), 48 * K + 48) << "the next whole";
  }
  Compiled Same(A.ref(X), A.ref(X));
  ASSERT_TRUE(Same.S.ok());
  EXPECT_FALSE(endsInside(*Same.P));
}

TEST(Plan, OffsetsInFlexibleArrays) {
  TypeBuilder A("x86_64"), B("i686");
  auto Build = [](TypeBuilder &T) {
    return T.record("struct s", {{"n", T.scalar("int")}, {"l", T.array(T.scalar("long"), 0)}});
  };
  Compiled C(A.ref(Build(A)), B.ref(Build(B)));
  for (uint64_t K = 0; K <= 5; ++K)
    EXPECT_EQ(mapOffset(*C.P, 8 + 8 * K, 8 + 40), 4 + 4 * K);
}

TEST(Plan, PaddingIsCarriedBetweenEqualLayouts) {
  TypeBuilder A("x86_64"), B("aarch64");
  auto Build = [](TypeBuilder &T) {
    uint32_t Inner = T.record("struct inner", {{"c", T.scalar("char")}, {"d", T.scalar("double")}});
    return T.record("struct outer", {{"i", T.array(Inner, 3)}, {"s", T.scalar("short")}, {"bits", T.scalar("int"), 5}});
  };
  Compiled C(A.ref(Build(A)), B.ref(Build(B)));
  ASSERT_TRUE(C.S.ok());
  EXPECT_TRUE(isCopy(*C.P));
}

TEST(Plan, PointersAmongCopiedBytesAreTranslated) {
  TypeBuilder A("x86_64"), B("x86_64");
  auto Build = [](TypeBuilder &T) {
    uint32_t Pointer = T.pointer(NoIndex);
    uint32_t Inner = T.record("struct inner", {{"c", T.scalar("char")}, {"p", Pointer}, {"q", T.array(Pointer, 2)}});
    uint32_t Middle = T.record("struct middle", {{"n", T.scalar("int")}, {"i", T.array(Inner, 3)}});
    return T.array(Middle, 2);
  };
  uint32_t Type = Build(A);
  Compiled C(A.ref(Type), B.ref(Build(B)));
  ASSERT_TRUE(C.S.ok());
  EXPECT_TRUE(hasPointers(*C.P));
  std::string Source, Expected;
  for (uint64_t K = 0; K < A[Type].Size; ++K)
    Source += static_cast<char>(1 + K % 100);
  Expected = Source;
  constexpr uint64_t InnerSize = 32, MiddleSize = 8 + 3 * InnerSize;
  for (uint64_t M = 0; M < 2; ++M)
    for (uint64_t I = 0; I < 3; ++I)
      for (uint64_t P = 0; P < 3; ++P) {
        uint64_t At = M * MiddleSize + 8 + I * InnerSize + 8 + 8 * P;
        uint64_t Address = load(Source, At, 8, false);
        store(Expected, At, static_cast<uint32_t>(~Address), 8, false);
      }
  EXPECT_EQ(converted(*C.P, Source), Expected);
}

TEST(Plan, PointersOfAllMembersOfAUnionArePointers) {
  TypeBuilder A("x86_64"), B("aarch64");
  auto Build = [](TypeBuilder &T) {
    uint32_t File = T.record("struct file", {{"stream", T.pointer(NoIndex)}, {"column", T.scalar("int")}});
    uint32_t Text = T.record("struct text", {{"ends", T.array(T.pointer(NoIndex), 3)}});
    return T.record("union port", {{"file", File}, {"text", Text}}, true);
  };
  Compiled C(A.ref(Build(A)), B.ref(Build(B)));
  ASSERT_TRUE(C.S.ok());
  EXPECT_TRUE(isSameLayout(*C.P));
  std::string Source(24, 0), Target(24, 0);
  store(Source, 0, 0x1234, 8, false);
  ConvertContext Context;
  Context.IsMovedAddress = [](void *, uint64_t Value, const uint8_t *) { return Value == 0x1234; };
  Context.Pointer = [](void *, uint64_t Value, bool, void *Slot) {
    Value += 1;
    memcpy(Slot, &Value, sizeof Value);
    return Status::success();
  };
  ASSERT_TRUE(convertBlock(*C.P, Source.data(), Source.size(), Target.data(), Context).ok());
  EXPECT_EQ(load(Target, 0, 8, false), 0x1235u);
  store(Source, 8, 0x1234, 8, false); // may be a number and what follows it
  EXPECT_EQ(convertBlock(*C.P, Source.data(), Source.size(), Target.data(), Context).Code, Errc::MovedAddress);
}

TEST(Plan, UnionInAnArrayAmongOtherMembers) {
  TypeBuilder A("x86_64"), B("riscv64");
  auto Build = [](TypeBuilder &T) {
    uint32_t Union = T.record("union u", {{"l", T.scalar("long")}, {"p", T.array(T.pointer(NoIndex), 2)}}, true);
    uint32_t Value = T.record("struct value", {{"tag", T.scalar("int")}, {"u", Union}});
    return T.record("struct stack", {{"top", T.scalar("int")}, {"v", T.array(Value, 4)}});
  };
  Compiled C(A.ref(Build(A)), B.ref(Build(B)));
  ASSERT_TRUE(C.S.ok());
  std::string Source(8 + 4 * 24, 'x');
  EXPECT_EQ(converted(*C.P, Source), Source);
  ConvertContext Context;
  Context.IsMovedAddress = [](void *, uint64_t Value, const uint8_t *) { return Value == 0x1234; };
  store(Source, 8 + 2 * 24 + 16, 0x1234, 8, false);
  std::string Target(Source.size(), 0);
  EXPECT_EQ(convertBlock(*C.P, Source.data(), Source.size(), Target.data(), Context).Code, Errc::MovedAddress);
  EXPECT_STREQ(Context.LossPath, "v[2].u.p[1]");
}
