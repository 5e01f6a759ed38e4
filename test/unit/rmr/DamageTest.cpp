//===- DamageTest.cpp - Damaged streams are refused, never followed -----------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Of each platform: the streams in test/Inputs/golden/streams, cut at each byte and with each byte changed.
//
//===----------------------------------------------------------------------===//

#include "rmr/Support.h"
#include "support/Support.h"

#include <fstream>
#include <records.h>
#include <sstream>

using namespace cgt::test;

static std::string golden(const std::string &Name) {
  std::ifstream File(std::string(CGT_SOURCE_DIR "/test/Inputs/golden/streams/") + Name, std::ios::binary);
  std::stringstream Bytes;
  Bytes << File.rdbuf();
  EXPECT_FALSE(Bytes.str().empty()) << Name;
  return Bytes.str();
}

namespace {

/// Reads all records of a stream, each one in every way.
class Reader {
public:
  Reader() {
    cgt_rmr_builder *B = Builder.get();
    Tags = {kinds_tag(B), city_tag(B), cgt_rmr_build(B, cgt_rmr_scalar_type(B, CGT_RMR_LONG))};
  }

  /// The first status but ok.
  cgt_rmr_status readAll(const std::string &Bytes, bool InPieces) {
    CountedMemory M;
    cgt_rmr_memory Memory = M.memory();
    Pipe P;
    P.Bytes = Bytes;
    P.Piece = 100;
    cgt_rmr_io Io = P.io();
    // An exact copy, so that a sanitizer sees each step beyond its end.
    std::vector<char> Exact(Bytes.begin(), Bytes.end());
    cgt_rmr_stream *S = InPieces ? cgt_rmr_open(&Io, &Memory) : cgt_rmr_open_input(Exact.data(), Exact.size());
    cgt_rmr_status Status = CGT_RMR_OK;
    for (unsigned I = 0; Status == CGT_RMR_OK && I < 1000; ++I) {
      for (const cgt_rmr_tag *Tag : Tags) {
        void *Data = nullptr;
        Status = cgt_rmr_take(S, Tag, &Data, nullptr);
        if (Status == CGT_RMR_OK)
          cgt_rmr_free(S, Data);
        if (Status != CGT_RMR_ChangedType)
          break;
      }
    }
    cgt_rmr_close(S);
    EXPECT_EQ(M.Now, 0u);
    EXPECT_LE(M.Most, 40 * Bytes.size() + (1u << 18));
    return Status;
  }

  BuilderPtr Builder = newBuilder();
  std::vector<const cgt_rmr_tag *> Tags;
};

class RmrDamage : public ::testing::TestWithParam<std::string> {};

} // namespace

TEST_P(RmrDamage, EachCut) {
  Reader R;
  std::string Whole = golden(GetParam());
  ASSERT_EQ(R.readAll(Whole, false), CGT_RMR_EndOfStream);
  for (size_t Size = 0; Size < Whole.size(); ++Size)
    for (bool InPieces : {false, true}) {
      cgt_rmr_status Status = R.readAll(Whole.substr(0, Size), InPieces);
      ASSERT_TRUE(Status == CGT_RMR_Truncated || Status == CGT_RMR_EndOfStream)
          << Size << ": " << cgt_rmr_text(Status) << InPieces;
    }
}

TEST_P(RmrDamage, EachByteChanged) {
  Reader R;
  std::string Whole = golden(GetParam());
  for (size_t I = 0; I < Whole.size(); ++I)
    for (int Change : {1, 0x80, 0xff, 0x10}) {
      std::string Bytes = Whole;
      Bytes[I] = static_cast<char>(Bytes[I] ^ Change);
      (void)R.readAll(Bytes, Change == 1);
    }
}

TEST_P(RmrDamage, RandomBytes) {
  Reader R;
  std::mt19937_64 Random = seededRandom();
  std::string Whole = golden(GetParam());
  for (int Round = 0; Round < 2000; ++Round) {
    std::string Bytes = Whole;
    for (int Changes = 0; Changes < 4; ++Changes)
      Bytes[Random() % Bytes.size()] = static_cast<char>(Random());
    (void)R.readAll(Bytes, Round & 1);
  }
}

static std::vector<std::string> goldenStreams() {
  std::vector<std::string> Names;
  for (const std::string &Platform : platformNames())
    Names.push_back("rmr-1." + Platform);
  return Names;
}

INSTANTIATE_TEST_SUITE_P(Golden, RmrDamage, ::testing::ValuesIn(goldenStreams()),
                         [](const auto &Info) { return Info.param.substr(Info.param.find('.') + 1); });
