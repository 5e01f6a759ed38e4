//===- ConvertTest.cpp - Values across all pairs of platforms ----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The same values are written as either platform has them, by an encoder that knows nothing of plans; one side must be
// converted into exactly the other's bytes.
//
//===----------------------------------------------------------------------===//

#include "convert/Float.h"

#include "support/Support.h"

#include <cstring>

using namespace cgt;
using namespace cgt::test;

namespace {

/// A struct of every kind of member, nested and repeated.
struct Everything {
  explicit Everything(const std::string &Name) : Types(Name) {
    uint32_t Char = Types.scalar("char"), Short = Types.scalar("short"), Int = Types.scalar("int"),
             Unsigned = Types.scalar("unsigned int"), Long = Types.scalar("long"), UnsignedLong = Types.scalar("unsigned long"),
             LongLong = Types.scalar("long long"), Float = Types.scalar("float"), Double = Types.scalar("double"),
             LongDouble = Types.scalar("long double"), Bool = Types.scalar("_Bool");
    uint32_t Pointer = Types.pointer(Int);
    uint32_t Inner = Types.record("struct inner", {{"c", Char}, {"l", Long}, {"p", Pointer}, {"s", Short}});
    Bits = Types.record("struct bits", {{"a", Unsigned, 3}, {"b", Int, 7}, {"c", Unsigned, 20}, {"d", Int, 9}, {"e", Int}});
    uint32_t Pair = Types.record("union pair", {{"i", Int}, {"u", Unsigned}}, true);
    Root = Types.record("struct everything", {{"text", Types.array(Char, 5)},
                                              {"s", Short},
                                              {"l", Long},
                                              {"ul", UnsignedLong},
                                              {"ll", LongLong},
                                              {"f", Float},
                                              {"d", Double},
                                              {"ld", LongDouble},
                                              {"flag", Bool},
                                              {"inner", Types.array(Inner, 3)},
                                              {"bits", Types.array(Bits, 2)},
                                              {"longs", Types.array(Types.array(Long, 2), 3)},
                                              {"fn", Types.function()},
                                              {"pair", Pair},
                                              {"tail", Char}});
  }

  /// The bytes of some values, which depend on \p Seed only.
  std::string encode(uint64_t Seed) {
    std::mt19937_64 Random(Seed);
    std::string Bytes(Types[Root].Size, 0);
    encodeType(Bytes, 0, Root, Random);
    return Bytes;
  }

  TypeBuilder Types;
  uint32_t Bits, Root;

private:
  void encodeType(std::string &Bytes, uint64_t At, uint32_t Type, std::mt19937_64 &Random);
};

} // namespace

/// The pointer that the test's translation makes of an address.
static uint64_t translated(uint64_t Address) { return static_cast<uint32_t>(~Address); }
static constexpr uint64_t SomeAddress = 0x12345678;

void Everything::encodeType(std::string &Bytes, uint64_t At, uint32_t Type, std::mt19937_64 &Random) {
  const TypeInfo &T = Types[Type];
  auto Size = static_cast<unsigned>(T.Size);
  switch (T.Kind) {
  case TypeKind::Scalar: {
    uint64_t Value = Random();
    if (T.isFloating()) { // exact in every format
      auto D = static_cast<float>(static_cast<int32_t>(Value)) / 1024;
      FloatFormat Format;
      FloatValue V;
      ASSERT_TRUE(floatFormat(T.scalar(), T.Size, Format));
      std::string Single(4, 0);
      uint32_t Image;
      memcpy(&Image, &D, sizeof Image);
      store(Single, 0, Image, 4, false);
      unpackFloat(FloatFormat::Single, reinterpret_cast<const uint8_t *>(Single.data()), false, V);
      ASSERT_TRUE(packFloat(Format, V, false, Types.P.BigEndian, reinterpret_cast<uint8_t *>(&Bytes[At])));
      return;
    }
    // What fits in 32 bits fits everywhere, either sign.
    if (text(T.Name) == "long")
      Value = static_cast<uint64_t>(static_cast<int64_t>(static_cast<int32_t>(Value)));
    else if (text(T.Name) == "unsigned long")
      Value = static_cast<uint32_t>(Value);
    else if (T.Number == Scalar::Bool)
      Value &= 1;
    return store(Bytes, At, Value, Size, Types.P.BigEndian);
  }
  case TypeKind::Pointer:
  case TypeKind::FunctionPointer: {
    bool Null = Random() % 3 == 0;
    return store(Bytes, At, Null ? 0 : SomeAddress, Size, Types.P.BigEndian);
  }
  case TypeKind::Array:
    for (uint64_t K = 0; K < T.Count; ++K)
      encodeType(Bytes, At + K * Types[T.Element].Size, T.Element, Random);
    return;
  case TypeKind::Union: return encodeType(Bytes, At, T.Members[0].Type, Random);
  case TypeKind::Struct:
    for (uint32_t K = 0; K < T.NumMembers; ++K) {
      const MemberInfo &M = T.Members[K];
      if (!M.IsBitField) {
        encodeType(Bytes, At + M.Offset, M.Type, Random);
        continue;
      }
      std::string Record = Bytes.substr(At, T.Size);
      storeBits(Record, M, Random(), Types.P.BitFieldsFromTop);
      Bytes.replace(At, T.Size, Record);
    }
    return;
  default: FAIL();
  }
}

/// Puts the translation's pointers where an encoded value has addresses.
static void translatePointers(TypeBuilder &Types, std::string &Bytes, uint64_t At, uint32_t Type) {
  const TypeInfo &T = Types[Type];
  auto Size = static_cast<unsigned>(T.Size);
  if (T.Kind == TypeKind::Pointer || T.Kind == TypeKind::FunctionPointer) {
    if (load(Bytes, At, Size, Types.P.BigEndian) == SomeAddress) {
      store(Bytes, At, 0, Size, false);
      store(Bytes, At, translated(SomeAddress), 4, false); // the test's callback writes as this host does
    }
  } else if (T.Kind == TypeKind::Array) {
    for (uint64_t K = 0; K < T.Count; ++K)
      translatePointers(Types, Bytes, At + K * Types[T.Element].Size, T.Element);
  } else if (T.Kind == TypeKind::Struct) {
    for (uint32_t K = 0; K < T.NumMembers; ++K)
      if (!T.Members[K].IsBitField)
        translatePointers(Types, Bytes, At + T.Members[K].Offset, T.Members[K].Type);
  }
}

class EveryPair : public testing::TestWithParam<std::tuple<std::string, std::string>> {};

TEST_P(EveryPair, ValuesAreThoseOfTheOtherPlatform) {
  auto [FromName, ToName] = GetParam();
  Everything From(FromName), To(ToName);
  Compiled C(From.Types.ref(From.Root), To.Types.ref(To.Root));
  ASSERT_TRUE(C.S.ok()) << C.Detail;
  EXPECT_TRUE(hasPointers(*C.P));
  EXPECT_EQ(sourceSize(*C.P), From.Types[From.Root].Size);
  EXPECT_EQ(targetSize(*C.P), To.Types[To.Root].Size);
  std::string Source, Expected;
  constexpr uint64_t Count = 70;
  for (uint64_t Seed = 0; Seed < Count; ++Seed) {
    Source += From.encode(Seed);
    std::string One = To.encode(Seed);
    translatePointers(To.Types, One, 0, To.Root);
    Expected += One;
  }
  EXPECT_EQ(converted(*C.P, Source), Expected);
}

INSTANTIATE_TEST_SUITE_P(Platforms, EveryPair,
                         testing::Combine(testing::ValuesIn(platformNames()), testing::ValuesIn(platformNames())),
                         [](const auto &Info) { return std::get<0>(Info.param) + "_to_" + std::get<1>(Info.param); });

static std::string convertScalar(const char *Name, const char *From, const char *To, const std::string &Source) {
  TypeBuilder F{std::string(From)}, T{std::string(To)};
  Compiled C(F.ref(F.scalar(Name)), T.ref(T.scalar(Name)));
  EXPECT_TRUE(C.S.ok());
  return converted(*C.P, Source);
}

TEST(Convert, IntegersAreWidenedByTheirSign) {
  std::string Minus1("\xff\xff\xff\xff", 4), Eight(8, '\xff');
  EXPECT_EQ(convertScalar("long", "powerpc", "s390x", Minus1), Eight);
  EXPECT_EQ(convertScalar("unsigned long", "powerpc", "s390x", Minus1), std::string("\0\0\0\0\xff\xff\xff\xff", 8));
  EXPECT_EQ(convertScalar("unsigned long", "powerpc", "x86_64", Minus1), std::string("\xff\xff\xff\xff\0\0\0\0", 8));
}

TEST(Convert, CharactersStayTheBytesTheyAre) {
  std::string Bytes;
  for (int C = 0; C < 256; ++C)
    Bytes += static_cast<char>(C);
  EXPECT_EQ(convertScalar("char", "x86_64", "s390x", Bytes), Bytes);
}

TEST(Convert, SixteenByteIntegers) {
  std::string Source;
  for (int C = 1; C <= 16; ++C)
    Source += static_cast<char>(C);
  EXPECT_EQ(convertScalar("__int128", "x86_64", "s390x", Source), std::string(Source.rbegin(), Source.rend()));
}

TEST(Convert, LargeArraysOfScalars) {
  auto Random = seededRandom();
  for (auto [Name, Size] : {std::pair("short", 2u), {"int", 4u}, {"double", 8u}}) {
    std::string Source, Expected;
    for (unsigned K = 0; K < 1001; ++K) {
      uint64_t Value = Random();
      Source.resize(Source.size() + Size);
      Expected.resize(Source.size());
      store(Source, K * Size, Value, Size, false);
      store(Expected, K * Size, Value, Size, true);
    }
    EXPECT_EQ(convertScalar(Name, "x86_64", "s390x", Source), Expected) << Name;
  }
}

TEST(Convert, EqualUnionMembersAreConverted) {
  TypeBuilder F("x86_64"), T("s390x");
  auto Build = [](TypeBuilder &B) { return B.record("union u", {{"f", B.scalar("float")}, {"i", B.scalar("int")}}, true); };
  Compiled C(F.ref(Build(F)), T.ref(Build(T)));
  ASSERT_TRUE(C.S.ok());
  EXPECT_EQ(converted(*C.P, "abcd"), "dcba");
}

TEST(Convert, UnionIsCopiedWhereEachMemberIs) {
  TypeBuilder F("x86_64"), T("aarch64"); // long double differs, these don't
  auto Build = [](TypeBuilder &B) {
    return B.record("union u", {{"d", B.scalar("double")}, {"c", B.array(B.scalar("char"), 3)}, {"l", B.scalar("long")}}, true);
  };
  Compiled C(F.ref(Build(F)), T.ref(Build(T)));
  ASSERT_TRUE(C.S.ok());
  EXPECT_EQ(converted(*C.P, "abcdefgh"), "abcdefgh");
}

TEST(Convert, FlexibleArrayMemberGrowsWithItsElements) {
  TypeBuilder F("powerpc"), T("x86_64");
  auto Build = [](TypeBuilder &B) {
    return B.record("struct s", {{"n", B.scalar("int")}, {"l", B.array(B.scalar("long"), 0)}});
  };
  Compiled C(F.ref(Build(F)), T.ref(Build(T)));
  ASSERT_TRUE(C.S.ok());
  std::string Source(4 + 3 * 4, 0), Expected(8 + 3 * 8, 0);
  store(Source, 0, 3, 4, true);
  store(Expected, 0, 3, 4, false);
  for (unsigned K = 0; K < 3; ++K) {
    store(Source, 4 + 4 * K, ~uint64_t(K), 4, true);
    store(Expected, 8 + 8 * K, ~uint64_t(K), 8, false);
  }
  EXPECT_EQ(blockSize(*C.P, Source.size()), Expected.size());
  EXPECT_EQ(converted(*C.P, Source), Expected);
  EXPECT_EQ(blockSize(*C.P, 4), 8u);
}

TEST(Convert, ArrayOfOneAtTheEndMayBeLonger) {
  TypeBuilder F("i686"), T("s390x");
  auto Build = [](TypeBuilder &B) {
    return B.record("struct s", {{"p", B.pointer(NoIndex)}, {"n", B.scalar("short")}, {"i", B.array(B.scalar("int"), 1)}});
  };
  Compiled C(F.ref(Build(F)), T.ref(Build(T)));
  ASSERT_TRUE(C.S.ok());
  std::string Source(12 + 4 * 4, 0); // five elements
  for (unsigned K = 0; K < 5; ++K)
    store(Source, 8 + 4 * K, K + 1, 4, false);
  std::string Target = converted(*C.P, Source);
  ASSERT_GE(Target.size(), 12u + 5 * 4);
  for (unsigned K = 0; K < 5; ++K)
    EXPECT_EQ(load(Target, 12 + 4 * K, 4, true), K + 1);
}

TEST(Convert, PartOfAnElementIsConvertedAsFarAsItGoes) {
  TypeBuilder F("x86_64"), T("s390x");
  auto Build = [](TypeBuilder &B) {
    return B.record("struct s", {{"a", B.scalar("int")}, {"b", B.scalar("int")}, {"c", B.scalar("int")}});
  };
  Compiled C(F.ref(Build(F)), T.ref(Build(T)));
  ASSERT_TRUE(C.S.ok());
  std::string Target = converted(*C.P, std::string("\1\0\0\0\2\0\0\0\3\0", 10));
  ASSERT_GE(Target.size(), 8u);
  EXPECT_EQ(Target.substr(0, 8), std::string("\0\0\0\1\0\0\0\2", 8));
}

TEST(Convert, EveryBlockSizeStaysInBounds) {
  // Under the address sanitizer: exact buffers for each size of block.
  for (auto [FromName, ToName] : {std::pair("x86_64", "powerpc"), {"powerpc", "x86_64"}, {"i686", "s390x"}}) {
    Everything From{std::string(FromName)}, To{std::string(ToName)};
    Compiled C(From.Types.ref(From.Root), To.Types.ref(To.Root));
    ASSERT_TRUE(C.S.ok());
    std::string Two = From.encode(1) + From.encode(2);
    for (size_t Size = 0; Size <= Two.size(); ++Size) {
      std::vector<char> Source(Two.begin(), Two.begin() + static_cast<std::ptrdiff_t>(Size));
      std::vector<char> Target(blockSize(*C.P, Size));
      ConvertContext Context;
      EXPECT_TRUE(convertBlock(*C.P, Source.data(), Size, Target.data(), Context).ok());
    }
  }
}

TEST(Convert, PartsGrowThoughWholesAreOfOneSize) {
  TypeBuilder F("i686"), T("arm");
  auto Build = [](TypeBuilder &B) {
    return B.record("struct s", {{"a", B.scalar("int")}, {"b", B.scalar("double")}, {"c", B.scalar("long double")}});
  };
  uint32_t From = Build(F), To = Build(T);
  ASSERT_EQ(F[From].Size, T[To].Size);
  Compiled C(F.ref(From), T.ref(To));
  ASSERT_TRUE(C.S.ok());
  std::string Source("\1\0\0\0\2\0\0\0\0\0\0\0", 12);
  std::vector<char> Target(blockSize(*C.P, Source.size()));
  ASSERT_GE(Target.size(), 16u); // b ends there
  ConvertContext Context;
  EXPECT_TRUE(convertBlock(*C.P, Source.data(), Source.size(), Target.data(), Context).ok());
  EXPECT_EQ(std::string(Target.data(), 16), std::string("\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0", 16));
}
