//===- HeapPagesTest.cpp - Images with the heap's pages whole ---------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "image/SampleImage.h"
#include "image/Sections.h"

using namespace cgt;
using namespace cgt::image;
using namespace cgt::test;

namespace {

constexpr size_t Page = 4096;

/// Two slabs that adjoin with one run of blocks through both, a gap, a large block.
struct PagedImage : SampleImage {
  PagedImage() : SampleImage(0) {
    for (size_t K = 0; K < sizeof Memory; ++K)
      Memory[K] = static_cast<uint8_t>(K * 7 + K / 256 + 1);
    auto Base = reinterpret_cast<uintptr_t>(Memory);
    for (uint32_t K = 0; K < 2; ++K)
      Places[K] = {Base + K * Page, 1, 64};
    Places[2] = {Base + 3 * Page, 2, 0};
    Source.Spans = Places;
    Source.NumSpans = 3;
    Source.PageSize = Page;
    set(Runs[0], Base, 64, 128, 60);
    set(Runs[1], Base + 3 * Page, 0, 1, Page + 5);
    Source.NumRuns = 2;
  }
  static void set(HeapRun &R, uint64_t Address, uint64_t Stride, uint64_t Count, uint64_t Size) {
    R = HeapRun();
    R.Address = Address;
    R.Stride = Stride;
    R.Count = Count;
    R.Size = Size;
  }

  alignas(Page) uint8_t Memory[5 * Page];
  SpanRecord Places[3];
};

Status read(const std::string &Bytes, Image &I, Arena &Memory, bool LeavePages = false) {
  return readImage(Bytes.data(), Bytes.size(), zstdCodec(), Memory, I, LeavePages);
}

Status read(const std::string &Bytes) {
  Arena Memory;
  Image I;
  return read(Bytes, I, Memory);
}

void expectBlocks(const PagedImage &P, const Image &I) {
  ASSERT_EQ(I.NumRuns, 2u);
  for (uint32_t K = 0; K < 2; ++K)
    for (uint64_t B = 0; B < I.Runs[K].Count; ++B)
      EXPECT_EQ(memcmp(I.Runs[K].block(B), P.Memory + (P.Runs[K].Address - P.Runs[0].Address) + B * P.Runs[K].Stride,
                       static_cast<size_t>(P.Runs[K].Size)),
                0)
          << K << ' ' << B;
}

} // namespace

/// Each span's pages lie at a place of the image that is congruent to their address.
static void expectPlaces(const Image &I, const std::string &Bytes, uint64_t Align) {
  EXPECT_EQ(I.NumSpans, 3u);
  for (uint32_t K = 0; K < I.NumSpans; ++K) {
    auto Place = static_cast<uint64_t>(reinterpret_cast<const char *>(I.Spans[K].Data) - Bytes.data());
    EXPECT_EQ((Place - I.Spans[K].Address) % Align, 0u);
  }
}

TEST(HeapPages, ComeBackAtCongruentPlaces) {
  auto P = std::make_unique<PagedImage>();
  std::string Bytes = P->write(0);
  Arena Memory;
  Image I;
  ASSERT_TRUE(read(Bytes, I, Memory).ok());
  EXPECT_TRUE(I.HasPages);
  EXPECT_FALSE(I.Unchecked);
  EXPECT_EQ(Bytes[8], 2);
  EXPECT_EQ(Bytes[10], 2);
  ASSERT_EQ(I.NumSpans, 3u);
  expectPlaces(I, Bytes, Page);
  expectBlocks(*P, I);
}

TEST(HeapPages, WhatBelongsToNoBlockIsZero) {
  auto P = std::make_unique<PagedImage>();
  std::string Bytes = P->write(0);
  Arena Memory;
  Image I;
  ASSERT_TRUE(read(Bytes, I, Memory).ok());
  for (size_t K = 0; K < 2 * Page; ++K)
    if (K % 64 >= 60)
      ASSERT_EQ(I.Spans[0].Data[K], 0) << K;
  for (size_t K = Page + 5; K < 2 * Page; ++K)
    ASSERT_EQ(I.Spans[2].Data[K], 0) << K;
  P->Memory[61] ^= 1; // so that the same state gives the same bytes
  EXPECT_EQ(P->write(0), Bytes);
}

TEST(HeapPages, CompressedImagesHaveNone) {
  auto P = std::make_unique<PagedImage>();
  std::string Bytes = P->write(1);
  Arena Memory;
  Image I;
  ASSERT_TRUE(read(Bytes, I, Memory).ok());
  EXPECT_FALSE(I.HasPages);
  EXPECT_EQ(Bytes[8], 1);
  expectBlocks(*P, I);
}

TEST(HeapPages, PagesOfFewBlocksAreNotWritten) {
  auto P = std::make_unique<PagedImage>();
  P->Runs[0].Count = 2;
  P->Source.NumRuns = 1;
  Arena Memory;
  Image I;
  std::string Bytes = P->write(0);
  ASSERT_TRUE(read(Bytes, I, Memory).ok());
  EXPECT_FALSE(I.HasPages);
  EXPECT_LT(Bytes.size(), Page);
}

TEST(HeapPages, LargerPagesKeepTheirDistance) {
  auto P = std::make_unique<PagedImage>();
  P->Source.PageSize = 16 * Page;
  std::string Bytes = P->write(0);
  Arena Memory;
  Image I;
  ASSERT_TRUE(read(Bytes, I, Memory).ok());
  ASSERT_TRUE(I.HasPages);
  expectPlaces(I, Bytes, 16 * Page);
  expectBlocks(*P, I);
}

TEST(HeapPages, CanBeLeftUnread) {
  auto P = std::make_unique<PagedImage>();
  std::string Bytes = P->write(0);
  Arena Memory;
  Image I;
  ASSERT_TRUE(read(Bytes, I, Memory).ok());
  std::string Bad = Bytes;
  Bad[static_cast<size_t>(reinterpret_cast<const char *>(I.Spans[2].Data) - Bytes.data()) + 9] ^= 1;
  EXPECT_EQ(read(Bad).Code, Errc::BadChecksum);
  ASSERT_TRUE(read(Bad, I, Memory, true).ok());
  EXPECT_TRUE(I.Unchecked);
  EXPECT_EQ(checkPages(Bad.data(), Bad.size()).Code, Errc::BadChecksum);
  EXPECT_TRUE(checkPages(Bytes.data(), Bytes.size()).ok());
  for (size_t Cut = 0; Cut < Bytes.size(); Cut += 61)
    EXPECT_FALSE(read(Bytes.substr(0, Cut), I, Memory, true).ok()) << Cut;
}

TEST(HeapPages, EveryFlippedByteIsRefused) {
  auto P = std::make_unique<PagedImage>();
  std::string Bytes = P->write(0);
  for (size_t At = 0; At < Bytes.size(); ++At) {
    Bytes[At] ^= 0x10;
    ASSERT_FALSE(read(Bytes).ok()) << At;
    Bytes[At] ^= 0x10;
  }
}

/// What a hostile writer may say of its pages.
TEST(HeapPages, RunsOutsideOfThemAreRefused) {
  auto P = std::make_unique<PagedImage>();
  std::vector<uint8_t> Contents(4 + 2 * Page);
  auto Read = [&](std::vector<SpanRecord> Spans, HeapRun R, uint8_t AlignByte = 0x10) {
    Contents[1] = AlignByte;
    Cursor In(Contents.data(), Contents.size(), Page - 4);
    Arena Memory;
    return readPages(In, Spans.data(), static_cast<uint32_t>(Spans.size()), &R, 1, Memory).Code;
  };
  auto Run = [](uint64_t Address, uint64_t Stride, uint64_t Count, uint64_t Size) {
    HeapRun R;
    PagedImage::set(R, Address, Stride, Count, Size);
    return R;
  };
  SpanRecord A{0x10000, 1, 64}, B{0x11000, 1, 64}, Far{0x20000, 1, 64};
  EXPECT_EQ(Read({A, B}, Run(0x10000, 64, 128, 64)), Errc::Ok);
  EXPECT_EQ(Read({A, B}, Run(0x10000, 64, 129, 64)), Errc::Malformed);
  EXPECT_EQ(Read({A, B}, Run(0xffff, 0, 1, 1)), Errc::Malformed);
  EXPECT_EQ(Read({A, B}, Run(0x12000, 0, 1, 0)), Errc::Malformed);
  EXPECT_EQ(Read({A, Far}, Run(0x10000, 0, 1, Page + 1)), Errc::Malformed);
  EXPECT_EQ(Read({B, A}, Run(0x10000, 0, 1, 1)), Errc::Malformed);
  EXPECT_EQ(Read({A, A}, Run(0x10000, 0, 1, 1)), Errc::Malformed);
  EXPECT_EQ(Read({A, B, Far}, Run(0x10000, 0, 1, 1)), Errc::Truncated);
  EXPECT_EQ(Read({A, B}, Run(0x10000, 0, 1, 1), 0x11), Errc::Malformed);
  EXPECT_EQ(Read({A, B}, Run(0x10000, 0, 1, 1), 0), Errc::Malformed);
  SpanRecord Odd{0x10008, 1, 64};
  EXPECT_EQ(Read({Odd}, Run(0x10008, 0, 1, 1)), Errc::Malformed);
}

//===--- Pointers out of the heap ------------------------------------------===//

namespace {
struct NotedImage : PagedImage {
  NotedImage() {
    auto Base = reinterpret_cast<uintptr_t>(Memory);
    Noted[0] = {Base + Page, 1};
    Noted[1] = {Base + 4 * Page, 1};
    Source.HasOutward = true;
    Source.Outward = {Noted, 2, 300};
  }
  PageRange Noted[2];
};
} // namespace

TEST(OutwardPointers, ComeBack) {
  auto P = std::make_unique<NotedImage>();
  std::string Bytes = P->write(0);
  Arena Memory;
  Image I;
  ASSERT_TRUE(read(Bytes, I, Memory).ok());
  EXPECT_EQ(Bytes[8], 3); // an older reader copes with it
  EXPECT_EQ(Bytes[10], 2);
  ASSERT_TRUE(I.HasOutward);
  EXPECT_EQ(I.Outward.Pointers, 300u);
  ASSERT_EQ(I.Outward.NumPages, 2u);
  for (uint32_t K = 0; K < 2; ++K) {
    EXPECT_EQ(I.Outward.Pages[K].Address, P->Noted[K].Address);
    EXPECT_EQ(I.Outward.Pages[K].Pages, 1u);
  }
  expectBlocks(*P, I);
}

TEST(OutwardPointers, GoWithPagesOnly) {
  auto P = std::make_unique<NotedImage>();
  std::string Bytes = P->write(1);
  Arena Memory;
  Image I;
  ASSERT_TRUE(read(Bytes, I, Memory).ok());
  EXPECT_FALSE(I.HasOutward);
  EXPECT_EQ(Bytes[8], 1);
}

TEST(OutwardPointers, CanBeSkipped) {
  auto P = std::make_unique<NotedImage>();
  std::string Bytes = P->write(0);
  size_t At = Bytes.find("PTRS", HeaderSize);
  ASSERT_NE(At, std::string::npos);
  EXPECT_EQ(Bytes[At + 4], static_cast<char>(SectionIgnorable));
}

TEST(OutwardPointers, EveryFlippedByteIsRefused) {
  auto P = std::make_unique<NotedImage>();
  std::string Bytes = P->write(0);
  size_t From = Bytes.find("PTRS", HeaderSize), To = Bytes.find("PAGE", From);
  for (size_t At = From; At < To; ++At) {
    Bytes[At] ^= 0x10;
    ASSERT_FALSE(read(Bytes).ok()) << At;
    Bytes[At] ^= 0x10;
  }
}

/// What a hostile writer may say of them.
TEST(OutwardPointers, OnlyPagesOfTheHeapInOrder) {
  SpanRecord Spans[] = {{0x10000, 2, 64}, {0x12000, 1, 0}, {0x20000, 1, 64}};
  auto Read = [&](std::vector<uint8_t> Contents) {
    Cursor In(Contents.data(), Contents.size());
    Arena Memory;
    OutwardPointers Result;
    Status S = readOutward(In, Spans, 3, Result, Memory);
    EXPECT_TRUE(!S.ok() || In.remaining() == 0);
    return S.Code;
  };
  EXPECT_EQ(Read({7, 0}), Errc::Ok);
  EXPECT_EQ(Read({7, 1, 0x10, 3}), Errc::Ok); // of two spans that adjoin
  EXPECT_EQ(Read({7, 2, 0x11, 1, 0x0e, 1}), Errc::Ok);
  EXPECT_EQ(Read({7, 3, 0x10, 1, 1, 1, 0x0d, 1}), Errc::Ok);
  EXPECT_EQ(Read({7, 1, 0x10, 0}), Errc::Malformed);       // none
  EXPECT_EQ(Read({7, 2, 0x10, 1, 0, 1}), Errc::Malformed); // they adjoin
  EXPECT_EQ(Read({7, 1, 0x0f, 1}), Errc::Malformed);
  EXPECT_EQ(Read({7, 1, 0x0f, 2}), Errc::Malformed);
  EXPECT_EQ(Read({7, 1, 0x10, 4}), Errc::Malformed);
  EXPECT_EQ(Read({7, 1, 0x20, 2}), Errc::Malformed);
  EXPECT_EQ(Read({7, 1, 0x21, 1}), Errc::Malformed);
  EXPECT_EQ(Read({7, 1, 0x10, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x07}), Errc::Malformed); // beyond memory
  EXPECT_EQ(Read({7, 2, 0x10, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 1}), Errc::Malformed);
  EXPECT_EQ(Read({7, 2, 0x10, 1}), Errc::CountTooLarge);
  EXPECT_EQ(Read({7, 1, 0x10}), Errc::CountTooLarge);
  EXPECT_EQ(Read({7}), Errc::Truncated);
}
