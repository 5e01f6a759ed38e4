//===- GraphPathsTest.cpp - Short and long ways of linked structures ----------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Graphs of objects that don't overlap go a shorter way than others. Both ways write the same bytes, and what is read is what
// was written.
//
//===----------------------------------------------------------------------===//

#include "rmr/Support.h"
#include "support/Support.h"

#include <map>
#include <vector>

using namespace cgt::test;

namespace {

struct Thing {
  Thing *Left, *Right;
  const char *Name;
  Thing **Back; ///< a pointer within another thing
  short N;
  long *Values; ///< N of them
};

class RmrGraphPaths : public RmrTest {
protected:
  RmrGraphPaths() {
    cgt_rmr_builder *B = Builder.get();
    cgt_rmr_type Type = cgt_rmr_struct_type(B, "struct thing", sizeof(Thing));
    cgt_rmr_type Link = cgt_rmr_pointer_type(B, Type);
    CGT_RMR_MEMBER(B, Type, Thing, Left, Link);
    CGT_RMR_MEMBER(B, Type, Thing, Right, Link);
    CGT_RMR_MEMBER(B, Type, Thing, Name, cgt_rmr_pointer_type(B, cgt_rmr_scalar_type(B, CGT_RMR_CHAR)));
    CGT_RMR_MEMBER(B, Type, Thing, Back, cgt_rmr_pointer_type(B, Link));
    CGT_RMR_MEMBER(B, Type, Thing, N, cgt_rmr_scalar_type(B, CGT_RMR_SHORT));
    CGT_RMR_MEMBER(B, Type, Thing, Values, cgt_rmr_pointer_type(B, cgt_rmr_scalar_type(B, CGT_RMR_LONG)));
    cgt_rmr_count(B, Type, "Values", "N");
    Tag = cgt_rmr_build(B, Type);
  }

  /// Things that lead to each other, to shared names and values of any size.
  void makeRandom(std::mt19937_64 &Random, size_t Count) {
    Things.assign(Count, Thing());
    Names.clear();
    Values.clear();
    for (size_t I = 0; I < Count; ++I)
      Names.push_back(std::string(Random() % 100 == 0 ? 5000 : Random() % 20, static_cast<char>('a' + Random() % 26)));
    for (size_t I = 0; I < Count; ++I)
      Values.emplace_back(1 + (Random() % 50 == 0 ? 3000 : Random() % 5), static_cast<long>(Random() >> 1));
    auto Any = [&] { return Random() % 4 == 0 ? nullptr : &Things[Random() % Count]; };
    for (size_t I = 0; I < Count; ++I) {
      Thing &T = Things[I];
      T.Left = Random() % 2 && I + 1 < Count ? &Things[I + 1] : Any();
      T.Right = Any();
      T.Name = Random() % 8 ? Names[Random() % Count].c_str() : nullptr;
      if (std::vector<long> &V = Values[Random() % Count]; Random() % 2) {
        T.N = static_cast<short>(V.size());
        T.Values = V.data();
      }
    }
  }

  /// Follows both at once.
  void compare(const Thing *A, const Thing *B) {
    std::map<const void *, const void *> Known;
    std::vector<std::pair<const Thing *, const Thing *>> Work;
    auto Meet = [&](const void *X, const void *Y) {
      EXPECT_EQ(X == nullptr, Y == nullptr);
      auto [Where, IsNew] = Known.insert({X, Y});
      EXPECT_EQ(Where->second, Y);
      return IsNew && X && Y;
    };
    auto MeetThing = [&](const Thing *X, const Thing *Y) {
      if (Meet(X, Y))
        Work.push_back({X, Y});
    };
    MeetThing(A, B);
    while (!Work.empty()) {
      auto [X, Y] = Work.back();
      Work.pop_back();
      MeetThing(X->Left, Y->Left);
      MeetThing(X->Right, Y->Right);
      if (Meet(X->Name, Y->Name))
        EXPECT_STREQ(X->Name, Y->Name);
      EXPECT_EQ(X->Back == nullptr, Y->Back == nullptr);
      if (X->Back)
        MeetThing(*X->Back, *Y->Back);
      ASSERT_EQ(X->N, Y->N);
      if (Meet(X->Values, Y->Values))
        EXPECT_EQ(memcmp(X->Values, Y->Values, static_cast<size_t>(X->N) * sizeof(long)), 0);
    }
  }

  /// Makes the next record of the stream begin at an offset that is a multiple of 16.
  void align(cgt_rmr_stream *S) {
    char Filler = 0;
    while (cgt_rmr_written(S) % 16 != 0)
      ASSERT_EQ(cgt_rmr_write(S, Char, &Filler, 1), CGT_RMR_OK);
  }
  void takeAndCompare(cgt_rmr_stream *S) {
    void *Data = nullptr;
    char Filler;
    while (cgt_rmr_read(S, Char, &Filler, 1) == CGT_RMR_OK)
      ;
    ASSERT_EQ(cgt_rmr_take(S, Tag, &Data, nullptr), CGT_RMR_OK) << cgt_rmr_error(S);
    compare(Things.data(), static_cast<Thing *>(Data));
    cgt_rmr_free(S, Data);
  }

  const cgt_rmr_tag *Tag = nullptr;
  std::vector<Thing> Things;
  std::vector<std::string> Names;
  std::vector<std::vector<long>> Values;
};

} // namespace

TEST_F(RmrGraphPaths, TheSameBytesBothWays) {
  std::mt19937_64 Random = seededRandom();
  for (size_t Count : {1, 2, 10, 300, 3000}) {
    Pipe P;
    StreamPtr S = P.open();
    auto Write = [&] {
      align(S.get());
      size_t Begin = cgt_rmr_written(S.get());
      EXPECT_EQ(cgt_rmr_write(S.get(), Tag, Things.data(), 1), CGT_RMR_OK) << cgt_rmr_error(S.get());
      EXPECT_EQ(cgt_rmr_flush(S.get()), CGT_RMR_OK);
      return P.Bytes.substr(Begin);
    };
    Thing Overlapping = {};
    Overlapping.Back = &Overlapping.Left;
    ASSERT_EQ(cgt_rmr_write(S.get(), Tag, &Overlapping, 1), CGT_RMR_OK);
    makeRandom(Random, Count);
    std::string Long = Write(), Short = Write(); // after what overlaps; after what doesn't
    EXPECT_TRUE(Long == Short) << Count;
    StreamPtr In = P.open();
    ASSERT_EQ(cgt_rmr_skip(In.get()), CGT_RMR_OK);
    takeAndCompare(In.get());
    takeAndCompare(In.get());
  }
}

TEST_F(RmrGraphPaths, PointersWithinOthers) {
  std::mt19937_64 Random = seededRandom();
  makeRandom(Random, 2000);
  for (Thing &T : Things)
    if (Random() % 2)
      T.Back = Random() % 2 ? &Things[Random() % Things.size()].Left : &T.Right;
  Pipe P;
  StreamPtr S = P.open(), In = P.open();
  for (unsigned Round = 0; Round < 3; ++Round) {
    ASSERT_EQ(cgt_rmr_write(S.get(), Tag, Things.data(), 1), CGT_RMR_OK) << cgt_rmr_error(S.get());
    ASSERT_EQ(cgt_rmr_flush(S.get()), CGT_RMR_OK);
    takeAndCompare(In.get());
  }
}

/// What a large graph took isn't kept while small ones follow.
TEST_F(RmrGraphPaths, MemoryOfTheLastGraphIsKept) {
  std::mt19937_64 Random = seededRandom();
  CountedMemory M;
  cgt_rmr_memory Memory = M.memory();
  cgt_rmr_io Io = {nullptr, [](void *, const void *, size_t) { return 0; }, nullptr};
  StreamPtr S(cgt_rmr_open(&Io, &Memory));
  makeRandom(Random, 20000);
  ASSERT_EQ(cgt_rmr_write(S.get(), Tag, Things.data(), 1), CGT_RMR_OK);
  size_t AfterLarge = M.Now, Most = M.Most;
  ASSERT_EQ(cgt_rmr_write(S.get(), Tag, Things.data(), 1), CGT_RMR_OK);
  EXPECT_EQ(M.Most, Most);
  EXPECT_EQ(M.Now, AfterLarge);
  Thing Small = {};
  ASSERT_EQ(cgt_rmr_write(S.get(), Tag, &Small, 1), CGT_RMR_OK);
  EXPECT_LT(M.Now, 1u << 20); // docs/rmr.md
}

/// Whichever allocation fails, the record stays, and is there at the next try.
TEST_F(RmrGraphPaths, OutOfMemoryTheRecordStays) {
  std::mt19937_64 Random = seededRandom();
  makeRandom(Random, 300);
  Things[0].Back = &Things[0].Left;
  std::vector<int> Many(100000, 7);
  Pipe P;
  StreamPtr S = P.open();
  ASSERT_EQ(cgt_rmr_write(S.get(), Tag, Things.data(), 1), CGT_RMR_OK);
  ASSERT_EQ(cgt_rmr_write(S.get(), Int, Many.data(), Many.size()), CGT_RMR_OK);
  ASSERT_EQ(cgt_rmr_write(S.get(), Tag, Things.data(), 1), CGT_RMR_OK);
  S.reset();
  struct Failing {
    unsigned Left = 0;
  };
  for (unsigned FailAt = 1; FailAt < 60; ++FailAt) {
    Failing F{FailAt};
    cgt_rmr_memory Memory = {[](void *C, size_t Size) {
                               auto *F = static_cast<Failing *>(C);
                               return F->Left != 0 && --F->Left == 0 ? nullptr : malloc(Size);
                             },
                             [](void *, void *Block) { free(Block); }, &F};
    P.At = 0;
    P.Piece = 1000;
    StreamPtr In = P.open(&Memory);
    if (!In)
      continue;
    unsigned Failures = 0;
    auto Retry = [&](auto Read) {
      cgt_rmr_status Status = Read();
      for (; Status == CGT_RMR_OutOfMemory && Failures == 0; Status = Read())
        ++Failures;
      ASSERT_EQ(Status, CGT_RMR_OK) << FailAt << ": " << cgt_rmr_error(In.get());
    };
    std::vector<int> Got(Many.size());
    for (int Kind : {0, 1, 0}) {
      void *Data = nullptr;
      if (Kind == 1) {
        Retry([&] { return cgt_rmr_read(In.get(), Int, Got.data(), Got.size()); });
        continue;
      }
      Retry([&] { return cgt_rmr_take(In.get(), Tag, &Data, nullptr); });
      compare(Things.data(), static_cast<Thing *>(Data));
      free(Data);
    }
    EXPECT_EQ(Got, Many);
  }
}

TEST_F(RmrGraphPaths, ARefusedNodeIsNamed) {
  Thing Last = {}, First = {};
  First.Right = &Last;
  Last.N = -1;
  Last.Values = reinterpret_cast<long *>(&First);
  StreamPtr S = Pipe().open();
  ASSERT_EQ(cgt_rmr_write(S.get(), Tag, &First, 1), CGT_RMR_CountTooLarge);
  EXPECT_EQ(std::string(cgt_rmr_error(S.get())).find("offset 0: 'struct thing': node 1 ('struct thing'): Values: a count"), 0u)
      << cgt_rmr_error(S.get());
}
