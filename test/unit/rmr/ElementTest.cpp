//===- ElementTest.cpp - Single elements without a call ----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What CGT_RMR_PUT and CGT_RMR_GET do by themselves must be what the library does. Platforms: test/rmr/elements.test.
//
//===----------------------------------------------------------------------===//

#include "rmr/Support.h"

#include <array>
#include <vector>

using namespace cgt::test;

namespace {
class RmrElement : public RmrTest {};
} // namespace

TEST_F(RmrElement, FillsMemoryAsTheLibraryDoes) {
  double D = 0.5;
  char C = 'c';
  for (size_t Room = 0; Room < 400; ++Room) {
    std::vector<char> Put(Room + 64, '#'), Written(Room + 64, '#');
    StreamPtr One(cgt_rmr_open_output(Put.data(), Room)), Two(cgt_rmr_open_output(Written.data(), Room));
    for (int I = 0; I < 40; ++I) {
      ASSERT_EQ(CGT_RMR_PUT(One.get(), Double, D), cgt_rmr_write(Two.get(), Double, &D, 1)) << Room << ' ' << I;
      ASSERT_EQ(CGT_RMR_PUT(One.get(), Char, C), cgt_rmr_write(Two.get(), Char, &C, 1)) << Room << ' ' << I;
    }
    size_t Bytes = cgt_rmr_written(One.get());
    ASSERT_EQ(Bytes, cgt_rmr_written(Two.get()));
    EXPECT_EQ(memcmp(Put.data(), Written.data(), Bytes), 0) << Room;
    for (size_t I = Room; I < Put.size(); ++I)
      ASSERT_EQ(Put[I], '#') << "behind the memory of " << Room;
  }
}

TEST_F(RmrElement, ReadsCutStreamsAsTheLibraryDoes) {
  std::string Bytes = written([&](cgt_rmr_stream *S) {
    for (int I = 0; I < 20; ++I) {
      double D = I;
      char C = static_cast<char>(I);
      CGT_RMR_PUT(S, Double, D);
      CGT_RMR_PUT(S, Char, C);
    }
  });
  for (size_t Size = 0; Size <= Bytes.size(); ++Size)
    for (size_t Piece : {size_t(1), size_t(7), ~size_t(0)}) {
      Pipe A, B;
      A.Bytes = B.Bytes = Bytes.substr(0, Size);
      A.Piece = B.Piece = Piece;
      StreamPtr One = A.open(), Two = B.open();
      for (int I = 0; I < 21; ++I) {
        double D = -1, E = -1;
        char C = 0, F = 0;
        ASSERT_EQ(CGT_RMR_GET(One.get(), Double, D), cgt_rmr_read(Two.get(), Double, &E, 1)) << Size << ' ' << I;
        ASSERT_EQ(CGT_RMR_GET(One.get(), Char, C), cgt_rmr_read(Two.get(), Char, &F, 1)) << Size << ' ' << I;
        ASSERT_EQ(D, E);
        ASSERT_EQ(C, F);
      }
      EXPECT_STREQ(cgt_rmr_error(One.get()), cgt_rmr_error(Two.get()));
    }
}

TEST_F(RmrElement, DamagedHeadsAreTheLibrarys) {
  std::string Bytes = written([&](cgt_rmr_stream *S) {
    for (double D = 0; D < 6; ++D)
      CGT_RMR_PUT(S, Double, D);
  });
  for (size_t At = 0; At < Bytes.size(); ++At)
    for (unsigned char Flip : {1, 128, 255}) {
      Pipe A, B;
      A.Bytes = Bytes;
      A.Bytes[At] = static_cast<char>(A.Bytes[At] ^ Flip);
      B.Bytes = A.Bytes;
      StreamPtr One = A.open(), Two = B.open();
      for (int I = 0; I < 7; ++I) {
        double D = -1, E = -1;
        ASSERT_EQ(CGT_RMR_GET(One.get(), Double, D), cgt_rmr_read(Two.get(), Double, &E, 1)) << At << ' ' << I;
        ASSERT_EQ(memcmp(&D, &E, sizeof D), 0) << At << ' ' << I;
      }
      EXPECT_STREQ(cgt_rmr_error(One.get()), cgt_rmr_error(Two.get()));
    }
}

TEST_F(RmrElement, ReadingHandsOnWhatWasPut) {
  Pipe P;
  StreamPtr S = P.open();
  for (int I = 0; I < 4; ++I) { // the pipe is one: what is put comes back, if it has been handed on
    int Got = -1;
    ASSERT_EQ(CGT_RMR_PUT(S.get(), Int, I), CGT_RMR_OK);
    ASSERT_EQ(CGT_RMR_PUT(S.get(), Int, I), CGT_RMR_OK);
    ASSERT_EQ(CGT_RMR_GET(S.get(), Int, Got), CGT_RMR_OK);
    EXPECT_EQ(Got, I);
    ASSERT_EQ(CGT_RMR_PUT(S.get(), Int, I), CGT_RMR_OK);
    size_t Before = P.Bytes.size();
    ASSERT_EQ(CGT_RMR_GET(S.get(), Int, Got), CGT_RMR_OK); // is in the buffer already, but the peer may wait for ours
    EXPECT_GT(P.Bytes.size(), Before);
    ASSERT_EQ(CGT_RMR_GET(S.get(), Int, Got), CGT_RMR_OK);
    EXPECT_EQ(Got, I);
  }
}

TEST_F(RmrElement, AFailedWriterStaysFailed) {
  Pipe P;
  P.FailAfter = 0;
  StreamPtr S = P.open();
  int X = 1;
  ASSERT_EQ(CGT_RMR_PUT(S.get(), Int, X), CGT_RMR_OK);
  EXPECT_EQ(cgt_rmr_flush(S.get()), CGT_RMR_WriteFailed);
  for (int I = 0; I < 3; ++I)
    EXPECT_EQ(CGT_RMR_PUT(S.get(), Int, X), CGT_RMR_WriteFailed);
}

TEST_F(RmrElement, VariablesAreOfTheirTypesSize) {
  double D = 1.5;
  float F = 2.5;
  Pipe P;
  StreamPtr S = P.open();
  for (int I = 0; I < 3; ++I) { // before and after the type's first record
    size_t Before = cgt_rmr_written(S.get());
    EXPECT_EQ(CGT_RMR_PUT(S.get(), Double, F), CGT_RMR_WrongSize);
    EXPECT_STREQ(cgt_rmr_error(S.get()), "a variable of 4 bytes for 'double', which has 8: size differs from its type's");
    EXPECT_EQ(cgt_rmr_written(S.get()), Before);
    ASSERT_EQ(CGT_RMR_PUT(S.get(), Double, D), CGT_RMR_OK);
  }
  struct {
    float F;
    char Behind[8];
  } Got = {0, "GUARD"};
  for (int I = 0; I < 3; ++I) {
    EXPECT_EQ(CGT_RMR_GET(S.get(), Double, Got.F), CGT_RMR_WrongSize);
    EXPECT_STREQ(Got.Behind, "GUARD");
    D = 0;
    ASSERT_EQ(CGT_RMR_GET(S.get(), Double, D), CGT_RMR_OK); // the record stays
    EXPECT_EQ(D, 1.5);
  }
  EXPECT_EQ(CGT_RMR_PUT(S.get(), static_cast<const cgt_rmr_tag *>(nullptr), D), CGT_RMR_BadTag);
}

TEST_F(RmrElement, StructsOfAnySize) {
  std::vector<unsigned char> Out(128), Got(128);
  for (size_t I = 0; I < Out.size(); ++I)
    Out[I] = static_cast<unsigned char>(I + 1);
  auto Check = [&](auto X) {
    memcpy(&X, Out.data(), sizeof X);
    cgt_rmr_type T = cgt_rmr_array_type(Builder.get(), cgt_rmr_scalar_type(Builder.get(), CGT_RMR_UCHAR), sizeof X);
    const cgt_rmr_tag *Tag = cgt_rmr_build(Builder.get(), T);
    std::string Put = written([&](cgt_rmr_stream *S) {
      for (int I = 0; I < 5; ++I)
        EXPECT_EQ(CGT_RMR_PUT(S, Tag, X), CGT_RMR_OK);
    });
    EXPECT_EQ(Put, written([&](cgt_rmr_stream *S) {
                for (int I = 0; I < 5; ++I)
                  cgt_rmr_write(S, Tag, &X, 1);
              }));
    Pipe P;
    P.Bytes = Put;
    StreamPtr S = P.open();
    for (int I = 0; I < 5; ++I) {
      memset(&X, 0, sizeof X);
      ASSERT_EQ(CGT_RMR_GET(S.get(), Tag, X), CGT_RMR_OK);
      EXPECT_EQ(memcmp(&X, Out.data(), sizeof X), 0);
    }
    EXPECT_EQ(cgt_rmr_next(S.get(), nullptr, nullptr), CGT_RMR_EndOfStream);
  };
  Check(std::array<unsigned char, 1>());
  Check(std::array<unsigned char, 3>());
  Check(std::array<unsigned char, 8>());
  Check(std::array<unsigned char, 16>());
  Check(std::array<unsigned char, 24>());
  Check(std::array<unsigned char, 32>());
  Check(std::array<unsigned char, 48>());
  Check(std::array<unsigned char, 128>());
}
