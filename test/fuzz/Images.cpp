//===- Images.cpp - Images from anywhere ---------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the frame can be walked, checksums, table and seal are made right first, so that changes reach the contents.
//
//===----------------------------------------------------------------------===//

#include "Memory.h"

#include "format/Hash.h"
#include "format/Sections.h"

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

/// The file with what the writer would have put around the same sections.
static void reseal(std::vector<uint8_t> &File) {
  if (File.size() < HeaderSize)
    return;
  put64(File, 16, hashOf(File.data(), 16));
  std::vector<Section> Found;
  Cursor In(File.data() + HeaderSize, File.size() - HeaderSize, HeaderSize);
  while (Found.size() < MaxSections) {
    Section S;
    bool Damaged = false;
    size_t Start = static_cast<size_t>(In.place());
    if (!readSection(In, S, &Damaged).ok() || S.Kind == TableSection)
      break;
    size_t End = static_cast<size_t>(In.place());
    S.Offset = Start;
    S.Stored = End - Start;
    S.Checksum = hashOf(File.data() + Start, End - Start - ChecksumSize);
    put64(File, End - ChecksumSize, S.Checksum);
    Found.push_back(S);
  }
  size_t Table = Found.empty() ? HeaderSize : static_cast<size_t>(Found.back().Offset + Found.back().Stored);
  File.resize(Table);
  uint64_t Length = Found.size() * TableEntrySize;
  append(File, TableSection, 4);
  append(File, 0, 4);
  append(File, Length, 8);
  append(File, 0, 8); // a stored chunk
  append(File, Length, 8);
  append(File, Length, 8);
  for (const Section &S : Found) {
    append(File, S.Kind, 4);
    append(File, S.Flags, 4);
    append(File, S.Offset, 8);
    append(File, S.Stored, 8);
    append(File, S.Checksum, 8);
  }
  append(File, hashOf(File.data() + Table, File.size() - Table), 8);
  size_t Trailer = File.size();
  append(File, Table, 8);
  append(File, Trailer + TrailerSize, 8);
  File.insert(File.end(), EndMagic, EndMagic + sizeof EndMagic);
  Hasher Seal;
  Seal.update(File.data(), HeaderSize);
  Seal.update(File.data() + Table, File.size() - Table);
  append(File, Seal.digest(), 8);
}

static volatile uint64_t Used;
static void use(const uint8_t *Data, uint64_t Size) {
  for (uint64_t I = 0; Data && I < Size; I += 4096)
    Used += Data[I];
  if (Data && Size)
    Used += Data[Size - 1];
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  Codec Zstd;
  Zstd.Decompress = [](void *Target, size_t TargetSize, const void *Source, size_t SourceSize) {
    return ZSTD_decompress(Target, TargetSize, Source, SourceSize) == TargetSize;
  };
  std::vector<uint8_t> File(Data, Data + Size);
  reseal(File);
  File.shrink_to_fit();
  fuzz::Arena Memory(size_t(1) << 28);
  Image I;
  if (!readImage(File.data(), File.size(), Zstd, Memory.allocator(), I).ok())
    return 0;
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
  return 0;
}
