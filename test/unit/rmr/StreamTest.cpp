//===- StreamTest.cpp - Streams of records -----------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "rmr/Support.h"

#include <numeric>
#include <vector>

using namespace cgt::test;

namespace {
class RmrStream : public RmrTest {};
} // namespace

TEST_F(RmrStream, ReadsWhatWasWritten) {
  Pipe P;
  StreamPtr S = P.open();
  int Out[3] = {1, -2, 3}, In[3] = {};
  double Pi = 3.14, Got = 0;
  ASSERT_EQ(cgt_rmr_write(S.get(), Int, Out, 3), CGT_RMR_OK);
  ASSERT_EQ(cgt_rmr_write(S.get(), Double, &Pi, 1), CGT_RMR_OK);
  ASSERT_EQ(cgt_rmr_write(S.get(), Int, nullptr, 0), CGT_RMR_OK);
  // The same stream: what it reads is what it wrote, since the pipe is one.
  ASSERT_EQ(cgt_rmr_read(S.get(), Int, In, 3), CGT_RMR_OK);
  EXPECT_EQ(std::vector<int>(In, In + 3), std::vector<int>(Out, Out + 3));
  const char *Name = nullptr;
  size_t Count = 0;
  ASSERT_EQ(cgt_rmr_next(S.get(), &Name, &Count), CGT_RMR_OK);
  EXPECT_STREQ(Name, "double");
  EXPECT_EQ(Count, 1u);
  ASSERT_EQ(cgt_rmr_read(S.get(), Double, &Got, 1), CGT_RMR_OK);
  EXPECT_EQ(Got, Pi);
  ASSERT_EQ(cgt_rmr_read(S.get(), Int, nullptr, 0), CGT_RMR_OK);
  EXPECT_EQ(cgt_rmr_next(S.get(), &Name, &Count), CGT_RMR_EndOfStream);
  EXPECT_EQ(cgt_rmr_written(S.get()), P.Bytes.size());
}

TEST_F(RmrStream, TypesAreAnnouncedOnce) {
  std::string One = written([&](cgt_rmr_stream *S) {
    int X = 1;
    cgt_rmr_write(S, Int, &X, 1);
  });
  std::string Two = written([&](cgt_rmr_stream *S) {
    int X = 1;
    cgt_rmr_write(S, Int, &X, 1);
    cgt_rmr_write(S, Int, &X, 1);
  });
  EXPECT_LE(Two.size(), One.size() + 2 + 3 + sizeof(int)); // type, count, padding
  // By another tag of the same type, too.
  BuilderPtr Other = newBuilder();
  const cgt_rmr_tag *Same = cgt_rmr_build(Other.get(), cgt_rmr_scalar_type(Other.get(), CGT_RMR_INT));
  EXPECT_EQ(Two, written([&](cgt_rmr_stream *S) {
              int X = 1;
              cgt_rmr_write(S, Int, &X, 1);
              cgt_rmr_write(S, Same, &X, 1);
            }));
}

TEST_F(RmrStream, MemoryGoesOnElsewhere) {
  char First[512], Second[512], Third[512];
  StreamPtr Out(cgt_rmr_open_output(First, sizeof First));
  double D[3] = {0.5, 1.5, 2.5};
  ASSERT_EQ(cgt_rmr_write(Out.get(), Double, D, 3), CGT_RMR_OK);
  size_t One = cgt_rmr_written(Out.get());
  ASSERT_EQ(cgt_rmr_continue_output(Out.get(), Second + 1, sizeof Second - 1), CGT_RMR_OK);
  for (double &X : D)
    ASSERT_EQ(CGT_RMR_PUT(Out.get(), Double, X), CGT_RMR_OK);
  size_t Two = cgt_rmr_written(Out.get()) - One;
  ASSERT_EQ(cgt_rmr_continue_output(Out.get(), Third, 10), CGT_RMR_OK);
  EXPECT_EQ(cgt_rmr_write(Out.get(), Double, D, 3), CGT_RMR_WriteFailed); // as if never asked for
  EXPECT_EQ(cgt_rmr_written(Out.get()), One + Two);
  ASSERT_EQ(cgt_rmr_continue_output(Out.get(), Third, sizeof Third), CGT_RMR_OK);
  ASSERT_EQ(cgt_rmr_write(Out.get(), Double, D, 3), CGT_RMR_OK);
  size_t Three = cgt_rmr_written(Out.get()) - One - Two;

  // The pieces are one stream.
  std::string Whole = std::string(First, One) + std::string(Second + 1, Two) + std::string(Third, Three);
  EXPECT_EQ(Whole, written([&](cgt_rmr_stream *S) {
              cgt_rmr_write(S, Double, D, 3);
              for (double &X : D)
                cgt_rmr_write(S, Double, &X, 1);
              cgt_rmr_write(S, Double, D, 3);
            }));

  StreamPtr In(cgt_rmr_open_input(First, One));
  double Got[3] = {};
  const void *Data = nullptr;
  size_t Count = 0;
  EXPECT_EQ(cgt_rmr_continue_input(In.get(), Second + 1, Two), CGT_RMR_Unsupported); // the first is unread
  ASSERT_EQ(cgt_rmr_read(In.get(), Double, Got, 3), CGT_RMR_OK);
  EXPECT_EQ(cgt_rmr_read(In.get(), Double, Got, 3), CGT_RMR_EndOfStream);
  ASSERT_EQ(cgt_rmr_continue_input(In.get(), Second + 1, Two), CGT_RMR_OK);
  for (double &X : D) {
    double Y = 0;
    EXPECT_EQ(cgt_rmr_continue_input(In.get(), Third, Three), CGT_RMR_Unsupported);
    ASSERT_EQ(CGT_RMR_GET(In.get(), Double, Y), CGT_RMR_OK);
    EXPECT_EQ(X, Y);
  }
  ASSERT_EQ(cgt_rmr_continue_input(In.get(), Third, Three), CGT_RMR_OK);
  ASSERT_EQ(cgt_rmr_view(In.get(), Double, &Data, &Count), CGT_RMR_OK);
  EXPECT_EQ(Count, 3u);
  EXPECT_EQ(memcmp(Data, D, sizeof D), 0);

  Pipe P;
  StreamPtr Other = P.open();
  EXPECT_EQ(cgt_rmr_continue_input(Other.get(), First, One), CGT_RMR_Unsupported);
  EXPECT_EQ(cgt_rmr_continue_output(Other.get(), First, One), CGT_RMR_Unsupported);
  In.reset(cgt_rmr_open_input(First, One - 1)); // a frame that broke stays so
  EXPECT_EQ(cgt_rmr_read(In.get(), Double, Got, 3), CGT_RMR_Truncated);
  EXPECT_EQ(cgt_rmr_continue_input(In.get(), Second + 1, Two), CGT_RMR_Truncated);
}

TEST_F(RmrStream, ViewsAreInPlace) {
  std::vector<double> Out(1000);
  std::iota(Out.begin(), Out.end(), 0.5);
  std::string Bytes = written([&](cgt_rmr_stream *S) { cgt_rmr_write(S, Double, Out.data(), Out.size()); });
  alignas(16) char Memory[16384];
  memcpy(Memory, Bytes.data(), Bytes.size());
  StreamPtr S(cgt_rmr_open_input(Memory, Bytes.size()));
  const void *Data = nullptr;
  size_t Count = 0;
  ASSERT_EQ(cgt_rmr_view(S.get(), Double, &Data, &Count), CGT_RMR_OK);
  EXPECT_EQ(Count, Out.size());
  EXPECT_TRUE(Data > Memory && Data < Memory + Bytes.size());
  EXPECT_EQ(memcmp(Data, Out.data(), Count * sizeof(double)), 0);
  // Where they aren't aligned, they are copied.
  memmove(Memory + 1, Memory, Bytes.size());
  StreamPtr Odd(cgt_rmr_open_input(Memory + 1, Bytes.size()));
  ASSERT_EQ(cgt_rmr_view(Odd.get(), Double, &Data, &Count), CGT_RMR_OK);
  EXPECT_FALSE(Data > Memory && Data < Memory + Bytes.size());
  EXPECT_EQ(memcmp(Data, Out.data(), Count * sizeof(double)), 0);
}

TEST_F(RmrStream, BytesMayComeInPieces) {
  std::vector<int> Out(50000);
  std::iota(Out.begin(), Out.end(), -7);
  std::string Bytes = written([&](cgt_rmr_stream *S) {
    for (size_t I = 0; I < 100; ++I)
      cgt_rmr_write(S, Int, Out.data() + I, I);
    double D = 1;
    cgt_rmr_write(S, Int, Out.data(), Out.size());
    cgt_rmr_write(S, Double, &D, 1);
  });
  for (size_t Piece : {size_t(1), size_t(3), size_t(17), size_t(4096), size_t(100000)}) {
    Pipe P;
    P.Bytes = Bytes;
    P.Piece = Piece;
    StreamPtr S = P.open();
    const void *Data = nullptr;
    size_t Count = 0;
    for (size_t I = 0; I < 100; ++I) {
      ASSERT_EQ(cgt_rmr_view(S.get(), Int, &Data, &Count), CGT_RMR_OK);
      ASSERT_EQ(Count, I);
      ASSERT_EQ(memcmp(Data, Out.data() + I, I * sizeof(int)), 0);
    }
    std::vector<int> In(Out.size());
    ASSERT_EQ(cgt_rmr_read(S.get(), Int, In.data(), In.size()), CGT_RMR_OK);
    ASSERT_EQ(In, Out);
    ASSERT_EQ(cgt_rmr_view(S.get(), Double, &Data, &Count), CGT_RMR_OK);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(Data) % alignof(double), 0u);
    EXPECT_EQ(*static_cast<const double *>(Data), 1);
    EXPECT_EQ(cgt_rmr_skip(S.get()), CGT_RMR_EndOfStream);
  }
}

TEST_F(RmrStream, OtherTypesStayUnread) {
  Pipe P;
  StreamPtr S = P.open();
  int X[2] = {7, 8};
  double D;
  cgt_rmr_write(S.get(), Int, X, 2);
  cgt_rmr_write(S.get(), Int, X, 1);
  EXPECT_EQ(cgt_rmr_read(S.get(), Double, &D, 1), CGT_RMR_ChangedType);
  EXPECT_NE(strstr(cgt_rmr_error(S.get()), "'int' became 'double'"), nullptr) << cgt_rmr_error(S.get());
  EXPECT_EQ(cgt_rmr_read(S.get(), Int, &X, 1), CGT_RMR_ChangedType);
  EXPECT_NE(strstr(cgt_rmr_error(S.get()), "2 elements of 'int' instead of 1"), nullptr) << cgt_rmr_error(S.get());
  EXPECT_EQ(cgt_rmr_skip(S.get()), CGT_RMR_OK);
  X[0] = 0;
  EXPECT_EQ(cgt_rmr_read(S.get(), Int, X, 1), CGT_RMR_OK);
  EXPECT_EQ(X[0], 7);
}

TEST_F(RmrStream, FixedMemoryRefusesWhatDoesNotFit) {
  int X[8] = {};
  std::string Whole = written([&](cgt_rmr_stream *S) { cgt_rmr_write(S, Int, X, 8); });
  for (size_t Size = 0; Size <= Whole.size(); ++Size) {
    std::vector<char> Memory(Size);
    StreamPtr S(cgt_rmr_open_output(Memory.data(), Size));
    bool Fits = Size == Whole.size();
    ASSERT_EQ(cgt_rmr_write(S.get(), Int, X, 8), Fits ? CGT_RMR_OK : CGT_RMR_WriteFailed) << Size;
    ASSERT_EQ(cgt_rmr_written(S.get()), Fits ? Size : 0);
    if (!Fits || Size < Whole.size() - 4)
      continue;
    ASSERT_EQ(std::string(Memory.data(), Size), Whole);
  }
  // What is refused leaves room for what is not.
  std::vector<char> Memory(Whole.size());
  StreamPtr S(cgt_rmr_open_output(Memory.data(), Memory.size()));
  std::vector<int> Large(100);
  EXPECT_EQ(cgt_rmr_write(S.get(), Int, Large.data(), Large.size()), CGT_RMR_WriteFailed);
  EXPECT_EQ(cgt_rmr_write(S.get(), Int, X, 8), CGT_RMR_OK);
  EXPECT_EQ(std::string(Memory.data(), Memory.size()), Whole);
}

TEST_F(RmrStream, FailuresOfTheCarrierAreTold) {
  Pipe P;
  P.FailAfter = 0;
  StreamPtr S = P.open();
  int X = 1;
  EXPECT_EQ(cgt_rmr_write(S.get(), Int, &X, 1), CGT_RMR_OK); // collected
  EXPECT_EQ(cgt_rmr_flush(S.get()), CGT_RMR_WriteFailed);
  EXPECT_STREQ(cgt_rmr_error(S.get()), "write failed");
  EXPECT_EQ(cgt_rmr_write(S.get(), Int, &X, 1), CGT_RMR_WriteFailed);
  cgt_rmr_io None = {[](void *, void *, size_t) { return -1L; }, nullptr, nullptr};
  StreamPtr In(cgt_rmr_open(&None, nullptr));
  EXPECT_EQ(cgt_rmr_read(In.get(), Int, &X, 1), CGT_RMR_ReadFailed);
  EXPECT_EQ(cgt_rmr_write(In.get(), Int, &X, 1), CGT_RMR_WriteFailed);
}

TEST_F(RmrStream, MemoryIsGivenBackAndMayRunOut) {
  std::vector<int> Out(3000, 5);
  std::string Bytes = written([&](cgt_rmr_stream *S) { cgt_rmr_write(S, Int, Out.data(), Out.size()); });
  bool Worked = false;
  for (size_t Limit = 0; !Worked; Limit += 1000) {
    CountedMemory M;
    M.Limit = Limit;
    Pipe P;
    P.Bytes = Bytes;
    cgt_rmr_memory Memory = M.memory();
    cgt_rmr_io Io = P.io();
    cgt_rmr_stream *S = cgt_rmr_open(&Io, &Memory);
    if (!S)
      continue;
    void *Data = nullptr;
    size_t Count = 0;
    cgt_rmr_status Status = cgt_rmr_take(S, Int, &Data, &Count);
    Worked = Status == CGT_RMR_OK;
    EXPECT_TRUE(Worked || Status == CGT_RMR_OutOfMemory) << cgt_rmr_error(S);
    if (Worked) {
      EXPECT_EQ(Count, Out.size());
      cgt_rmr_free(S, Data);
    }
    cgt_rmr_close(S);
    EXPECT_EQ(M.Now, 0u);
    ASSERT_LT(Limit, 1u << 20);
  }
}

TEST_F(RmrStream, NewerAndForeignStreamsAreRefused) {
  int X = 1;
  std::string Good = written([&](cgt_rmr_stream *S) { cgt_rmr_write(S, Int, &X, 1); });
  auto StatusOf = [&](std::string Bytes) {
    StreamPtr S(cgt_rmr_open_input(Bytes.data(), Bytes.size()));
    cgt_rmr_status First = cgt_rmr_skip(S.get());
    EXPECT_EQ(cgt_rmr_skip(S.get()) == CGT_RMR_EndOfStream, First == CGT_RMR_OK || First == CGT_RMR_EndOfStream);
    return First;
  };
  EXPECT_EQ(StatusOf(Good), CGT_RMR_OK);
  EXPECT_EQ(StatusOf(""), CGT_RMR_EndOfStream);
  EXPECT_EQ(StatusOf("GET / HTTP/1.1\r\n\r\n"), CGT_RMR_BadMagic);
  EXPECT_EQ(StatusOf("GET"), CGT_RMR_BadMagic);
  EXPECT_EQ(StatusOf(Good.substr(0, 5)), CGT_RMR_Truncated);
  std::string Newer = Good;
  Newer[8] = Newer[10] = 2;
  EXPECT_EQ(StatusOf(Newer), CGT_RMR_TooNew);
  Newer[10] = 1;
  EXPECT_EQ(StatusOf(Newer), CGT_RMR_OK);
  std::string Flag = Good;
  Flag[13] = 1;
  EXPECT_EQ(StatusOf(Flag), CGT_RMR_OK);
  Flag[14] = 1;
  EXPECT_EQ(StatusOf(Flag), CGT_RMR_Unsupported);
}

TEST_F(RmrStream, DamageKeepsItsMessage) {
  Pipe P;
  P.Bytes = "GET / HTTP/1.1";
  P.FailAfter = 0;
  StreamPtr S = P.open();
  int X = 1;
  EXPECT_EQ(cgt_rmr_skip(S.get()), CGT_RMR_BadMagic);
  EXPECT_STREQ(cgt_rmr_error(S.get()), "offset 0: is not a stream of records");
  EXPECT_EQ(cgt_rmr_write(S.get(), Int, &X, 1), CGT_RMR_OK); // collected
  EXPECT_EQ(cgt_rmr_flush(S.get()), CGT_RMR_WriteFailed);
  EXPECT_STREQ(cgt_rmr_error(S.get()), "write failed");
  EXPECT_EQ(cgt_rmr_skip(S.get()), CGT_RMR_BadMagic);
  EXPECT_STREQ(cgt_rmr_error(S.get()), "offset 0: is not a stream of records");

  std::string Garbage = "garbage";
  StreamPtr In(cgt_rmr_open_input(Garbage.data(), Garbage.size()));
  EXPECT_EQ(cgt_rmr_skip(In.get()), CGT_RMR_BadMagic);
  EXPECT_EQ(cgt_rmr_continue_output(In.get(), &X, sizeof X), CGT_RMR_Unsupported);
  EXPECT_EQ(cgt_rmr_continue_input(In.get(), Garbage.data(), Garbage.size()), CGT_RMR_BadMagic);
  EXPECT_STREQ(cgt_rmr_error(In.get()), "offset 0: is not a stream of records");
}

TEST_F(RmrStream, SmallRecordsOneByOne) {
  Pipe P;
  StreamPtr S = P.open();
  for (int I = 0; I < 20000; ++I) {
    double D = I / 2.0;
    ASSERT_EQ(cgt_rmr_write(S.get(), Double, &D, 1), CGT_RMR_OK);
    ASSERT_EQ(cgt_rmr_write(S.get(), Double, &D, 1), CGT_RMR_OK);
    if (I % 3 == 0)
      ASSERT_EQ(cgt_rmr_write(S.get(), Int, &I, 1), CGT_RMR_OK);
  }
  for (int I = 0; I < 20000; ++I) {
    double D[2] = {-1, -1};
    int N = -1;
    ASSERT_EQ(cgt_rmr_read(S.get(), Double, &D[0], 1), CGT_RMR_OK);
    ASSERT_EQ(cgt_rmr_read(S.get(), Double, &D[1], 1), CGT_RMR_OK);
    ASSERT_EQ(D[0], I / 2.0);
    ASSERT_EQ(D[1], I / 2.0);
    if (I % 3 == 0) {
      ASSERT_EQ(cgt_rmr_read(S.get(), Double, &D[0], 1), CGT_RMR_ChangedType);
      ASSERT_EQ(cgt_rmr_read(S.get(), Int, &N, 1), CGT_RMR_OK);
      ASSERT_EQ(N, I);
    }
  }
  EXPECT_EQ(cgt_rmr_skip(S.get()), CGT_RMR_EndOfStream);
}

TEST_F(RmrStream, AnotherStreamBehindIsNamed) {
  std::string Bytes = written([&](cgt_rmr_stream *S) {
    int X = 1;
    cgt_rmr_write(S, Int, &X, 1);
  });
  Bytes += Bytes;
  StreamPtr S(cgt_rmr_open_input(Bytes.data(), Bytes.size()));
  int X = 0;
  ASSERT_EQ(cgt_rmr_read(S.get(), Int, &X, 1), CGT_RMR_OK);
  EXPECT_EQ(cgt_rmr_read(S.get(), Int, &X, 1), CGT_RMR_Malformed);
  EXPECT_NE(std::string(cgt_rmr_error(S.get())).find("another stream begins here"), std::string::npos)
      << cgt_rmr_error(S.get());
}

TEST_F(RmrStream, CutRecordsAreToldAlikeHoweverTheyCome) {
  std::vector<double> Sent(5000, 1.5), Got(5000);
  std::string Bytes = written([&](cgt_rmr_stream *S) { cgt_rmr_write(S, Double, Sent.data(), Sent.size()); });
  Bytes.resize(Bytes.size() - 3);
  for (int Way = 0; Way < 4; ++Way) {
    std::set<std::string> Messages;
    for (size_t Piece : {1, 7, 509, 4096, 1 << 20}) {
      Pipe P;
      P.Bytes = Bytes;
      P.Piece = Piece;
      StreamPtr S = P.open();
      void *Taken = nullptr;
      const void *Seen = nullptr;
      EXPECT_EQ(Way == 0   ? cgt_rmr_read(S.get(), Double, Got.data(), Got.size())
                : Way == 1 ? cgt_rmr_take(S.get(), Double, &Taken, nullptr)
                : Way == 2 ? cgt_rmr_view(S.get(), Double, &Seen, nullptr)
                           : cgt_rmr_skip(S.get()),
                CGT_RMR_Truncated);
      Messages.insert(cgt_rmr_error(S.get()));
    }
    EXPECT_EQ(Messages.size(), 1u) << *Messages.begin();
  }
}
