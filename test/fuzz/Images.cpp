//===- Images.cpp - Images from anywhere ---------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// As they are, and with checksums, table and seal made right where the frame can be walked, so that changes reach the contents.
//
//===----------------------------------------------------------------------===//

#include "Memory.h"

#include "base/Hash.h"
#include "image/Sections.h"
#include "image/ThreadEntries.h"

#include <cstring>
#include <zstd.h>

using namespace cgt;
using namespace cgt::image;

static void put64(std::vector<uint8_t> &File, size_t At, uint64_t Value) {
  for (unsigned I = 0; I < 8; ++I)
    File[At + I] = static_cast<uint8_t>(Value >> (8 * I));
}

static void append(std::vector<uint8_t> &File, uint64_t Value, unsigned Size) {
  for (unsigned I = 0; I < Size; ++I)
    File.push_back(static_cast<uint8_t>(Value >> (8 * I)));
}

/// The contents of a section that is one stored chunk, else none.
static Cursor contentsOf(const uint8_t *File, const Section &S) {
  constexpr size_t Before = SectionHeaderSize + ChunkHeaderSize;
  bool IsOne = S.Stored == Before + S.RawLength + ChecksumSize;
  return Cursor(File + S.Offset + Before, IsOne ? static_cast<size_t>(S.RawLength) : 0);
}

/// The spans that a section HPGS tells of, as far as they make sense.
static std::vector<SpanRecord> spansOf(Cursor In) {
  std::vector<SpanRecord> Spans;
  uint32_t Count = 0;
  SpanRecord S;
  for (bool Reads = In.readULEB32(Count).ok(); Reads && Spans.size() < Count; Spans.push_back(S))
    if (!In.readULEB(S.Address).ok() || !In.readULEB(S.Pages).ok() || !In.readULEB(S.BlockSize).ok())
      break;
  return Spans;
}

/// A section PAGE that is no more than an alignment, with zeros for the gaps and pages that belong there: kept files are
/// small, and a change before it doesn't make it useless.
static bool appendPages(std::vector<uint8_t> &File, const Section &S, Cursor Contents, const std::vector<SpanRecord> &Spans) {
  constexpr uint64_t Most = 1u << 17;
  uint32_t Align = 0;
  if (Contents.remaining() != sizeof Align || !Contents.readU32(Align).ok())
    return false;
  ImageSource Source;
  Source.Spans = Spans.data();
  Source.NumSpans = static_cast<uint32_t>(Spans.size());
  Source.PageSize = Align;
  for (const SpanRecord &Span : Spans)
    if (Span.Pages > Most / SpanRecord::PageBytes)
      return false;
  uint64_t Length = pagesLength(Source, File.size() + SectionHeaderSize + ChunkHeaderSize);
  if (Length > Most)
    return false;
  append(File, S.Kind, 4);
  append(File, S.Flags, 4);
  append(File, Length, 8);
  append(File, 0, 8); // a stored chunk
  append(File, Length, 8);
  append(File, Length, 8);
  append(File, Align, 4);
  File.resize(File.size() + static_cast<size_t>(Length) - sizeof Align + ChecksumSize);
  return true;
}

/// Table, trailer and seal. \p Changes are added to them, bit by bit, before their checksums are made.
static void appendTable(std::vector<uint8_t> &File, const std::vector<Section> &Sections, Cursor Changes) {
  uint64_t Length = Sections.size() * TableEntrySize;
  size_t Table = File.size();
  append(File, TableSection, 4);
  append(File, 0, 4);
  append(File, Length, 8);
  if (Length != 0) {
    append(File, 0, 8); // a stored chunk
    append(File, Length, 8);
    append(File, Length, 8);
  }
  for (const Section &S : Sections) {
    append(File, S.Kind, 4);
    append(File, S.Flags, 4);
    append(File, S.Offset, 8);
    append(File, S.Stored, 8);
    append(File, S.Checksum, 8);
  }
  size_t TableEnd = File.size();
  append(File, 0, 8); // the checksum
  size_t Trailer = File.size();
  append(File, Table, 8);
  append(File, Trailer + TrailerSize, 8);
  File.insert(File.end(), EndMagic, EndMagic + sizeof EndMagic);
  for (size_t I = 0; I < Changes.remaining() && I < File.size() - Table; ++I)
    File[Table + I] ^= Changes.here()[I];
  put64(File, TableEnd, hashOf(File.data() + Table, TableEnd - Table));
  Hasher Seal;
  Seal.update(File.data(), HeaderSize);
  Seal.update(File.data() + Table, File.size() - Table);
  append(File, Seal.digest(), 8);
}

/// The file with what the writer would have put around the same sections. What follows the last one, if it isn't a table,
/// changes the new table.
static std::vector<uint8_t> reseal(const uint8_t *Data, size_t Size) {
  std::vector<Section> Found;
  std::vector<SpanRecord> Spans;
  Cursor In(Data + HeaderSize, Size - HeaderSize, HeaderSize), Changes = In;
  for (; Found.size() < MaxSections; Changes = In) {
    Section S;
    bool Damaged = false;
    S.Offset = In.place();
    Status Read = readSection(In, S, &Damaged);
    if (S.Kind == TableSection)
      Changes = Cursor(nullptr, 0);
    if (!Read.ok() || S.Kind == TableSection)
      break;
    S.Stored = In.place() - S.Offset;
    if (S.Kind == HeapPagesSection)
      Spans = spansOf(contentsOf(Data, S));
    Found.push_back(S);
  }
  std::vector<uint8_t> File(Data, Data + HeaderSize);
  put64(File, HeaderSize - ChecksumSize, hashOf(Data, HeaderSize - ChecksumSize));
  for (Section &S : Found) {
    size_t Start = File.size();
    if (S.Kind != PagesSection || !appendPages(File, S, contentsOf(Data, S), Spans))
      File.insert(File.end(), Data + S.Offset, Data + S.Offset + S.Stored);
    S.Offset = Start;
    S.Stored = File.size() - Start;
    S.Checksum = hashOf(File.data() + Start, File.size() - Start - ChecksumSize);
    put64(File, File.size() - ChecksumSize, S.Checksum);
  }
  appendTable(File, Found, Changes);
  return File;
}

static volatile uint64_t Used;
static void use(const uint8_t *Data, uint64_t Size) {
  for (uint64_t I = 0; Data && I < Size; I += 4096)
    Used += Data[I];
  if (Data && Size)
    Used += Data[Size - 1];
}

/// What an image's contents justify; nothing before its frame was found sound.
static size_t memoryFor(const uint8_t *Data, size_t Size) {
  constexpr size_t PerByte = 64, Fixed = 1u << 14;
  SectionList List;
  if (!readSections(Data, Size, List).ok())
    return 0;
  size_t Contents = 0;
  for (uint32_t I = 0; I < List.Count; ++I)
    Contents += static_cast<size_t>(List.Sections[I].RawLength);
  return PerByte * Contents + Fixed;
}

static void readAll(const uint8_t *Data, size_t Size) {
  Codec Zstd;
  Zstd.Decompress = [](void *Target, size_t TargetSize, const void *Source, size_t SourceSize) {
    return ZSTD_decompress(Target, TargetSize, Source, SourceSize) == TargetSize;
  };
  fuzz::Arena Memory(memoryFor(Data, Size));
  Image I;
  if (!readImage(Data, Size, Zstd, Memory.allocator(), I).ok())
    return;
  for (uint32_t K = 0; K < I.NumActivations; ++K)
    use(I.Activations[K].Record, I.Activations[K].RecordSize);
  for (uint32_t K = 0; K < I.NumObjects; ++K)
    use(I.Objects[K].Data, I.Objects[K].Size);
  for (uint32_t K = 0; K < I.NumRuns; ++K)
    use(I.Runs[K].Data, (I.Runs[K].Count - 1) * I.Runs[K].DataStride + I.Runs[K].Size);
  for (uint32_t K = 0; K < I.NumSpans; ++K)
    use(I.Spans[K].Data, I.Spans[K].bytes());
  for (uint32_t K = 0; K < I.Outward.NumPages; ++K)
    Used += I.Outward.Pages[K].end();
  if (!I.HasPages)
    return;
  fuzz::Arena Twice(memoryFor(Data, Size));
  (void)forEachThread(I, [](void *, const ThreadEntry &) { return Status::success(); }, nullptr);
  Image Later; // what is right at once is right in two steps
  if (!readImage(Data, Size, Zstd, Twice.allocator(), Later, true).ok() || !checkPages(Data, Size).ok())
    abort();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  std::vector<uint8_t> Exact(Data, Data + Size);
  readAll(Exact.data(), Size);
  if (Size < HeaderSize)
    return 0;
  std::vector<uint8_t> File = reseal(Data, Size);
  File.shrink_to_fit();
  readAll(File.data(), File.size());
  return 0;
}
