//===- GraphTest.cpp - Linked structures in streams --------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "rmr/Support.h"

#include <vector>

using namespace cgt::test;

namespace {

struct Node {
  Node *Next;
  const char *Name;
  int N;
  long *Values; ///< N of them
  void *Own;
  void (*Code)();
  union {
    Node *Either;
    int Or;
  };
};

class RmrGraph : public ::testing::Test {
protected:
  RmrGraph() {
    cgt_rmr_builder *B = Builder.get();
    cgt_rmr_type Type = cgt_rmr_struct_type(B, "struct node", sizeof(Node));
    cgt_rmr_type Link = cgt_rmr_pointer_type(B, Type);
    cgt_rmr_type Either = cgt_rmr_union_type(B, "union either", sizeof(void *));
    CGT_RMR_MEMBER(B, Type, Node, Next, Link);
    CGT_RMR_MEMBER(B, Type, Node, Name, cgt_rmr_pointer_type(B, cgt_rmr_scalar_type(B, CGT_RMR_CHAR)));
    CGT_RMR_MEMBER(B, Type, Node, N, cgt_rmr_scalar_type(B, CGT_RMR_INT));
    CGT_RMR_MEMBER(B, Type, Node, Values, cgt_rmr_pointer_type(B, cgt_rmr_scalar_type(B, CGT_RMR_LONG)));
    cgt_rmr_count(B, Type, "Values", "N");
    cgt_rmr_member(B, Either, "Either", 0, Link);
    cgt_rmr_member(B, Either, "Or", 0, cgt_rmr_scalar_type(B, CGT_RMR_INT));
    CGT_RMR_MEMBER(B, Type, Node, Either, Either);
    Tag = cgt_rmr_build(B, Type);
  }

  cgt_rmr_status write(Node *Data, size_t Count = 1) {
    StreamPtr S = P.open();
    cgt_rmr_status Status = cgt_rmr_write(S.get(), Tag, Data, Count);
    Error = cgt_rmr_error(S.get());
    return Status;
  }
  /// Writes and reads; the block.
  Node *pass(Node *Data, size_t Count = 1) {
    P = Pipe();
    EXPECT_EQ(write(Data, Count), CGT_RMR_OK) << Error;
    In = P.open();
    void *Result = nullptr;
    size_t Got = 0;
    EXPECT_EQ(cgt_rmr_take(In.get(), Tag, &Result, &Got), CGT_RMR_OK) << cgt_rmr_error(In.get());
    EXPECT_EQ(Got, Count);
    Block.reset(Result);
    return static_cast<Node *>(Result);
  }

  struct Free {
    void operator()(void *Data) const { free(Data); }
  };
  BuilderPtr Builder = newBuilder();
  const cgt_rmr_tag *Tag = nullptr;
  Pipe P;
  StreamPtr In;
  std::unique_ptr<void, Free> Block;
  std::string Error;
};

} // namespace

TEST_F(RmrGraph, CyclesAndSharing) {
  Node A[2] = {};
  A[0].Next = &A[1];
  A[1].Next = A;
  A[0].Name = A[1].Name = "both";
  Node *R = pass(A, 2);
  EXPECT_EQ(R[0].Next, R + 1);
  EXPECT_EQ(R[1].Next, R);
  EXPECT_STREQ(R[0].Name, "both");
  EXPECT_EQ(R[0].Name, R[1].Name);
  EXPECT_NE(R[0].Name, A[0].Name);
}

TEST_F(RmrGraph, PartsOfOneArrayAreOne) {
  long V[10] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  Node A[3] = {};
  A[0].N = 4, A[0].Values = V + 2; // [2, 6)
  A[1].N = 5, A[1].Values = V + 4; // [4, 9)
  A[2].N = 1, A[2].Values = V + 8;
  Node *R = pass(A, 3);
  EXPECT_EQ(R[1].Values, R[0].Values + 2);
  EXPECT_EQ(R[2].Values, R[0].Values + 6);
  EXPECT_EQ(R[0].Values[0], 2);
  EXPECT_EQ(R[1].Values[4], 8);
}

TEST_F(RmrGraph, StringsWithinStrings) {
  char Text[] = "prefix";
  Node A[2] = {};
  A[0].Name = Text + 3;
  A[1].Name = Text;
  Node *R = pass(A, 2);
  EXPECT_STREQ(R[1].Name, "prefix");
  EXPECT_EQ(R[0].Name, R[1].Name + 3);
}

TEST_F(RmrGraph, NoElements) {
  Node A = {};
  long V = 1;
  A.Values = &V; // none of them
  EXPECT_EQ(pass(&A)->Values, nullptr);
  pass(nullptr, 0);
}

TEST_F(RmrGraph, SkippedWhole) {
  Node A = {};
  A.Name = "skipped";
  std::string Bytes = written([&](cgt_rmr_stream *S) {
    cgt_rmr_write(S, Tag, &A, 1);
    cgt_rmr_write(S, Tag, &A, 1);
  });
  StreamPtr S(cgt_rmr_open_input(Bytes.data(), Bytes.size()));
  EXPECT_EQ(cgt_rmr_skip(S.get()), CGT_RMR_OK);
  EXPECT_EQ(cgt_rmr_read(S.get(), Tag, &A, 1), CGT_RMR_Unsupported);
  EXPECT_EQ(cgt_rmr_skip(S.get()), CGT_RMR_OK);
  EXPECT_EQ(cgt_rmr_skip(S.get()), CGT_RMR_EndOfStream);
}

TEST_F(RmrGraph, WhatCannotGoIsRefused) {
  Node A = {}, B = {};
  A.Either = &B;
  EXPECT_EQ(write(&A), CGT_RMR_Unsupported);
  EXPECT_NE(Error.find("a union with a pointer in it"), std::string::npos) << Error;
  A = Node();
  A.N = 3;
  EXPECT_EQ(write(&A), CGT_RMR_Malformed);
  EXPECT_NE(Error.find("a null pointer with a count"), std::string::npos) << Error;
  long V = 1;
  A.Values = &V;
  A.N = -1;
  EXPECT_EQ(write(&A), CGT_RMR_CountTooLarge);
  // An element of a longer array that it leads to itself isn't a record of its own.
  A = Node();
  A.N = 1;
  A.Values = reinterpret_cast<long *>(&A.Name);
  EXPECT_EQ(write(&A), CGT_RMR_Ambiguous);
  // All of that left nothing in the stream.
  EXPECT_EQ(P.Bytes, "");
}

TEST_F(RmrGraph, TheSameBytesWhereverItLies) {
  auto Make = [&](size_t Gap) {
    std::vector<Node> A(4 + Gap);
    Node &First = A[Gap], &Second = A[0];
    First.Next = &Second;
    Second.Next = &Second;
    First.Name = "x";
    return written([&](cgt_rmr_stream *S) { cgt_rmr_write(S, Tag, &First, 1); });
  };
  EXPECT_EQ(Make(1), Make(3));
}

TEST_F(RmrGraph, ARefusedWriteLeavesTheStreamInUse) {
  StreamPtr S = P.open();
  cgt_rmr_type Long = cgt_rmr_scalar_type(Builder.get(), CGT_RMR_LONG);
  const cgt_rmr_tag *Number = cgt_rmr_build(Builder.get(), Long);
  unsigned Numbers = 0;
  long V = 7;
  constexpr size_t Buffered = 16384; // by the stream: a tag doesn't fit behind these
  for (; cgt_rmr_written(S.get()) < Buffered - 24; ++Numbers)
    ASSERT_EQ(cgt_rmr_write(S.get(), Number, &V, 1), CGT_RMR_OK);
  Node A = {};
  A.N = 1;
  A.Values = reinterpret_cast<long *>(&A.Name);
  ASSERT_EQ(cgt_rmr_write(S.get(), Tag, &A, 1), CGT_RMR_Ambiguous);
  EXPECT_NE(std::string(cgt_rmr_error(S.get())).find("'struct node': two pointers"), std::string::npos)
      << cgt_rmr_error(S.get());
  A.Values = &V;
  ASSERT_EQ(cgt_rmr_write(S.get(), Tag, &A, 1), CGT_RMR_OK) << cgt_rmr_error(S.get());
  ASSERT_EQ(cgt_rmr_flush(S.get()), CGT_RMR_OK);
  In = P.open();
  for (; Numbers != 0; --Numbers)
    ASSERT_EQ(cgt_rmr_read(In.get(), Number, &V, 1), CGT_RMR_OK);
  void *Data = nullptr;
  ASSERT_EQ(cgt_rmr_take(In.get(), Tag, &Data, nullptr), CGT_RMR_OK);
  Block.reset(Data);
  EXPECT_EQ(*static_cast<Node *>(Data)->Values, 7);
}

/// A directory of a million nodes of which no byte follows.
TEST_F(RmrGraph, ADirectoryAloneTakesInProportion) {
  Node A = {};
  ASSERT_EQ(write(&A), CGT_RMR_OK);
  // The record: its type 1, one element, no further nodes, zeros, the element.
  size_t Begin = P.Bytes.size() - sizeof A - 3;
  while (P.Bytes.compare(Begin, 3, "\1\1\0", 3) != 0)
    --Begin;
  std::string Head = P.Bytes.substr(0, Begin) + std::string("\1\1", 2), Directory("\xc0\x84\x3d", 3); // 10^6
  for (unsigned K = 0; K < 1000000; ++K)
    Directory.append("\0\1", 2);
  P.Bytes = Head + Directory;
  for (bool Skips : {true, false}) {
    CountedMemory M;
    cgt_rmr_memory Memory = M.memory();
    P.At = 0;
    P.Piece = 1000;
    StreamPtr S = P.open(&Memory);
    void *Data = nullptr;
    EXPECT_EQ(Skips ? cgt_rmr_skip(S.get()) : cgt_rmr_take(S.get(), Tag, &Data, nullptr), CGT_RMR_Truncated);
    constexpr size_t TimesDirectory = 60, TimesRest = 3, Rest = 65536; // docs/rmr-format.md
    EXPECT_LE(M.Most, (Skips ? TimesRest : TimesDirectory) * Directory.size() + Rest);
    EXPECT_GT(M.Most, size_t(0));
  }
}

TEST_F(RmrGraph, ManyStringsEndInOneText) {
  // As one array: a pointer to its whole, pointers into it.
  std::string Text("one\0two\0three", 13);
  Node A[3] = {};
  A[0].Name = Text.c_str() + 8;
  A[1].Name = Text.c_str() + 9;
  A[2].Name = Text.c_str() + 8;
  Node *Got = pass(A, 3);
  EXPECT_STREQ(Got[0].Name, "three");
  EXPECT_EQ(Got[1].Name, Got[0].Name + 1);
  EXPECT_EQ(Got[2].Name, Got[0].Name);
  // Without its end all are refused, with the place of the first.
  size_t End = P.Bytes.rfind("three") + 5;
  ASSERT_EQ(P.Bytes[End], 0);
  P.Bytes[End] = '!';
  P.At = 0;
  StreamPtr S = P.open();
  void *Data = nullptr;
  EXPECT_EQ(cgt_rmr_take(S.get(), Tag, &Data, nullptr), CGT_RMR_PointerLoss);
  EXPECT_NE(std::string(cgt_rmr_error(S.get())).find("[0].Name"), std::string::npos) << cgt_rmr_error(S.get());
}

namespace {
struct Pair {
  int *A;
  int32_t *B;
  Pair *Next;
  double *D;
};
} // namespace

class RmrPair : public ::testing::Test {
protected:
  RmrPair() {
    cgt_rmr_builder *B = Builder.get();
    cgt_rmr_type Type = cgt_rmr_struct_type(B, "struct pair", sizeof(Pair));
    CGT_RMR_MEMBER(B, Type, Pair, A, cgt_rmr_pointer_type(B, cgt_rmr_scalar_type(B, CGT_RMR_INT)));
    CGT_RMR_MEMBER(B, Type, Pair, B, cgt_rmr_pointer_type(B, cgt_rmr_integer_type(B, "int32_t", 4, 1)));
    CGT_RMR_MEMBER(B, Type, Pair, Next, cgt_rmr_pointer_type(B, Type));
    CGT_RMR_MEMBER(B, Type, Pair, D, cgt_rmr_pointer_type(B, cgt_rmr_scalar_type(B, CGT_RMR_DOUBLE)));
    Tag = cgt_rmr_build(B, Type);
  }
  std::string errorOf(const Pair *Data) {
    Pipe P;
    StreamPtr S = P.open();
    EXPECT_NE(cgt_rmr_write(S.get(), Tag, Data, 1), CGT_RMR_OK);
    return cgt_rmr_error(S.get());
  }
  BuilderPtr Builder = newBuilder();
  const cgt_rmr_tag *Tag = nullptr;
};

TEST_F(RmrPair, OneIntegerUnderTwoNames) {
  int Values[3] = {1, 2, 3};
  Pair Second = {Values, Values, nullptr, nullptr};
  Pair First = {Values, Values + 2, &Second, nullptr};
  std::string Bytes = written([&](cgt_rmr_stream *S) { cgt_rmr_write(S, Tag, &First, 1); });
  StreamPtr S(cgt_rmr_open_input(Bytes.data(), Bytes.size()));
  void *Data = nullptr;
  ASSERT_EQ(cgt_rmr_take(S.get(), Tag, &Data, nullptr), CGT_RMR_OK) << cgt_rmr_error(S.get());
  auto *Got = static_cast<Pair *>(Data);
  EXPECT_EQ(*Got->A, 1);
  EXPECT_EQ(*Got->B, 3);
  EXPECT_EQ(Got->Next->A, Got->A);
  EXPECT_EQ(Got->Next->B, Got->A);
  free(Data);
}

TEST_F(RmrPair, WhatOverlapsIsNamed) {
  union {
    int I[2];
    double D;
  } Both = {{1, 2}};
  Pair Second = {nullptr, nullptr, nullptr, &Both.D};
  Pair First = {Both.I, nullptr, &Second, nullptr};
  EXPECT_EQ(errorOf(&First), "offset 0: 'struct pair': two pointers to overlapping objects of different types: A to 'int', "
                             "node 2 ('struct pair'): D to 'double': " +
                                 std::string(cgt_rmr_text(CGT_RMR_Ambiguous)));
}
