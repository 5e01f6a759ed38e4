//===- UnchangedTest.cpp - Values that are what they were ------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "support/Support.h"

#include "convert/Unchanged.h"

using namespace cgt;
using namespace cgt::test;

namespace {

/// struct row { long number; int *at; unsigned a : 5, b : 7; union { char c; long l; } u; } [3]
struct Rows {
  explicit Rows(const std::string &Name) : B(Name) {
    uint32_t Long = B.scalar("long"), Int = B.scalar("int"), Unsigned = B.scalar("unsigned int");
    Union = B.record("union u", {{"c", B.scalar("char")}, {"l", Long}}, true);
    Row = B.record("struct row",
                   {{"number", Long}, {"at", B.pointer(Int)}, {"a", Unsigned, 5}, {"b", Unsigned, 7}, {"u", Union}});
    Array = B.array(Row, 3);
  }
  uint64_t size() const { return B[Array].Size; }
  uint64_t at(unsigned Index, const std::string &Member) const { return Index * B[Row].Size + B.member(Row, Member).Offset; }
  void setBits(std::string &Bytes, unsigned Index, const std::string &Member, uint64_t Value) const {
    MemberInfo M = B.member(Row, Member);
    M.BitOffset += static_cast<uint32_t>(Index * B[Row].Size * 8);
    storeBits(Bytes, M, Value, B.P.BitFieldsFromTop);
  }
  mutable TypeBuilder B;
  uint32_t Union, Row, Array;
};

uint8_t *bytes(std::string &Text) { return reinterpret_cast<uint8_t *>(&Text[0]); }

std::string filled(const Rows &R, uint64_t From) {
  std::string Bytes(R.size(), '\0');
  for (unsigned K = 0; K < 3; ++K) {
    store(Bytes, R.at(K, "number"), From + K, R.B.P.LongSize, R.B.P.BigEndian);
    store(Bytes, R.at(K, "at"), From + 64 + K, R.B.P.PointerSize, R.B.P.BigEndian);
    store(Bytes, R.at(K, "u"), From + 96 + K, R.B.P.LongSize, R.B.P.BigEndian);
    R.setBits(Bytes, K, "a", From % 32);
    R.setBits(Bytes, K, "b", (From + 1) % 128);
  }
  return Bytes;
}

class Unchanged : public ::testing::TestWithParam<std::pair<const char *, const char *>> {};

} // namespace

/// One value of each kind changes in another row; all others are the receiver's.
TEST_P(Unchanged, GoesByValues) {
  Rows From(GetParam().first), To(GetParam().second);
  std::string AtStart = filled(From, 1), Now = AtStart, OwnAtStart = filled(To, 17);
  store(Now, From.at(0, "number"), 100, From.B.P.LongSize, From.B.P.BigEndian);
  From.setBits(Now, 1, "b", 99);
  store(Now, From.at(2, "u"), 0x0101, From.B.P.LongSize, From.B.P.BigEndian);
  SavedVariable V{From.B.ref(From.Array), bytes(Now), bytes(AtStart), Now.size()};

  std::string Changed(Now.size(), 'x'), Wanted = Now;
  for (unsigned K = 0; K < 3; ++K)
    store(Wanted, From.at(K, "at"), 0, From.B.P.PointerSize, From.B.P.BigEndian);
  for (unsigned K = 0; K < 2; ++K)
    store(Wanted, From.at(K, "u"), 0, From.B.P.LongSize, From.B.P.BigEndian);
  copyChanged(V, bytes(Changed));
  EXPECT_EQ(Changed, Wanted);

  std::string Target(To.size(), '\0'), Expected = OwnAtStart;
  store(Expected, To.at(0, "number"), 0, To.B.P.LongSize, To.B.P.BigEndian);
  To.setBits(Expected, 1, "b", 0);
  store(Expected, To.at(2, "u"), 0, To.B.P.LongSize, To.B.P.BigEndian);
  keepUnchanged(V, To.B.ref(To.Array), bytes(OwnAtStart), bytes(Target), Target.size());
  EXPECT_EQ(Target, Expected);
}

/// Nothing is written behind a receiver's variable that is shorter than its type, nor read behind the sender's.
TEST_P(Unchanged, StaysWithinBytes) {
  Rows From(GetParam().first), To(GetParam().second);
  std::string AtStart = filled(From, 1), OwnAtStart = filled(To, 17);
  for (size_t Bytes = 0; Bytes <= AtStart.size(); Bytes += 7) {
    std::string Now(AtStart, 0, Bytes), Changed(Bytes, 'x'), Before(Now);
    SavedVariable V{From.B.ref(From.Array), bytes(Now), bytes(Before), Now.size()};
    copyChanged(V, bytes(Changed));
    std::string Target(std::min(Bytes, To.size()), 'x'), Own(OwnAtStart, 0, Target.size());
    keepUnchanged(V, To.B.ref(To.Array), bytes(Own), bytes(Target), Target.size());
    keepUnchanged(V, To.B.ref(To.Array), nullptr, bytes(Target), Target.size());
  }
}

INSTANTIATE_TEST_SUITE_P(Pairs, Unchanged,
                         ::testing::Values(std::pair("x86_64", "x86_64"), std::pair("x86_64", "s390x"),
                                           std::pair("i686", "s390x"), std::pair("s390x", "i686"),
                                           std::pair("powerpc", "x86_64")));
