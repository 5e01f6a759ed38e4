//===- CheckpointDamageTest.cpp - Damaged and hostile images -----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "base/Hash.h"
#include "image/FrameWalk.h"
#include "image/SampleImage.h"
#include "image/Sections.h"

using namespace cgt;
using namespace cgt::image;
using namespace cgt::test;

/// Reads from a buffer of its own size, so that sanitizers see every byte too many.
static Status read(const std::string &Bytes, Image *Result = nullptr) {
  std::vector<char> Copy(Bytes.begin(), Bytes.end());
  Arena Memory;
  Image I;
  Status S = readImage(Copy.data(), Copy.size(), zstdCodec(), Memory, I);
  if (Result)
    *Result = I;
  return S;
}

TEST(Damage, EveryFlippedBitIsRefused) {
  for (int Level : {0, 1}) {
    std::string Good = SampleImage(300).write(Level);
    ASSERT_TRUE(read(Good).ok());
    for (size_t At = 0; At < Good.size(); ++At)
      for (unsigned Bit = 0; Bit < 8; ++Bit) {
        std::string Bad = Good;
        Bad[At] = static_cast<char>(Bad[At] ^ (1 << Bit));
        ASSERT_FALSE(read(Bad).ok()) << "byte " << At << ", bit " << Bit;
      }
  }
}

TEST(Damage, EveryCutIsRefused) {
  for (int Level : {0, 1}) {
    std::string Good = SampleImage(300).write(Level);
    for (size_t Size = 0; Size < Good.size(); ++Size)
      ASSERT_EQ(read(Good.substr(0, Size)).Code, Errc::Truncated) << Size;
  }
}

TEST(Damage, BytesBehindTheEndAreRefused) {
  std::string Good = SampleImage(300).write(1);
  for (const char *More : {"x", "\n", "0123456789abcdef0123456789abcdef"}) {
    Status S = read(Good + More);
    EXPECT_EQ(S.Code, Errc::TrailingBytes);
    EXPECT_EQ(S.Place, Good.size());
  }
  EXPECT_EQ(read(Good + Good).Code, Errc::TrailingBytes);
  EXPECT_EQ(read(Good + std::string(1, '\0')).Code, Errc::TrailingBytes);
}

TEST(Damage, RandomDamageOfALargeImageIsRefused) {
  std::string Good = SampleImage(5 << 20).write(1);
  auto Random = seededRandom();
  for (unsigned K = 0; K < 300; ++K) {
    std::string Bad = Good;
    size_t At = Random() % Bad.size();
    switch (Random() % 4) {
    case 0: Bad[At] = static_cast<char>(Bad[At] ^ (1 << Random() % 8)); break;
    case 1: Bad.erase(At, 1 + Random() % 100); break;
    case 2: Bad.insert(At, 1 + Random() % 100, static_cast<char>(Random())); break;
    default: Bad.replace(At, 50, std::string(50, static_cast<char>(Random())));
    }
    if (Bad != Good)
      ASSERT_FALSE(read(Bad).ok()) << K;
  }
}

TEST(Damage, OtherFilesAreNoImages) {
  EXPECT_EQ(read("").Code, Errc::Truncated);
  EXPECT_EQ(read("#!/bin/sh\necho hello, this is a script\n").Code, Errc::BadMagic);
  EXPECT_EQ(read(std::string(1000, '\0')).Code, Errc::BadMagic);
}

TEST(Damage, TextTransferIsFoundAtOnce) {
  std::string Bad = SampleImage(300).write(0);
  Bad.erase(Bad.find('\r'), 1);
  EXPECT_EQ(read(Bad).Code, Errc::BadMagic);
}

/// Writes \p Value into \p Bytes, little-endian.
static void put(std::string &Bytes, size_t At, uint64_t Value, unsigned Size) { store(Bytes, At, Value, Size, false); }

/// Makes the header's checksum right again.
static void resealHeader(std::string &Bytes) {
  put(Bytes, HeaderSize - ChecksumSize, hashOf(Bytes.data(), HeaderSize - ChecksumSize), 8);
}

TEST(Damage, NewerVersionIsToldAsSuch) {
  std::string Newer = SampleImage(300).write(0);
  put(Newer, 8, 7, 2);
  put(Newer, 10, FormatVersion + 1, 2);
  EXPECT_EQ(read(Newer).Code, Errc::TooNew); // whatever else differs: its checksums may be others
  resealHeader(Newer);
  EXPECT_EQ(read(Newer).Code, Errc::TooNew);
  EXPECT_EQ(read(Newer).Place, 10u);
}

/// An image made of given contents, with right checksums, seal and all.
static std::string assemble(const std::vector<std::tuple<uint32_t, uint32_t, std::string>> &Sections,
                            uint16_t WrittenBy = PlainVersion, uint32_t HeaderFlags = 0) {
  std::string File(HeaderSize, 0);
  memcpy(&File[0], Magic, sizeof Magic);
  put(File, 8, WrittenBy, 2);
  put(File, 10, PlainVersion, 2);
  put(File, 12, HeaderFlags, 4);
  resealHeader(File);
  std::string Table;
  auto Section = [&](uint32_t Kind, uint32_t Flags, const std::string &Contents) {
    size_t Start = File.size();
    File.resize(Start + SectionHeaderSize + (Contents.empty() ? 0 : ChunkHeaderSize));
    put(File, Start, Kind, 4);
    put(File, Start + 4, Flags, 4);
    put(File, Start + 8, Contents.size(), 8);
    if (!Contents.empty()) {
      put(File, Start + 24, Contents.size(), 8);
      put(File, Start + 32, Contents.size(), 8);
    }
    File += Contents;
    uint64_t Checksum = hashOf(&File[Start], File.size() - Start);
    File.resize(File.size() + 8);
    put(File, File.size() - 8, Checksum, 8);
    std::string Entry(TableEntrySize, 0);
    put(Entry, 0, Kind, 4);
    put(Entry, 4, Flags, 4);
    put(Entry, 8, Start, 8);
    put(Entry, 16, File.size() - Start, 8);
    put(Entry, 24, Checksum, 8);
    return Entry;
  };
  for (const auto &[Kind, Flags, Contents] : Sections)
    Table += Section(Kind, Flags, Contents);
  size_t TableAt = File.size();
  Section(TableSection, 0, Table);
  size_t TrailerAt = File.size();
  File.resize(TrailerAt + TrailerSize);
  put(File, TrailerAt, TableAt, 8);
  put(File, TrailerAt + 8, File.size(), 8);
  memcpy(&File[TrailerAt + 16], EndMagic, sizeof EndMagic);
  std::string Sealed = File.substr(0, HeaderSize) + File.substr(TableAt, File.size() - TableAt - 8);
  put(File, TrailerAt + 24, hashOf(Sealed.data(), Sealed.size()), 8);
  return File;
}

/// The sections of a good image, to be changed one by one.
static std::vector<std::tuple<uint32_t, uint32_t, std::string>> goodSections() {
  std::string Good = SampleImage(300).write(0);
  SectionList List;
  EXPECT_TRUE(readSections(Good.data(), Good.size(), List).ok());
  std::vector<std::tuple<uint32_t, uint32_t, std::string>> Result;
  for (uint32_t K = 0; K < List.Count; ++K) {
    const Section &S = List.Sections[K];
    Result.emplace_back(S.Kind, S.Flags, Good.substr(S.Offset + SectionHeaderSize + ChunkHeaderSize, S.RawLength));
  }
  return Result;
}

static std::string with(uint32_t Kind, const std::string &Contents) {
  auto Sections = goodSections();
  for (auto &[K, Flags, Old] : Sections)
    if (K == Kind)
      Old = Contents;
  return assemble(Sections);
}

TEST(Hostile, AssembledImageIsTheWritersOwn) { EXPECT_EQ(assemble(goodSections()), SampleImage(300).write(0)); }

TEST(Hostile, UnknownSectionIsSkippedOnlyIfItSaysSo) {
  auto Sections = goodSections();
  Sections.insert(Sections.begin() + 2, {kind("NEWS"), SectionIgnorable, "some contents"});
  EXPECT_TRUE(read(assemble(Sections, FormatVersion + 1)).ok());
  std::get<1>(Sections[2]) = 0;
  EXPECT_EQ(read(assemble(Sections, FormatVersion + 1)).Code, Errc::Unsupported);
  std::get<1>(Sections[2]) = SectionIgnorable | 2;
  EXPECT_EQ(read(assemble(Sections, FormatVersion + 1)).Code, Errc::Unsupported);
}

TEST(Hostile, UnknownHeaderFlags) {
  EXPECT_TRUE(read(assemble(goodSections(), 1, 0x0001)).ok());
  EXPECT_EQ(read(assemble(goodSections(), 1, 0x10000)).Code, Errc::Unsupported);
}

TEST(Hostile, SectionsMustBeThereOnce) {
  auto All = goodSections();
  for (size_t K = 0; K < All.size(); ++K) {
    auto Sections = All;
    Sections.erase(Sections.begin() + static_cast<std::ptrdiff_t>(K));
    EXPECT_EQ(read(assemble(Sections)).Code, Errc::Malformed) << K;
    Sections = All;
    Sections.push_back(All[K]);
    EXPECT_EQ(read(assemble(Sections)).Code, Errc::Malformed) << K;
  }
}

TEST(Hostile, TooManySectionsAreRefused) {
  auto Sections = goodSections();
  for (uint32_t K = 0; K < 2 * MaxSections; ++K)
    Sections.emplace_back(K + 1, SectionIgnorable, "x");
  EXPECT_EQ(read(assemble(Sections)).Code, Errc::CountTooLarge);
}

TEST(Hostile, HugeCountsAreRefused) {
  std::string Huge("\xff\xff\xff\xff\x0f", 5);
  for (uint32_t Kind : {UnitsSection, StackSection, ObjectsSection, HooksSection, HeapSection})
    EXPECT_EQ(read(with(Kind, Huge + std::string(1000, 1))).Code, Errc::CountTooLarge);
}

/// Each item takes more memory than its bytes, but only so much: nothing is taken for items that can't be there.
TEST(Hostile, CountsOfItemsThatDontFitAreRefused) {
  StringSink Shortest;
  EXPECT_TRUE(writeUnit(UnitInfo(), Shortest).ok());
  EXPECT_EQ(Shortest.Bytes.size(), ShortestUnit);
  for (auto [Kind, Size] : {std::pair<uint32_t, size_t>{UnitsSection, 1 + ShortestUnit},
                            {StackSection, 4},
                            {ObjectsSection, 7},
                            {HooksSection, 6},
                            {HeapSection, 8}}) {
    StringSink Out;
    Out.writeULEB(1000);
    Out.Bytes.resize(Out.Bytes.size() + 1000 * Size);
    EXPECT_NE(read(with(Kind, Out.Bytes)).Code, Errc::CountTooLarge) << Kind;
    Out.Bytes.pop_back();
    EXPECT_EQ(read(with(Kind, Out.Bytes)).Code, Errc::CountTooLarge) << Kind;
  }
}

TEST(Hostile, RestOfASectionIsRefused) {
  for (const auto &[Kind, Flags, Contents] : goodSections())
    EXPECT_EQ(read(with(Kind, Contents + '\0')).Code, Errc::TrailingBytes) << Kind;
}

TEST(Hostile, EveryCutSectionIsRefused) {
  for (const auto &[Kind, Flags, Contents] : goodSections())
    for (size_t Size = 0; Size < Contents.size(); ++Size)
      ASSERT_FALSE(read(with(Kind, Contents.substr(0, Size))).ok()) << Kind << " " << Size;
}

TEST(Hostile, ChangedContentsWithRightChecksumsStayInBounds) {
  auto Random = seededRandom();
  auto All = goodSections();
  for (unsigned K = 0; K < 20000; ++K) {
    auto Sections = All;
    auto &Contents = std::get<2>(Sections[Random() % Sections.size()]);
    for (unsigned N = 1 + Random() % 3; N > 0 && !Contents.empty(); --N)
      Contents[Random() % Contents.size()] = static_cast<char>(Random() % 2 ? Random() : 0xff);
    Image I;
    (void)read(assemble(Sections), &I).ok(); // refused or not: sanitizers watch
  }
}

/// A heap directory of one run.
static std::string heapWith(uint64_t Address, uint64_t Stride, uint64_t Count, uint64_t Size, uint64_t Align = 0,
                            uint64_t Unit = 0, uint64_t Site = 0, uint64_t Type = 0) {
  StringSink Out;
  Out.writeULEB(1);
  for (uint64_t Value : {Address, Stride, Count, Size, Align, Unit, Site, Type})
    Out.writeULEB(Value);
  return Out.Bytes;
}

static Errc readHeap(const std::string &Directory, size_t DataSize) {
  auto Sections = goodSections();
  for (auto &[Kind, Flags, Contents] : Sections) {
    if (Kind == HeapSection)
      Contents = Directory;
    if (Kind == HeapDataSection)
      Contents.assign(DataSize, 'x');
  }
  return read(assemble(Sections)).Code;
}

TEST(Hostile, HeapRunsMustBeSound) {
  EXPECT_EQ(readHeap(heapWith(0x1000, 16, 4, 8), 32), Errc::Ok);
  EXPECT_EQ(readHeap(heapWith(0x1000, 4, 4, 8), 32), Errc::Malformed) << "blocks overlap";
  EXPECT_EQ(readHeap(heapWith(0x1000, 16, 0, 8), 0), Errc::Malformed) << "no block";
  EXPECT_EQ(readHeap(heapWith(~uint64_t(0) - 20, 16, 4, 8), 32), Errc::Malformed) << "wraps around";
  EXPECT_EQ(readHeap(heapWith(0x1000, uint64_t(1) << 62, 5, 8), 40), Errc::Malformed) << "wraps around";
  EXPECT_EQ(readHeap(heapWith(0x1000, 16, uint64_t(1) << 40, 8), 32), Errc::CountTooLarge);
  EXPECT_EQ(readHeap(heapWith(0x1000, 16, uint64_t(1) << 50, 1024), 32), Errc::Malformed);
  EXPECT_EQ(readHeap(heapWith(0x1000, 0, 1, 8, 3), 8), Errc::Malformed) << "alignment";
  EXPECT_EQ(readHeap(heapWith(0x1000, 0, 1, 8, 0, 2), 8), Errc::Malformed) << "unit";
  EXPECT_EQ(readHeap(heapWith(0x1000, 0, 1, 8, 0, 1, 0, 99), 8), Errc::Malformed) << "type";
  EXPECT_EQ(readHeap(heapWith(0x1000, 0, 1, 8, 0, 0, 0, 1), 8), Errc::Malformed) << "type without a unit";
  EXPECT_EQ(readHeap(heapWith(0x1000, 16, 4, 8), 33), Errc::TrailingBytes);
  EXPECT_EQ(readHeap(heapWith(0x1000, 16, MaxEmptyBlocks, 0), 0), Errc::Ok);
  EXPECT_EQ(readHeap(heapWith(0x1000, 16, MaxEmptyBlocks + 1, 0), 0), Errc::CountTooLarge) << "nothing justifies them";
}

TEST(Hostile, FunctionsThatAreCalledExist) {
  for (unsigned Kind : {HookRecord::Signal, HookRecord::Atexit, HookRecord::OnSave, HookRecord::OnResume}) {
    std::string Hook = {1, static_cast<char>(Kind), 0, 0, 1, 0, 0}; // one, of no number and name, at address 1
    EXPECT_EQ(read(with(HooksSection, Hook)).Code, Kind == HookRecord::Signal ? Errc::Ok : Errc::Malformed);
  }
}

TEST(Hostile, KindsOfHooksAreKnown) {
  auto Hook = [](unsigned Kind, char Function) {
    return read(with(HooksSection, {1, static_cast<char>(Kind), 0, 0, Function, 0, 0})).Code;
  };
  EXPECT_EQ(Hook(HookRecord::OnExit, 0), Errc::Malformed);
  EXPECT_EQ(Hook(HookRecord::ThreadKey, 0), Errc::Ok) << "has no destructor";
  EXPECT_EQ(Hook(HookRecord::ForkParent, 1), Errc::Malformed);
  EXPECT_EQ(Hook(HookRecord::LastKind + 1, 0), Errc::Unsupported);
}

TEST(Hostile, ArgumentsHaveDataAndAnEnd) {
  auto Object = [](const std::string &Name, const std::string &Data, bool HasData) {
    StringSink Out;
    for (uint64_t Value : {1, 4, 0, 0}) // one, of a process, no unit or index
      Out.writeULEB(Value);
    Out.writeString(Str(Name.data(), static_cast<uint32_t>(Name.size())));
    Out.writeULEB(0x7000);
    Out.writeULEB(Data.size());
    Out.writeU8(HasData);
    if (HasData)
      Out.writeBytes(Data.data(), Data.size());
    return read(with(ObjectsSection, Out.Bytes)).Code;
  };
  EXPECT_EQ(Object("argv.0", std::string("a", 2), true), Errc::Ok);
  EXPECT_EQ(Object("argv.0", "ab", true), Errc::Malformed) << "no end";
  EXPECT_EQ(Object("argv.0", "", true), Errc::Malformed) << "no end";
  EXPECT_EQ(Object("argv.0", std::string("a", 2), false), Errc::Malformed) << "no data";
  EXPECT_EQ(Object("argv", std::string(16, 0), true), Errc::Ok);
  EXPECT_EQ(Object("argv", std::string(15, 0), true), Errc::Malformed) << "no whole number of pointers";
  EXPECT_EQ(Object("envp", std::string(16, 0), false), Errc::Malformed) << "no data";
}

/// A pipe shows its bytes one after the other: what isn't an image is refused as soon as it can be known.
TEST(Frame, IsFollowedAsBytesArrive) {
  std::string Good = assemble(goodSections());
  FrameWalk Walk;
  for (size_t Size = 0; Size <= Good.size(); ++Size)
    ASSERT_TRUE(Walk.go(Good.data(), Size).ok()) << Size;
  EXPECT_EQ(Walk.length(), Good.size());
  std::string Longer = Good + 'x', Other = "\x89NOT";
  EXPECT_EQ(Walk.go(Longer.data(), Longer.size()).Code, Errc::TrailingBytes);
  EXPECT_EQ(FrameWalk().go(Other.data(), Other.size()).Code, Errc::BadMagic);
}

TEST(Hostile, StepsMustExist) {
  auto Stack = [](uint64_t Unit, uint64_t Function, uint64_t Step, uint64_t Size) {
    StringSink Out;
    Out.writeULEB(1);
    for (uint64_t Value : {Unit, Function, Step, Size})
      Out.writeULEB(Value);
    Out.writeBytes(std::string(Size, 'r').data(), Size);
    return read(with(StackSection, Out.Bytes)).Code;
  };
  EXPECT_EQ(Stack(0, 0, 1, 16), Errc::Ok);
  EXPECT_EQ(Stack(1, 0, 1, 16), Errc::Malformed);
  EXPECT_EQ(Stack(0, 1, 1, 16), Errc::Malformed);
  EXPECT_EQ(Stack(0, 0, 0, 16), Errc::Malformed);
  EXPECT_EQ(Stack(0, 0, 3, 16), Errc::Malformed);
  EXPECT_EQ(Stack(0, 0, 1, 17), Errc::Malformed);
}
