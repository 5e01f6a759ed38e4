//===- Sections.h - The frame of an image ------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Constants that writer and reader share, and the walk over sections that precedes every look into one. Tables:
// docs/format.md.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_IMAGE_SECTIONS_H
#define CGT_IMAGE_SECTIONS_H

#include "image/Checkpoint.h"

namespace cgt {
namespace image {

/// The first byte isn't ASCII, and line ends of both kinds follow: a transfer as text is found out at once.
constexpr uint8_t Magic[8] = {0x89, 'C', 'G', 'T', '\r', '\n', 0x1a, '\n'};
constexpr uint8_t EndMagic[8] = {'C', 'G', 'T', 'S', 'E', 'A', 'L', '\n'};

/// Flags beside the rounding mode, in section PROC.
constexpr uint32_t RoundingMask = 3, FlagStdinEnded = 4, FlagStdinFailed = 8;

constexpr uint16_t FormatVersion = 7;   ///< the highest that this code reads and writes
constexpr uint16_t PlainVersion = 1;    ///< of what it writes without pages
constexpr uint16_t PagesVersion = 2;    ///< of what it writes with them
constexpr uint16_t OutwardVersion = 3;  ///< of what it writes with PTRS
constexpr uint16_t StartVersion = 4;    ///< of what it writes with bytes of globals at the start, or blobs of version 2
constexpr uint16_t HomeVersion = 5;     ///< of what it writes with HOME
constexpr uint16_t ResourceVersion = 6; ///< of what it writes with RSRC or FILE
constexpr uint16_t ActiveVersion = 7;   ///< of what it writes with blobs of version 3

/// What follows an object in section OBJS.
enum class ObjectContents : uint8_t { None, Data, DataAndStart, DataAsAtStart };

constexpr size_t HeaderSize = 24;
constexpr size_t SectionHeaderSize = 16;
constexpr size_t ChunkHeaderSize = 24;
constexpr size_t ChecksumSize = 8;
constexpr size_t TableEntrySize = 32;
constexpr size_t TrailerSize = 32;
constexpr uint32_t MaxSections = 64;
constexpr uint32_t MaxResources = 1024;
constexpr uint64_t MaxCompressedChunk = 4u << 20; ///< raw bytes
constexpr uint64_t MaxEmptyBlocks = 1u << 20;     ///< of no bytes, in runs of several

constexpr uint32_t HeaderFlagsReject = 0xffff0000; ///< an unknown flag here is refused, below it's ignored

/// Four letters, in reading order in the file.
constexpr uint32_t kind(const char (&Name)[5]) {
  return static_cast<uint32_t>(Name[0]) | static_cast<uint32_t>(Name[1]) << 8 | static_cast<uint32_t>(Name[2]) << 16 |
         static_cast<uint32_t>(Name[3]) << 24;
}
constexpr uint32_t PlatformSection = kind("PLAT");
constexpr uint32_t ProcessSection = kind("PROC");
constexpr uint32_t UnitsSection = kind("UNIT");
constexpr uint32_t StackSection = kind("STAK");
constexpr uint32_t ObjectsSection = kind("OBJS");
constexpr uint32_t HooksSection = kind("HOOK");
constexpr uint32_t HeapSection = kind("HEAP");
constexpr uint32_t HeapDataSection = kind("HDAT");
constexpr uint32_t HeapPagesSection = kind("HPGS");
constexpr uint32_t PagesSection = kind("PAGE");
constexpr uint32_t OutwardSection = kind("PTRS");
constexpr uint32_t HomeSection = kind("HOME");
constexpr uint32_t ResourceSection = kind("RSRC");
constexpr uint32_t FilesSection = kind("FILE");
constexpr uint32_t TableSection = kind("TABL");

constexpr uint32_t SectionIgnorable = 1; ///< a reader that doesn't know the kind may skip the section

enum class ChunkCodec : uint32_t { Raw = 0, Zstd = 1 };

/// A section as it lies in the file.
struct Section {
  uint32_t Kind = 0;
  uint32_t Flags = 0;
  uint64_t Offset = 0;    ///< of its header
  uint64_t Stored = 0;    ///< from header to checksum, both included
  uint64_t RawLength = 0; ///< of its contents
  uint64_t Checksum = 0;
};

/// All sections but the table, in the file's order.
struct SectionList {
  Section Sections[MaxSections];
  uint32_t Count = 0;
  uint16_t WrittenBy = 0, ReadableBy = 0;

  const Section *find(uint32_t Kind) const;
};

/// Magic, versions and header checksum of a whole file, in this order: a newer version is told as such.
Status readHeader(Cursor &In, SectionList &Result);

/// Reads the section at \p In up to its checksum, which is compared unless \p Damaged is given: then that tells whether
/// it differs, and the walk goes on. Moves \p In behind the section. With \p LeavePages that of PAGE isn't compared.
Status readSection(Cursor &In, Section &Result, bool *Damaged = nullptr, bool LeavePages = false);

/// The frame of a whole file: header, each section, table, trailer, seal, and nothing behind it. Every byte is covered by
/// a checksum that was compared when this succeeds, with \p LeavePages every byte but PAGE's.
Status readSections(const void *Data, size_t Size, SectionList &Result, bool LeavePages = false);

/// Memory of \p Under, no more than \p Left bytes of it.
struct Budget {
  Allocator Under;
  uint64_t Left;
  bool IsUsedUp = false; ///< that is why there was none

  bool take(uint64_t Size) {
    IsUsedUp |= Size > Left;
    Left -= IsUsedUp ? 0 : Size;
    return !IsUsedUp;
  }
  Allocator allocator() {
    return {[](void *Ctx, size_t Size) -> void * {
              auto *Self = static_cast<Budget *>(Ctx);
              return Self->take(Size) ? Self->Under.Allocate(Self->Under.Ctx, Size) : nullptr;
            },
            this};
  }
};

/// A section's contents: in the file's buffer where they lie there in one piece, else in memory of \p Memory. \p File is
/// the whole file, which passed readSections. Pages of zeros cost nothing. Places of the result's failures are offsets in the file, or, of a
/// compressed section, its header's offset plus the offset in its contents.
Status openSection(const void *File, const Section &S, const Codec &Codec, Budget &Memory, Cursor &Result);

// HeapPages.cpp: sections PAGE and PTRS.
/// Are whole pages to be written? Not if runs don't lie in them one after the other, or if most of them would be empty.
bool writesPages(const ImageSource &Source);
/// Its length, when its contents begin at \p Place of the file.
uint64_t pagesLength(const ImageSource &Source, uint64_t Place);
void writePages(const ImageSource &Source, Sink &Out, uint64_t Place);
/// Gives \p Spans and \p Runs their data.
Status readPages(Cursor &In, SpanRecord *Spans, uint32_t NumSpans, HeapRun *Runs, uint32_t NumRuns, Allocator &Memory);
void writeOutward(const ImageSource &Source, Sink &Out);
/// \p Spans are those that readPages() has found in order.
Status readOutward(Cursor &In, const SpanRecord *Spans, uint32_t NumSpans, OutwardPointers &Result, Allocator &Memory);

} // namespace image
} // namespace cgt

#endif // CGT_IMAGE_SECTIONS_H
