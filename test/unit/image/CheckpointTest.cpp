//===- CheckpointTest.cpp - Images written and read back ---------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "image/SampleImage.h"

using namespace cgt;
using namespace cgt::test;

static void expectSample(const SampleImage &Sample, const Image &I) {
  EXPECT_TRUE(I.Sender == Sample.Source.Sender);
  EXPECT_EQ(text(I.Sender.Triple), text(Sample.Source.Sender.Triple));
  EXPECT_EQ(I.Process.Polls, 1234567890123u);
  EXPECT_EQ(I.Process.StdinPosition, -1);
  EXPECT_EQ(I.Process.Errno, -3);
  EXPECT_EQ(I.Process.Rounding, 2);
  EXPECT_TRUE(I.Process.StdinEnded);
  EXPECT_FALSE(I.Process.StdinFailed);
  EXPECT_EQ(text(I.Process.Program), "./prog");
  ASSERT_EQ(I.NumUnits, 1u);
  EXPECT_EQ(text(I.Units[0].Functions[0].Name), "f");
  ASSERT_EQ(I.NumActivations, 2u);
  EXPECT_EQ(I.Activations[1].Step, 2u);
  EXPECT_EQ(memcmp(I.Activations[1].Record, Sample.Record.data(), Sample.Record.size()), 0);
  ASSERT_EQ(I.NumObjects, 4u);
  EXPECT_EQ(memcmp(I.Objects[0].Data, Sample.Data.data(), 40), 0);
  EXPECT_EQ(I.Objects[1].Data, nullptr);
  EXPECT_EQ(text(I.Objects[3].Name), "argv.0");
  ASSERT_EQ(I.NumHooks, 1u);
  EXPECT_EQ(text(I.Hooks[0].Name), "SIGCHLD");
  ASSERT_EQ(I.NumRuns, 3u);
  EXPECT_EQ(I.Runs[0].Count, 3u);
  EXPECT_EQ(std::string(reinterpret_cast<const char *>(I.Runs[0].Data), 12), "abcdefghijkl");
  EXPECT_EQ(I.Runs[1].Type, NoIndex);
  EXPECT_EQ(memcmp(I.Runs[1].Data, Sample.Large.data(), Sample.Large.size()), 0);
  EXPECT_EQ(I.Runs[2].Size, 0u);
}

/// Readers of earlier versions skip what tells of the sender's executable.
TEST(Checkpoint, HomeComesBack) {
  SampleImage Sample(4096);
  const LibraryRecord Libraries[] = {{0x123456789abcdef0u, 0x7ffff7d00000u}, {~uint64_t(0), 0}};
  HomeRecord &H = Sample.Source.Home;
  H.Start = 0x400000;
  H.StackTop = 0x3000000000;
  H.StackPast = 0x2fffffe000;
  H.ThreadArea = 0x7ffff7d00740;
  H.Libraries = Libraries;
  H.NumLibraries = 2;
  for (const char *BuildId : {"", "twenty bytes of hash"}) {
    H.BuildId = BuildId;
    std::string Bytes = Sample.write(1);
    EXPECT_EQ(Bytes[8], H.BuildId.empty() ? 1 : 5);
    EXPECT_EQ(Bytes[10], 1);
    Arena Memory;
    Image I;
    ASSERT_TRUE(readImage(Bytes.data(), Bytes.size(), zstdCodec(), Memory, I).ok());
    expectSample(Sample, I);
    EXPECT_EQ(text(I.Home.BuildId), BuildId);
    if (H.BuildId.empty())
      continue;
    EXPECT_EQ(I.Home.Start, H.Start);
    EXPECT_EQ(I.Home.StackTop, H.StackTop);
    EXPECT_EQ(I.Home.StackPast, H.StackPast);
    EXPECT_EQ(I.Home.ThreadArea, H.ThreadArea);
    ASSERT_EQ(I.Home.NumLibraries, 2u);
    EXPECT_EQ(I.Home.Libraries[0].Identity, Libraries[0].Identity);
    EXPECT_EQ(I.Home.Libraries[0].Address, Libraries[0].Address);
    EXPECT_EQ(I.Home.Libraries[1].Identity, Libraries[1].Identity);
  }
}

/// Of a file, two descriptors that share a description, and a stream on one of them.
struct SampleFiles {
  const uint8_t Bytes[5] = {'h', 'e', 'l', 'l', 'o'};
  FileExtent Extents[2];
  FileRecord Files[2];
  DescriptionRecord Description;
  DescriptorRecord Descriptors[3];
  StreamRecord Stream;
  InheritedRecord Inherited;
  OpenFiles Open;

  SampleFiles() {
    Extents[0] = {3, 5, Bytes};
    Extents[1] = {uint64_t(3) << 30, 2, Bytes};
    Files[0].Fate = FileFate::Embedded;
    Files[0].Name = "base";
    Files[0].Mode = 0640;
    Files[0].Size = uint64_t(4) << 30;
    Files[0].Extents = Extents;
    Files[0].NumExtents = 2;
    Files[1].Name = "/in";
    Files[1].Size = 9;
    Files[1].Known = 8;
    Files[1].Head = 77;
    Files[1].Tail = ~uint64_t(0);
    Description = {1, DescriptionRecord::Readable | DescriptionRecord::NonBlock, 8};
    Descriptors[0] = {0, NoIndex, false};
    Descriptors[1] = {3, 0, true};
    Descriptors[2] = {17, 0, false};
    Stream.Address = 0x7000;
    Stream.Descriptor = 17;
    Stream.Flags = StreamRecord::NoWrites | StreamRecord::Ended;
    Stream.Unread = Bytes;
    Stream.UnreadSize = 4;
    Stream.UnreadAt = 100;
    Stream.PushedBack = Bytes + 1;
    Stream.PushedBackSize = 1;
    Inherited = {1, 4000, 1, 2};
    Open.Files = Files;
    Open.NumFiles = 2;
    Open.Descriptions = &Description;
    Open.NumDescriptions = 1;
    Open.Descriptors = Descriptors;
    Open.NumDescriptors = 3;
    Open.Streams = &Stream;
    Open.NumStreams = 1;
    Open.Inherited = &Inherited;
    Open.NumInherited = 1;
    Open.Variables[1] = 3;
    Open.Variables[2] = NoIndex;
  }
};

TEST(Checkpoint, FilesComeBack) {
  SampleImage Sample(4096);
  SampleFiles Files;
  Sample.Source.Files = Files.Open;
  std::string Bytes = Sample.write(1);
  EXPECT_EQ(Bytes[8], 6);
  EXPECT_EQ(Bytes[10], 6);
  Arena Memory;
  Image I;
  ASSERT_TRUE(readImage(Bytes.data(), Bytes.size(), zstdCodec(), Memory, I).ok());
  expectSample(Sample, I);
  const OpenFiles &O = I.Files;
  ASSERT_EQ(O.NumFiles, 2u);
  EXPECT_EQ(text(O.Files[0].Name), "base");
  EXPECT_EQ(O.Files[0].Fate, FileFate::Embedded);
  EXPECT_EQ(O.Files[0].Mode, 0640u);
  ASSERT_EQ(O.Files[0].NumExtents, 2u);
  EXPECT_EQ(O.Files[0].Extents[1].Offset, uint64_t(3) << 30);
  EXPECT_EQ(memcmp(O.Files[0].Extents[0].Data, "hello", 5), 0);
  EXPECT_EQ(O.Files[1].Known, 8u);
  EXPECT_EQ(O.Files[1].Head, 77u);
  EXPECT_EQ(O.Files[1].Tail, ~uint64_t(0));
  ASSERT_EQ(O.NumDescriptors, 3u);
  EXPECT_EQ(O.Descriptors[0].Description, NoIndex);
  EXPECT_TRUE(O.Descriptors[1].CloseOnExec);
  EXPECT_EQ(O.Descriptors[2].Number, 17u);
  EXPECT_EQ(O.Descriptions[0].Position, 8u);
  ASSERT_EQ(O.NumStreams, 1u);
  EXPECT_EQ(O.Streams[0].UnreadAt, 100u);
  EXPECT_EQ(memcmp(O.Streams[0].Unread, "hell", 4), 0);
  EXPECT_EQ(O.Streams[0].PushedBackSize, 1u);
  ASSERT_EQ(O.NumInherited, 1u);
  EXPECT_EQ(O.Inherited[0].Position, 4000u);
  EXPECT_EQ(O.Variables[1], 3u);
  EXPECT_EQ(O.Variables[2], NoIndex);
}

/// Without descriptors and streams a reader of version 5 may do without.
TEST(Checkpoint, StandardFilesMayBeSkipped) {
  SampleImage Sample(4096);
  SampleFiles Files;
  Sample.Source.Files.Inherited = &Files.Inherited;
  Sample.Source.Files.NumInherited = 1;
  std::string Bytes = Sample.write(1);
  EXPECT_EQ(Bytes[8], 6);
  EXPECT_EQ(Bytes[10], 1);
}

/// What a number refers to is there, or the image is refused.
TEST(Checkpoint, FilesThatDontFitTogetherAreMalformed) {
  static void (*const Damages[])(SampleFiles &F) = {
      [](SampleFiles &F) { F.Description.File = 2; },
      [](SampleFiles &F) { F.Descriptors[1].Description = 1; },
      [](SampleFiles &F) { F.Descriptors[2].Description = NoIndex; },
      [](SampleFiles &F) { F.Descriptors[1].Number = 17; },
      [](SampleFiles &F) { F.Files[0].Size = 7; },
      [](SampleFiles &F) { F.Files[0].Fate = FileFate::Cut; },
      [](SampleFiles &F) { F.Files[1].Known = 10; },
      [](SampleFiles &F) { F.Files[1].Name = Str(); },
      [](SampleFiles &F) { F.Files[1].Name = Str("a\0b", 3); },
      [](SampleFiles &F) { F.Stream.Flags |= StreamRecord::Closed; },
      [](SampleFiles &F) { F.Stream.Flags |= StreamRecord::Wide; },
      [](SampleFiles &F) { F.Inherited.Number = 3; },
      [](SampleFiles &F) { F.Open.Variables[0] = 4; },
  };
  for (auto *Damage : Damages) {
    SampleImage Sample(4096);
    SampleFiles Files;
    Damage(Files);
    Sample.Source.Files = Files.Open;
    std::string Bytes = Sample.write(1);
    Arena Memory;
    Image I;
    EXPECT_EQ(readImage(Bytes.data(), Bytes.size(), zstdCodec(), Memory, I).Code, Errc::Malformed);
  }
}

/// A reader of version 5 skips entries unless one is needed.
TEST(Checkpoint, ResourcesComeBack) {
  SampleImage Sample(4096);
  const uint8_t Mask[] = {0x12, 0};
  ResourceRecord Resources[2];
  Resources[0].Name = "umask";
  Resources[0].Data = Mask;
  Resources[0].Size = sizeof Mask;
  Resources[1].Name = "nothing";
  Sample.Source.Resources = Resources;
  Sample.Source.NumResources = 2;
  for (bool Needed : {false, true}) {
    Resources[1].Needed = Needed;
    std::string Bytes = Sample.write(1);
    EXPECT_EQ(Bytes[8], 6);
    EXPECT_EQ(Bytes[10], Needed ? 6 : 1);
    Arena Memory;
    Image I;
    ASSERT_TRUE(readImage(Bytes.data(), Bytes.size(), zstdCodec(), Memory, I).ok());
    expectSample(Sample, I);
    ASSERT_EQ(I.NumResources, 2u);
    EXPECT_EQ(text(I.Resources[0].Name), "umask");
    EXPECT_FALSE(I.Resources[0].Needed);
    ASSERT_EQ(I.Resources[0].Size, sizeof Mask);
    EXPECT_EQ(memcmp(I.Resources[0].Data, Mask, sizeof Mask), 0);
    EXPECT_EQ(I.Resources[1].Needed, Needed);
    EXPECT_EQ(I.Resources[1].Size, 0u);
  }
  Resources[1].Name = "umask";
  std::string Twice = Sample.write(1);
  Arena Memory;
  Image I;
  EXPECT_EQ(readImage(Twice.data(), Twice.size(), zstdCodec(), Memory, I).Code, Errc::Malformed);
}

/// Only images that tell it need a reader that knows.
TEST(Checkpoint, GlobalsComeBackWithTheirStart) {
  SampleImage Sample(4096);
  auto *Start = reinterpret_cast<const uint8_t *>(Sample.Large.data());
  for (const uint8_t *AtStart : {static_cast<const uint8_t *>(nullptr), Sample.Objects[0].Data, Start}) {
    Sample.Objects[0].AtStart = AtStart;
    std::string Bytes = Sample.write(1);
    EXPECT_EQ(Bytes[8] == 4 && Bytes[10] == 4, AtStart != nullptr);
    Arena Memory;
    Image I;
    ASSERT_TRUE(readImage(Bytes.data(), Bytes.size(), zstdCodec(), Memory, I).ok());
    expectSample(Sample, I);
    const ObjectRecord &O = I.Objects[0];
    EXPECT_EQ(O.AtStart == O.Data, AtStart == Sample.Objects[0].Data);
    if (AtStart)
      EXPECT_EQ(memcmp(O.AtStart, AtStart, 40), 0);
    else
      EXPECT_EQ(O.AtStart, nullptr);
  }
}

TEST(Checkpoint, EverythingComesBackAtEachLevel) {
  SampleImage Sample(9 << 20); // several chunks
  for (int Level : {0, 1, 3}) {
    std::string Bytes = Sample.write(Level);
    Arena Memory;
    Image I;
    Status S = readImage(Bytes.data(), Bytes.size(), zstdCodec(), Memory, I);
    ASSERT_TRUE(S.ok()) << errorText(S.Code) << " at " << S.Place;
    expectSample(Sample, I);
    if (Level > 0)
      EXPECT_LT(Bytes.size(), Sample.Large.size() / 2);
  }
}

TEST(Checkpoint, WithoutCompressionDataStaysInTheFile) {
  SampleImage Sample(1 << 20);
  std::string Bytes = Sample.write(0);
  Arena Memory;
  Image I;
  ASSERT_TRUE(readImage(Bytes.data(), Bytes.size(), Codec(), Memory, I).ok());
  auto *Data = reinterpret_cast<const char *>(I.Runs[1].Data);
  EXPECT_TRUE(Data >= Bytes.data() && Data < Bytes.data() + Bytes.size());
}

TEST(Checkpoint, WithoutCodecNothingIsCompressed) {
  SampleImage Sample(100);
  EXPECT_EQ(Sample.write(5, Codec()), Sample.write(0));
}

TEST(Checkpoint, CompressedImageNeedsACodec) {
  SampleImage Sample(100000);
  std::string Bytes = Sample.write(1);
  Arena Memory;
  Image I;
  EXPECT_EQ(readImage(Bytes.data(), Bytes.size(), Codec(), Memory, I).Code, Errc::Unsupported);
}

TEST(Checkpoint, SameStateGivesSameBytes) {
  SampleImage A(100000), B(100000);
  for (int Level : {0, 1})
    EXPECT_EQ(A.write(Level), B.write(Level));
}

TEST(Checkpoint, BlocksAreGatheredFromMemory) {
  SampleImage Sample(0);
  alignas(8) char Blocks[] = "abcd....efgh....ijkl....";
  Sample.Runs[0].Data = nullptr;
  Sample.Runs[0].Address = reinterpret_cast<uintptr_t>(Blocks);
  Sample.Runs[0].Stride = 8;
  std::string Bytes = Sample.write(1);
  Arena Memory;
  Image I;
  ASSERT_TRUE(readImage(Bytes.data(), Bytes.size(), zstdCodec(), Memory, I).ok());
  EXPECT_EQ(std::string(reinterpret_cast<const char *>(I.Runs[0].Data), 12), "abcdefghijkl");
}

TEST(Checkpoint, FailingSinkIsTold) {
  SampleImage Sample(100000);
  size_t Whole = Sample.write(0).size();
  for (size_t Room : {size_t(0), size_t(23), Whole / 2, Whole - 1}) {
    size_t Left = Room;
    Sink Out(
        [](void *Ctx, const void *, size_t Size) {
          auto &Left = *static_cast<size_t *>(Ctx);
          bool Fits = Size <= Left;
          Left -= Fits ? Size : 0;
          return Fits;
        },
        &Left);
    Arena Memory;
    EXPECT_EQ(writeImage(Sample.Source, Out, zstdCodec(), 0, Memory).Code, Errc::WriteFailed) << Room;
  }
}

TEST(Checkpoint, OutOfMemoryIsTold) {
  SampleImage Sample(1 << 20);
  std::string Bytes = Sample.write(1);
  Arena Small;
  Small.Left = 10000;
  Image I;
  EXPECT_EQ(readImage(Bytes.data(), Bytes.size(), zstdCodec(), Small, I).Code, Errc::OutOfMemory);
  StringSink Out;
  Small.Left = 10000;
  EXPECT_EQ(writeImage(Sample.Source, Out, zstdCodec(), 1, Small).Code, Errc::OutOfMemory);
}
