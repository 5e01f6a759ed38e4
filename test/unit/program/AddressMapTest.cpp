//===- AddressMapTest.cpp - Where the sender's addresses lead -----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The specification of a look-up is one sentence: of the objects that an address lies in, or at whose end it is, the one that
// begins last. A loop over all objects does it here; the map, and its way for many addresses at once, are held against it.
//
//===----------------------------------------------------------------------===//

#include "program/AddressMap.h"
#include "support/Support.h"

using namespace cgt;
using namespace cgt::test;

namespace {

constexpr uint64_t HeapStart = 0x10000000, GlobalsStart = 0x70000000, StackEnd = 0xbff00000;
const HeapRun Run;

struct Random {
  std::mt19937_64 Engine = seededRandom();
  uint64_t below(uint64_t Limit) { return Engine() % Limit; }
};

/// Types of an i686 that are converted for an x86-64.
struct Layouts {
  Layouts()
      : From("i686"), To("x86_64"), Numbers(From.ref(build(From, true)), To.ref(build(To, true))),
        Records(From.ref(build(From, false)), To.ref(build(To, false))) {}

  static uint32_t build(TypeBuilder &B, bool Scalar) {
    uint32_t Long = B.scalar("long");
    return Scalar ? Long : B.record("struct r", {{"c", B.scalar("char")}, {"l", Long}, {"a", B.array(Long, 3)}});
  }
  TypeBuilder From, To;
  Compiled Numbers, Records;
};

/// Ranges as a heap or globals have them: none overlaps another, some touch.
struct Model {
  std::vector<MappedRange> Ranges;
  AddressMap Map;
  uint64_t Own = 0x100000000;

  uint64_t add(Random &R, const Layouts &L, uint64_t Start, bool IsHeap) {
    MappedRange M;
    M.Start = Start;
    M.Run = IsHeap ? &Run : nullptr;
    M.Count = R.below(3) ? 1 : 1 + R.below(40);
    M.Layout = R.below(3) == 0 ? L.Records.P : R.below(3) == 0 ? L.Numbers.P : nullptr;
    uint64_t Element = M.Layout ? sourceSize(*M.Layout) : 1;
    M.Size = M.Layout ? Element * (1 + R.below(8)) : R.below(8) == 0 ? 0 : 1 + R.below(3000);
    M.Stride = M.Count == 1 ? R.below(100) : M.Size + R.below(2) * (1 + R.below(64));
    if (M.Stride == 0)
      M.Stride = 1;
    uint64_t OwnSize = M.Layout ? M.Size / Element * targetSize(*M.Layout) : M.Size;
    M.OwnStride = OwnSize + R.below(2) * 16;
    M.Own = reinterpret_cast<void *>(Own);
    Own += M.Count * M.OwnStride + 64;
    Ranges.push_back(M);
    EXPECT_TRUE(Map.add(M));
    return M.Start + (M.Count - 1) * M.Stride + M.Size + (R.below(2) && M.Size ? 0 : 1 + R.below(200));
  }

  /// The specification.
  void *find(uint64_t Address) const {
    uint64_t Best = 0;
    void *Result = nullptr;
    for (const MappedRange &M : Ranges)
      for (uint64_t K = 0; K < M.Count; ++K) {
        uint64_t Start = M.Start + (M.Count > 1 ? K * M.Stride : 0), Offset = Address - Start;
        if (Address < Start || Offset > M.Size || (Result && Start < Best))
          continue;
        Best = Start;
        uint64_t There = M.Layout ? mapOffset(*M.Layout, Offset, M.Size) : Offset;
        Result = static_cast<char *>(M.Own) + K * M.OwnStride + There;
      }
    return Result;
  }

  /// Places in, between and at the ends of objects.
  std::vector<uint64_t> places(Random &R) const {
    std::vector<uint64_t> Result = {0, 1, HeapStart - 1, GlobalsStart - 1, UINT64_MAX, UINT64_MAX / 2};
    for (const MappedRange &M : Ranges) {
      uint64_t Start = M.Start + (M.Count > 1 ? R.below(M.Count) * M.Stride : 0);
      for (uint64_t A : {Start - 1, Start, Start + R.below(M.Size + 1), Start + M.Size, Start + M.Size + 1})
        Result.push_back(A);
    }
    return Result;
  }
};

} // namespace

TEST(AddressMap, FindsWhatTheSpecificationFinds) {
  Random R;
  Layouts L;
  ASSERT_TRUE(L.Numbers.S.ok() && L.Records.S.ok());
  for (unsigned Round = 0; Round < 60; ++Round) {
    Model M;
    uint64_t At = HeapStart;
    for (uint64_t K = R.below(120); K > 0; --K)
      At = M.add(R, L, At, true);
    At = GlobalsStart;
    for (uint64_t K = R.below(20); K > 0; --K)
      At = M.add(R, L, At, false);
    ASSERT_TRUE(M.Map.sort());
    for (uint64_t Address : M.places(R)) {
      void *Expected = M.find(Address);
      EXPECT_EQ(M.Map.find(Address, false), Expected) << std::hex << Address;
      EXPECT_TRUE(!Expected || M.Map.mayKnow(Address)) << std::hex << Address;
      EXPECT_EQ(M.Map.find(Address, true), nullptr);
    }
    M.Map.release();
  }
}

TEST(AddressMap, ManyAtOnceAreFoundAsOneByOne) {
  Random R;
  Layouts L;
  for (unsigned Round = 0; Round < 60; ++Round) {
    Model M;
    uint64_t At = HeapStart;
    for (uint64_t K = R.below(3) ? R.below(300) : 0; K > 0; --K)
      At = M.add(R, L, At, true);
    ASSERT_TRUE(M.Map.sort());
    std::vector<uint64_t> Places = M.places(R);
    unsigned Known = 0, Beginnings = 0;
    for (size_t First = 0; First < Places.size(); First += AddressMap::Batch) {
      unsigned Count = static_cast<unsigned>(std::min<size_t>(AddressMap::Batch, Places.size() - First));
      void *Own[AddressMap::Batch];
      M.Map.findMany(&Places[First], Count, Own);
      for (unsigned K = 0; K < Count; ++K) // null: to be looked at by itself
        if (Own[K]) {
          EXPECT_EQ(Own[K], M.find(Places[First + K])) << std::hex << Places[First + K];
          ++Known;
        }
    }
    for (const MappedRange &X : M.Ranges)
      Beginnings += X.Layout != L.Numbers.P;
    EXPECT_GE(Known, Beginnings / 2) << "the quick way finds blocks by their beginnings";
    M.Map.release();
  }
}

TEST(AddressMap, FunctionsHaveOneAddress) {
  AddressMap Map;
  int Here = 0;
  ASSERT_TRUE(Map.addFunction(0x5000, &Here));
  ASSERT_TRUE(Map.sort());
  EXPECT_EQ(Map.find(0x5000, true), &Here);
  EXPECT_EQ(Map.find(0x5000, false), &Here); // a void * may hold it
  EXPECT_EQ(Map.find(0x5001, true), nullptr);
  Map.release();
}

TEST(AddressMap, OfFramesAtOnePlaceTheYoungestWins) {
  AddressMap Map;
  ASSERT_TRUE(Map.sort());
  char Old[16], Young[16];
  MappedRange V;
  V.Start = StackEnd - 64;
  V.Size = sizeof Old;
  V.Own = Old;
  ASSERT_TRUE(Map.addStack(V));
  V.Own = Young;
  ASSERT_TRUE(Map.addStack(V));
  V.Start -= 32;
  V.Own = Old;
  ASSERT_TRUE(Map.addStack(V));
  EXPECT_EQ(Map.find(StackEnd - 64, false), Young);
  EXPECT_EQ(Map.find(StackEnd - 60, false), Young + 4);
  EXPECT_EQ(Map.find(StackEnd - 96 + 16, false), Old + 16);
  EXPECT_EQ(Map.find(StackEnd - 96 + 17, false), nullptr);
  EXPECT_FALSE(Map.isTangled());
  Map.release();
}
