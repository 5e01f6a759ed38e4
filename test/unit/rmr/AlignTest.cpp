//===- AlignTest.cpp - Types that are aligned by more than most --------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "rmr/Support.h"

#include <vector>

using namespace cgt::test;

namespace {

struct alignas(64) Vector {
  float X[16];
};
struct Holder {
  Vector *P;
  const char *Text;
  Vector *Q;
};

class RmrAlign : public RmrTest {
protected:
  cgt_rmr_type vector() {
    cgt_rmr_type R = cgt_rmr_struct_type(Builder.get(), "struct v", sizeof(Vector));
    CGT_RMR_MEMBER(Builder.get(), R, Vector, X,
                   cgt_rmr_array_type(Builder.get(), cgt_rmr_scalar_type(Builder.get(), CGT_RMR_FLOAT), 16));
    return R;
  }
  const cgt_rmr_tag *holder() {
    cgt_rmr_builder *B = Builder.get();
    cgt_rmr_type R = cgt_rmr_struct_type(B, "struct holder", sizeof(Holder)), V = vector();
    CGT_RMR_MEMBER(B, R, Holder, P, cgt_rmr_pointer_type(B, V));
    CGT_RMR_MEMBER(B, R, Holder, Text, cgt_rmr_pointer_type(B, cgt_rmr_scalar_type(B, CGT_RMR_CHAR)));
    CGT_RMR_MEMBER(B, R, Holder, Q, cgt_rmr_pointer_type(B, V));
    return cgt_rmr_build(B, R);
  }
  static bool isAligned(const void *Data) { return reinterpret_cast<uintptr_t>(Data) % alignof(Vector) == 0; }

  const cgt_rmr_tag *Tag = cgt_rmr_build(Builder.get(), vector());
  Vector Out[3] = {{{1, 2, 3}}, {{4}}, {{5, 6}}};
};

} // namespace

TEST_F(RmrAlign, ViewsAndBlocks) {
  std::string Bytes = written([&](cgt_rmr_stream *S) {
    for (int I = 0; I < 8; ++I)
      ASSERT_EQ(cgt_rmr_write(S, Tag, Out, 3), CGT_RMR_OK);
  });
  for (bool Own : {false, true})
    for (size_t Shift = 0; Shift < 64; Shift += 16) {
      CountedMemory M;
      cgt_rmr_memory Memory = M.memory();
      Pipe P;
      P.Bytes = Bytes;
      P.Piece = Shift + 16; // windows begin elsewhere each time
      StreamPtr S = P.open(Own ? &Memory : nullptr);
      std::vector<void *> Blocks;
      for (int I = 0; I < 8; ++I) {
        const void *View = nullptr;
        void *Block = nullptr;
        size_t Count = 0;
        ASSERT_EQ(I % 2 ? cgt_rmr_view(S.get(), Tag, &View, &Count) : cgt_rmr_take(S.get(), Tag, &Block, &Count), CGT_RMR_OK);
        const void *Data = I % 2 ? View : Block;
        EXPECT_TRUE(isAligned(Data));
        ASSERT_EQ(Count, 3u);
        EXPECT_EQ(memcmp(Data, Out, sizeof Out), 0);
        if (Block)
          Blocks.push_back(Block);
      }
      for (void *Block : Blocks) {
        if (Own)
          cgt_rmr_free(S.get(), Block);
        else
          free(Block);
      }
      S.reset();
      EXPECT_EQ(M.Now, 0u);
    }
}

TEST_F(RmrAlign, ViewsAreInPlaceIfTheyAreAligned) {
  std::string Bytes = written([&](cgt_rmr_stream *S) { cgt_rmr_write(S, Tag, Out, 3); });
  alignas(64) char Memory[1024];
  size_t NumInPlace = 0;
  for (size_t Shift = 0; Shift < 64; ++Shift) {
    memcpy(Memory + Shift, Bytes.data(), Bytes.size());
    StreamPtr S(cgt_rmr_open_input(Memory + Shift, Bytes.size()));
    const void *Data = nullptr;
    size_t Count = 0;
    ASSERT_EQ(cgt_rmr_view(S.get(), Tag, &Data, &Count), CGT_RMR_OK);
    EXPECT_TRUE(isAligned(Data));
    EXPECT_EQ(memcmp(Data, Out, sizeof Out), 0);
    NumInPlace += Data >= Memory && Data < Memory + sizeof Memory;
  }
  EXPECT_EQ(NumInPlace, 1u);
}

TEST_F(RmrAlign, NodesOfGraphs) {
  const cgt_rmr_tag *Graph = holder();
  Holder H = {&Out[0], "text", &Out[2]};
  std::string Bytes = written([&](cgt_rmr_stream *S) { ASSERT_EQ(cgt_rmr_write(S, Graph, &H, 1), CGT_RMR_OK); });
  for (bool Own : {false, true}) {
    CountedMemory M;
    cgt_rmr_memory Memory = M.memory();
    Pipe P;
    P.Bytes = Bytes;
    StreamPtr S = P.open(Own ? &Memory : nullptr);
    void *Block = nullptr;
    ASSERT_EQ(cgt_rmr_take(S.get(), Graph, &Block, nullptr), CGT_RMR_OK) << cgt_rmr_error(S.get());
    auto *Got = static_cast<Holder *>(Block);
    EXPECT_TRUE(isAligned(Got->P) && isAligned(Got->Q));
    EXPECT_EQ(Got->P->X[2], 3);
    EXPECT_EQ(Got->Q->X[1], 6);
    EXPECT_STREQ(Got->Text, "text");
    cgt_rmr_free(S.get(), Block);
    S.reset();
    EXPECT_EQ(M.Now, 0u);
  }
}
