//===- ImageFactsTest.cpp - Whose an image is, and how large ------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "image/SampleImage.h"

#include "image/ImageFacts.h"

using namespace cgt;
using namespace cgt::test;

static std::string blobOf(const char *File, const char *FirstExternal) {
  UnitInfo Unit;
  Unit.File = File;
  Unit.FirstExternal = FirstExternal;
  StringSink Out;
  EXPECT_TRUE(writeUnit(Unit, Out).ok());
  return Out.Bytes;
}

static bool isOf(const std::string &Image, const std::vector<std::string> &Blobs) {
  std::vector<Cursor> Units;
  for (const std::string &Blob : Blobs)
    Units.emplace_back(Blob.data(), Blob.size());
  Arena Memory;
  return isImageOf(Image.data(), Image.size(), zstdCodec(), Memory, Units.data(), static_cast<uint32_t>(Units.size()));
}

TEST(ImageFacts, UnitsTellPrograms) {
  SampleImage Sample(1 << 20);
  std::string More = blobOf("b.c", "g"), Same = blobOf("a.c", ""), Other = blobOf("a.c", "main");
  for (int Level : {0, 1}) {
    std::string Image = Sample.write(Level);
    EXPECT_TRUE(isOf(Image, {Sample.Blob}));
    EXPECT_TRUE(isOf(Image, {Same})); // other contents: an edited program
    EXPECT_TRUE(isOf(Image, {More, Sample.Blob}));
    EXPECT_FALSE(isOf(Image, {More}));
    EXPECT_FALSE(isOf(Image, {Other}));
    EXPECT_FALSE(isOf(Image, {}));
  }
  Cursor Both[] = {Sample.Units, Cursor(More.data(), More.size())};
  Sample.Source.UnitBlobs = Both;
  Sample.Source.NumUnits = 2;
  std::string Image = Sample.write(1);
  EXPECT_TRUE(isOf(Image, {Sample.Blob})); // it had one more once
  EXPECT_FALSE(isOf(Image, {Sample.Blob, Other}));
}

TEST(ImageFacts, DamageIsNobodys) {
  SampleImage Sample(100);
  std::string Image = Sample.write(1);
  size_t Whole = 0;
  for (size_t Size = 0; Size <= Image.size(); ++Size)
    Whole += isOf(Image.substr(0, Size), {Sample.Blob});
  EXPECT_GT(Whole, 0u);
  EXPECT_LT(Whole, Image.size()); // what lies behind the units isn't looked at
  for (size_t At = 0; At < Image.size() - Whole; ++At) {
    std::string Damaged = Image;
    Damaged[At] = static_cast<char>(Damaged[At] ^ 4);
    EXPECT_FALSE(isOf(Damaged, {Sample.Blob})) << At;
  }
}

TEST(ImageFacts, NoImageIsSmaller) {
  for (size_t Large : {0, 5000, 3 << 20}) {
    SampleImage Sample(Large);
    uint64_t Least = leastImageSize(Sample.Source, 0);
    EXPECT_GE(Least, Large);
    EXPECT_LE(Least, Sample.write(0).size());
    EXPECT_EQ(leastImageSize(Sample.Source, 1), 0u);
  }
}
