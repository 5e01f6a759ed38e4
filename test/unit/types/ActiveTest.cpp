//===- ActiveTest.cpp - What expressions of live members say -----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "support/Support.h"

#include "convert/Plan.h"
#include "types/Active.h"

#include <cstring>

using namespace cgt;
using namespace cgt::test;

namespace {

constexpr uint32_t Unknown = ActiveExpression::Unknown, Nothing = ActiveExpression::Nothing;

/// struct { int kind; unsigned small : 3; int sign : 4; unsigned u; long l; unsigned char c; union { int i; double d; char *p; } v;
///          struct { short in; } after; }
struct Sample {
  explicit Sample(const std::string &Platform) : B(Platform) {
    Union =
        B.record("union value", {{"i", B.scalar("int")}, {"d", B.scalar("double")}, {"p", B.pointer(B.scalar("char"))}}, true);
    uint32_t After = B.record("struct after", {{"in", B.scalar("short")}});
    Type = B.record("struct s", {{"kind", B.scalar("int")},
                                 {"small", B.scalar("unsigned int"), 3},
                                 {"sign", B.scalar("int"), 4},
                                 {"u", B.scalar("unsigned int")},
                                 {"l", B.scalar("long")},
                                 {"c", B.scalar("unsigned char")},
                                 {"v", Union},
                                 {"after", After},
                                 {"real", B.scalar("double")}});
    Bytes.assign(B[Type].Size, 0);
  }
  Sample &set(const std::string &Name, uint64_t Value) {
    const MemberInfo &M = B.member(Type, Name);
    if (M.IsBitField)
      storeBits(Bytes, M, Value, B.P.BitFieldsFromTop);
    else
      store(Bytes, M.Offset, Value, static_cast<unsigned>(B[M.Type].Size), B.P.BigEndian);
    return *this;
  }
  ActivePlace place() { return {B.ref(Type), static_cast<uint32_t>(&B.member(Type, "v") - B[Type].Members)}; }
  uint32_t find(const char *Text) {
    ActiveExpression E;
    Problem = ActiveProblem();
    if (!readActive(Text, place(), Memory, E, Problem))
      return 1000 + static_cast<uint32_t>(Problem.Fault);
    return E.find(reinterpret_cast<const uint8_t *>(Bytes.data()) + B.member(Type, "v").Offset);
  }
  ActiveFault fault(const char *Text) { return find(Text) < 1000 ? ActiveFault::None : Problem.Fault; }

  TypeBuilder B;
  Arena Memory;
  uint32_t Union, Type;
  std::string Bytes;
  ActiveProblem Problem;
};

} // namespace

TEST(Active, MembersAreChosenByValuesAround) {
  for (const std::string &Platform : platformNames()) {
    Sample S(Platform);
    S.set("kind", 2).set("after", 7).set("small", 5).set("sign", 9).set("c", 255);
    EXPECT_EQ(S.find("kind == 1 ? i : kind == 2 ? d : p"), 1u) << Platform;
    EXPECT_EQ(S.find("after.in==7?p:i"), 2u) << Platform;
    EXPECT_EQ(S.find("small == 5 ? p : i"), 2u) << Platform;
    EXPECT_EQ(S.find("sign == -7 ? p : i"), 2u) << Platform;
    EXPECT_EQ(S.find("(c & 0x0f) == 15 && !(c < 0) ? d : i"), 1u) << Platform;
    EXPECT_EQ(S.find(" ( d ) "), 1u);
    EXPECT_EQ(S.find("kind == 1 ? i : 0"), Unknown);
    EXPECT_EQ(S.find("kind == 1 ? i : void"), Nothing);
  }
}

TEST(Active, NumbersAreThoseOfC) {
  Sample S("x86_64"), Short("i686");
  S.set("kind", UINT64_MAX).set("u", 0xffffffff).set("l", uint64_t(-2));
  Short.set("kind", UINT64_MAX).set("u", 0xffffffff).set("l", uint64_t(-2));
  auto Is = [&](const char *Value, bool There = true) {
    std::string Text = std::string("(") + Value + ") ? d : i";
    EXPECT_EQ(S.find(Text.c_str()), 1u) << Value;
    EXPECT_EQ(Short.find(Text.c_str()), There ? 1u : 0u) << Value << " on i686";
  };
  Is("u == -1");
  Is("kind == u");
  Is("u != -1L", false); // long can have the value of u
  Is("l < 0u", false);
  Is("l + 1 == -1");
  Is("kind >> 31 == -1 && u >> 31 == 1");
  Is("-7 / 2 == -3 && -7 % 2 == -1 && 7u / 2 == 3");
  Is("1 << 31 < 0 && 1u << 31 > 0 && 1ll << 31 > 0");
  Is("0xffffffff == -1 && 4294967295 != -1");
  Is("010 == 8 && '\\n' == 10 && 'a' == 97 && '\\0' == 0 && '\\x41' == 65 && '\\'' == 39");
  Is("1 | 6 ^ 3 & 2");
  Is("2 + 3 * 4 == 14 && 10 - 3 - 2 == 5 && ~0 == -1 && !0 == 1 && +3 == 3");
  Is("1 ? 0 ? 0 : 2 : 0");
  Is("0 || 5 && 1");
  // What C leaves undefined tells nothing.
  EXPECT_EQ(S.find("1 / (kind + 1) ? i : d"), Unknown);
  EXPECT_EQ(S.find("1 << 32 ? i : d"), Unknown);
  EXPECT_EQ(S.find("kind || 1 / 0 ? d : i"), 1u) << "isn't computed";
}

TEST(Active, FaultsAreLocated) {
  Sample S("s390x");
  EXPECT_EQ(S.fault("kind == ? i : d"), ActiveFault::Syntax);
  EXPECT_EQ(S.Problem.Offset, 8u);
  EXPECT_EQ(S.fault("kind == FOO ? i : d"), ActiveFault::UnknownName);
  EXPECT_EQ(S.Problem.Offset, 8u);
  EXPECT_EQ(text(S.Problem.Name), "FOO");
  EXPECT_EQ(S.fault("real > 1 ? i : d"), ActiveFault::NoInteger);
  EXPECT_EQ(S.fault("v.p ? i : d"), ActiveFault::NoInteger);
  EXPECT_EQ(S.fault("kind"), ActiveFault::NoMember);
  EXPECT_EQ(S.fault("kind ? i : 1"), ActiveFault::NoMember);
  EXPECT_EQ(S.fault("kind ? i : x"), ActiveFault::NoMember);
  EXPECT_EQ(S.fault("after.out ? i : d"), ActiveFault::UnknownName);
  for (const char *Bad : {"",
                          " ",
                          "i d",
                          "i ?",
                          "kind ? i",
                          "(i",
                          "i)",
                          "08 ? i : d",
                          "0x ? i : d",
                          "1.5 ? i : d",
                          "'' ? i : d",
                          "'ab' ? i : d",
                          "' ? i : d",
                          "kind. ? i : d",
                          ".kind ? i : d",
                          "99999999999999999999 ? i : d",
                          "1lll ? i:d",
                          "kind = 1 ? i : d",
                          "kind[0] ? i : d",
                          "f(1) ? i : d"})
    EXPECT_EQ(S.fault(Bad), ActiveFault::Syntax) << Bad;
  EXPECT_EQ(S.fault((std::string(100000, '(') + "i").c_str()), ActiveFault::TooDeep);
  EXPECT_EQ(S.fault((std::string(100000, '!') + "1?i:d").c_str()), ActiveFault::TooDeep);
  std::string Sum = "1";
  for (int K = 0; K < 10000; ++K)
    Sum += "+1";
  EXPECT_EQ(S.fault((Sum + " ? i : d").c_str()), ActiveFault::TooDeep);
}

/// Whatever a text says, it is refused, or reads within the struct.
TEST(Active, AnyTextIsHarmless) {
  std::mt19937_64 Random = seededRandom();
  const std::string Parts[] = {"kind", "small",      "after.in", "v", "v.i", "i", "d", "p",  "void", "0",
                               "1",    "4000000000", "'x'",      "?", ":",   "(", ")", "&&", "||",   "<<",
                               ">",    "==",         "%",        "/", "-",   "~", "!", "l",  "u",    " "};
  Sample S("mips");
  for (char &C : S.Bytes)
    C = static_cast<char>(Random());
  unsigned Good = 0;
  for (int Round = 0; Round < 20000; ++Round) {
    std::string Text;
    for (unsigned K = Random() % 12; K-- > 0;)
      Text += Parts[Random() % std::size(Parts)];
    if (Round % 3 == 0)
      Text += " ? i : d";
    uint32_t Member = S.find(Text.c_str());
    Good += Member < 3 || Member == Unknown || Member == Nothing;
    EXPECT_TRUE(Member < 3 || Member >= 1000) << Text;
  }
  EXPECT_GT(Good, 50u);
}

//===--- Plans -------------------------------------------------------------===//

namespace {

/// struct { char kind; union { long n; struct { char c; long at[3]; } s; double d; char *p; } v; }, whose `kind` is n, s, d, p.
struct Tagged {
  explicit Tagged(const std::string &Platform, const char *Text = "kind=='n'?n:kind=='s'?s:kind=='d'?d:kind=='p'?p:kind?0:void")
      : B(Platform) {
    uint32_t Inner = B.record("struct inner", {{"c", B.scalar("char")}, {"at", B.array(B.scalar("long"), 3)}});
    Union =
        B.record("union v",
                 {{"n", B.scalar("long")}, {"s", Inner}, {"d", B.scalar("double")}, {"p", B.pointer(B.scalar("char"))}}, true);
    Type = B.record("struct tagged", {{"kind", B.scalar("char")}, {"v", Union}});
    const_cast<MemberInfo &>(B[Type].Members[1]).Active = Text;
    V = B[Type].Members[1].Offset;
    At = B.member(Inner, "at").Offset;
  }
  std::string bytes(char Kind) const {
    std::string Result(B[Type].Size, '\x55');
    Result[0] = Kind;
    return Result;
  }

  TypeBuilder B;
  uint32_t Union, Type;
  uint64_t V, At;
};

} // namespace

TEST(Active, TheLiveMemberIsConverted) {
  Tagged F("s390x"), T("i686");
  Compiled C(F.B.ref(F.Type), T.B.ref(T.Type));
  ASSERT_TRUE(C.S.ok());
  EXPECT_TRUE(hasChoices(*C.P));
  std::string N = F.bytes('n'), S = F.bytes('s');
  store(N, F.V, uint64_t(-5), 8, true);
  S[F.V] = 'c';
  for (uint64_t K = 0; K < 3; ++K)
    store(S, F.V + F.At + 8 * K, K + 1, 8, true);
  std::string Both = converted(*C.P, N + S);
  uint64_t Size = T.B[T.Type].Size;
  EXPECT_EQ(load(Both, T.V, 4, false), 0xfffffffb);
  EXPECT_EQ(Both.substr(T.V + 4, 12), std::string(12, 0)) << "what isn't live is zeros";
  EXPECT_EQ(Both[Size + T.V], 'c');
  for (uint64_t K = 0; K < 3; ++K)
    EXPECT_EQ(load(Both, Size + T.V + T.At + 4 * K, 4, false), K + 1);
  EXPECT_EQ(converted(*C.P, F.bytes(0)), std::string(Size, 0)) << "void";

  std::string None = F.bytes('x'), Large = F.bytes('n'), Deep = S;
  std::string Target(2 * Size, 0);
  ConvertContext Context;
  EXPECT_EQ(convertBlock(*C.P, None.data(), None.size(), Target.data(), Context).Code, Errc::OpaqueData);
  EXPECT_STREQ(Context.LossPath, "v");
  EXPECT_STREQ(Context.LossValue, "CGT_ACTIVE tells no member of 'union v'");
  EXPECT_EQ(convertBlock(*C.P, (N + Large).data(), 2 * Large.size(), Target.data(), Context).Code, Errc::IntegerLoss);
  EXPECT_STREQ(Context.LossPath, "[1].v.n");
  store(Deep, F.V + F.At + 8, uint64_t(1) << 40, 8, true);
  EXPECT_EQ(convertBlock(*C.P, Deep.data(), Deep.size(), Target.data(), Context).Code, Errc::IntegerLoss);
  EXPECT_STREQ(Context.LossPath, "v.s.at[1]");
  std::fill(None.begin() + static_cast<long>(F.V), None.end(), 0);
  EXPECT_TRUE(convertBlock(*C.P, None.data(), None.size(), Target.data(), Context).ok()) << "zeros may be anything";
}

TEST(Active, PlacesInsideDependOnWhatIsLive) {
  Tagged F("x86_64"), T("i686");
  Compiled C(F.B.ref(F.Type), T.B.ref(T.Type));
  ASSERT_TRUE(C.S.ok());
  std::string S = F.bytes('s'), D = F.bytes('d');
  uint64_t Size = F.B[F.Type].Size;
  auto Map = [&](uint64_t Offset, const std::string *Bytes) {
    return mapOffset(*C.P, Offset, Size, Bytes ? reinterpret_cast<const uint8_t *>(Bytes->data()) : nullptr);
  };
  EXPECT_EQ(Map(F.V, &S), T.V);
  EXPECT_EQ(Map(F.V, nullptr), T.V);
  EXPECT_EQ(Map(F.V + F.At + 8, &S), T.V + T.At + 4);
  EXPECT_EQ(Map(F.V + 5, &D), T.V + 5);
  EXPECT_EQ(Map(F.V + F.At + 8, nullptr), NoPlace);
  // One past the array within the struct.
  EXPECT_EQ(mapPointer(*C.P, F.V + F.At + 24, Size, F.B.ref(F.B.scalar("long")), reinterpret_cast<const uint8_t *>(S.data())),
            T.V + T.At + 12);
}

TEST(Active, PointersAreTranslatedWhereTheyAreLive) {
  for (const char *To : {"x86_64", "aarch64"}) {
    Tagged F("x86_64"), T{std::string(To)};
    Compiled C(F.B.ref(F.Type), T.B.ref(T.Type));
    ASSERT_TRUE(C.S.ok());
    EXPECT_TRUE(hasPointers(*C.P));
    EXPECT_TRUE(isSameLayout(*C.P));
    std::string Source, Target;
    for (char Kind : {'p', 'n', 'p', 'x', '\0'}) {
      Source += F.bytes(Kind);
      store(Source, Source.size() - F.B[F.Type].Size + F.V, 0x1000 + static_cast<uint64_t>(Kind), 8, false);
    }
    ConvertContext Context;
    Context.Pointer = [](void *, uint64_t Value, bool, void *Slot) {
      Value += 0x5000;
      memcpy(Slot, &Value, sizeof Value);
      return Status::success();
    };
    for (bool Copied : {false, true}) {
      Target = Copied ? Source : std::string(Source.size(), 0);
      Status S = Copied ? convertPointers(*C.P, Source.data(), Target.data(), F.B[F.Type].Size, F.B[F.Type].Size, 5, Context)
                        : convertBlock(*C.P, Source.data(), Source.size(), Target.data(), Context);
      ASSERT_TRUE(S.ok());
      for (uint64_t K = 0; K < 5; ++K) {
        uint64_t Place = K * F.B[F.Type].Size + F.V, Value = load(Source, Place, 8, false);
        EXPECT_EQ(load(Target, Place, 8, false), K == 0 || K == 2 ? Value + 0x5000 : Value) << K;
      }
    }
  }
}

TEST(Active, TheReceiversExpressionComesFirst) {
  Tagged F("x86_64", ""), T("s390x"), Other("s390x", "kind == 'n' ? d : n");
  std::string N = F.bytes('n');
  store(N, F.V, 77, 8, false);
  Compiled Newer(F.B.ref(F.Type), T.B.ref(T.Type));
  ASSERT_TRUE(Newer.S.ok());
  EXPECT_EQ(load(converted(*Newer.P, N), T.V, 8, true), 77u);
  Tagged Sender("x86_64");
  Compiled Corrected(Sender.B.ref(Sender.Type), Other.B.ref(Other.Type));
  ASSERT_TRUE(Corrected.S.ok());
  EXPECT_EQ(load(converted(*Corrected.P, F.bytes('z')), Other.V, 8, true), 0x5555555555555555u);
}

TEST(Active, PartsOfElementsAreReadNoFurther) {
  Tagged F("s390x"), T("i686");
  Compiled C(F.B.ref(F.Type), T.B.ref(T.Type));
  ASSERT_TRUE(C.S.ok());
  for (uint64_t Size = 1; Size < F.B[F.Type].Size; ++Size) {
    std::string Part = F.bytes('s').substr(0, Size);
    std::vector<uint8_t> Exact(Part.begin(), Part.end()), Target(blockSize(*C.P, Size));
    ConvertContext Context;
    Status S = convertBlock(*C.P, Exact.data(), Size, Target.data(), Context);
    EXPECT_EQ(S.Code, Size > F.V ? Errc::OpaqueData : Errc::Ok) << Size;
  }
}

//===--- What was found ----------------------------------------------------===//

TEST(Active, WhatWasFoundMustHoldInAllUnits) {
  auto Left = [](const char *First, const char *Second) {
    Tagged A("x86_64", First), B("x86_64", Second);
    UnitInfo Units[] = {A.B.unit(), B.B.unit()};
    settleFound(Units, 2);
    return text(A.B[A.Type].Members[1].Active) + "|" + text(B.B[B.Type].Members[1].Active);
  };
  EXPECT_EQ(Left("?kind?n:d", "?"), "?kind?n:d|?");
  EXPECT_EQ(Left("?kind?n:d", "?kind?n:d"), "?kind?n:d|?kind?n:d");
  EXPECT_EQ(Left("?kind?n:d", "?kind?d:n"), "|");
  EXPECT_EQ(Left("?kind?n:d", ""), "|");
  EXPECT_EQ(Left("kind?n:d", ""), "kind?n:d|") << "what is said is left alone";
}

TEST(Active, FindingsOfTheReceiversAreNotForImages) {
  Tagged F("x86_64", ""), T("s390x", "?kind=='n'?n:d");
  std::string N = F.bytes('n'), Target(T.B[T.Type].Size, 0);
  Compiled C(F.B.ref(F.Type), T.B.ref(T.Type));
  ConvertContext Context;
  EXPECT_EQ(convertBlock(*C.P, N.data(), N.size(), Target.data(), Context).Code, Errc::OpaqueData);
  Tagged Found("x86_64", "?kind=='n'?n:d");
  Compiled Good(Found.B.ref(Found.Type), T.B.ref(T.Type));
  store(N, Found.V, 77, 8, false);
  EXPECT_EQ(load(converted(*Good.P, N), T.V, 8, true), 77u);
}
