//===- Sections.cpp - The walk over an image's sections --------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Nothing is allocated or decompressed before each checksum was compared.
//
//===----------------------------------------------------------------------===//

#include "image/Sections.h"

#include "base/Hash.h"
#include "image/FrameWalk.h"

using namespace cgt;
using namespace cgt::image;

const Section *SectionList::find(uint32_t Kind) const {
  for (uint32_t I = 0; I < Count; ++I)
    if (Sections[I].Kind == Kind)
      return &Sections[I];
  return nullptr;
}

Status image::readHeader(Cursor &In, SectionList &Result) {
  const uint8_t *Start = In.here();
  size_t Have = In.remaining() < sizeof Magic ? In.remaining() : sizeof Magic;
  if (Have != 0 && memcmp(Start, Magic, Have) != 0)
    return In.fail(Errc::BadMagic);
  const uint8_t *Skipped;
  uint32_t Flags;
  uint64_t Checksum;
  if (Status S = In.readBytes(Skipped, sizeof Magic); !S.ok())
    return S;
  if (Status S = In.readU16(Result.WrittenBy); !S.ok())
    return S;
  Status AtVersion = In.fail(Errc::TooNew);
  if (Status S = In.readU16(Result.ReadableBy); !S.ok())
    return S;
  if (Result.ReadableBy > FormatVersion)
    return AtVersion;
  Status AtFlags = In.fail(Errc::Unsupported);
  if (Status S = In.readU32(Flags); !S.ok())
    return S;
  Status AtChecksum = In.fail(Errc::BadChecksum);
  if (Status S = In.readU64(Checksum); !S.ok())
    return S;
  if (Checksum != hashOf(Start, HeaderSize - ChecksumSize))
    return AtChecksum;
  return Flags & HeaderFlagsReject ? AtFlags : Status::success();
}

/// \p Left is what the section's contents still lack.
static Status readChunkHeader(Cursor &In, uint64_t Left, ChunkCodec &Codec, uint64_t &Raw, uint64_t &Stored) {
  uint32_t Number, Reserved;
  Cursor Start = In;
  if (Status S = In.readU32(Number); !S.ok())
    return S;
  if (Status S = In.readU32(Reserved); !S.ok())
    return S;
  if (Status S = In.readU64(Raw); !S.ok())
    return S;
  if (Status S = In.readU64(Stored); !S.ok())
    return S;
  if (Number > static_cast<uint32_t>(ChunkCodec::Zstd))
    return Start.fail(Errc::Unsupported);
  Codec = static_cast<ChunkCodec>(Number);
  bool Fits = Reserved == 0 && Raw >= 1 && Raw <= Left &&
              (Codec == ChunkCodec::Raw ? Stored == Raw : Stored < Raw && Raw <= MaxCompressedChunk);
  return Fits ? Status::success() : Start.fail(Errc::Malformed);
}

/// One chunk's header and bytes.
static Status readChunk(Cursor &In, uint64_t Left, ChunkCodec &Codec, uint64_t &Raw, const uint8_t *&Bytes, uint64_t &Stored) {
  if (Status S = readChunkHeader(In, Left, Codec, Raw, Stored); !S.ok())
    return S;
  return In.readBytes(Bytes, Stored);
}

Status image::readSection(Cursor &In, Section &Result, bool *Damaged, bool LeavePages) {
  Result.Offset = In.place();
  const uint8_t *Start = In.here();
  if (Status S = In.readU32(Result.Kind); !S.ok())
    return S;
  Status AtFlags = In.fail(Errc::Unsupported);
  if (Status S = In.readU32(Result.Flags); !S.ok())
    return S;
  if (Status S = In.readU64(Result.RawLength); !S.ok())
    return S;
  for (uint64_t Left = Result.RawLength; Left > 0;) {
    ChunkCodec Codec;
    uint64_t Raw, Stored;
    const uint8_t *Bytes;
    if (Status S = readChunk(In, Left, Codec, Raw, Bytes, Stored); !S.ok())
      return S;
    Left -= Raw;
  }
  Status AtChecksum = In.fail(Errc::BadChecksum);
  size_t Covered = static_cast<size_t>(In.here() - Start);
  if (Status S = In.readU64(Result.Checksum); !S.ok())
    return S;
  bool Left = LeavePages && Result.Kind == PagesSection;
  bool Differs = !Left && Result.Checksum != hashOf(Start, Covered);
  if (Damaged)
    *Damaged = Differs;
  else if (Differs)
    return AtChecksum;
  Result.Stored = Covered + ChecksumSize;
  return Result.Flags & ~SectionIgnorable ? AtFlags : Status::success();
}

/// Each entry of the table must say what the walk found.
static Status checkTable(const void *File, const Section &Table, const SectionList &List) {
  Cursor In(static_cast<const uint8_t *>(File) + Table.Offset + SectionHeaderSize,
            static_cast<size_t>(Table.Stored - SectionHeaderSize - ChecksumSize), Table.Offset + SectionHeaderSize);
  if (Table.RawLength != uint64_t(List.Count) * TableEntrySize)
    return In.fail(Errc::Malformed);
  if (List.Count == 0)
    return Status::success();
  ChunkCodec Codec;
  uint64_t Raw, Stored;
  const uint8_t *Bytes;
  if (Status S = readChunk(In, Table.RawLength, Codec, Raw, Bytes, Stored); !S.ok())
    return S;
  if (Codec != ChunkCodec::Raw || Raw != Table.RawLength)
    return In.fail(Errc::Malformed);
  Cursor Entries(Bytes, static_cast<size_t>(Raw), In.place() - Raw);
  for (uint32_t I = 0; I < List.Count; ++I) {
    const Section &Walked = List.Sections[I];
    Section Entry;
    Status Here = Entries.fail(Errc::Malformed);
    bool Read = Entries.readU32(Entry.Kind).ok() && Entries.readU32(Entry.Flags).ok() && Entries.readU64(Entry.Offset).ok() &&
                Entries.readU64(Entry.Stored).ok() && Entries.readU64(Entry.Checksum).ok();
    if (!Read || Entry.Kind != Walked.Kind || Entry.Flags != Walked.Flags || Entry.Offset != Walked.Offset ||
        Entry.Stored != Walked.Stored || Entry.Checksum != Walked.Checksum)
      return Here;
  }
  return Status::success();
}

static Status readTrailer(Cursor &In, const void *File, size_t Size, const Section &Table) {
  uint64_t TableOffset, Length, Seal;
  const uint8_t *Start = In.here(), *End;
  Status Here = In.fail(Errc::Malformed);
  if (Status S = In.readU64(TableOffset); !S.ok())
    return S;
  if (Status S = In.readU64(Length); !S.ok())
    return S;
  if (Status S = In.readBytes(End, sizeof EndMagic); !S.ok())
    return S;
  Status AtSeal = In.fail(Errc::BadChecksum);
  if (Status S = In.readU64(Seal); !S.ok())
    return S;
  uint64_t Expected = Size - In.remaining();
  if (TableOffset != Table.Offset || Length != Expected || memcmp(End, EndMagic, sizeof EndMagic) != 0)
    return Here;
  Hasher H;
  H.update(File, HeaderSize);
  H.update(static_cast<const uint8_t *>(File) + Table.Offset, static_cast<size_t>(Table.Stored));
  H.update(Start, TrailerSize - ChecksumSize);
  if (H.digest() != Seal)
    return AtSeal;
  return In.remaining() == 0 ? Status::success() : In.fail(Errc::TrailingBytes);
}

Status image::readSections(const void *Data, size_t Size, SectionList &Result, bool LeavePages) {
  Result.Count = 0;
  Cursor In(Data, Size);
  if (Status S = readHeader(In, Result); !S.ok())
    return S;
  for (;;) {
    Section Next;
    if (Status S = readSection(In, Next, nullptr, LeavePages); !S.ok())
      return S;
    if (Next.Kind == TableSection) {
      if (Status S = checkTable(Data, Next, Result); !S.ok())
        return S;
      return readTrailer(In, Data, Size, Next);
    }
    if (Result.find(Next.Kind))
      return Status::fail(Errc::Malformed, Next.Offset);
    if (Result.Count == MaxSections)
      return Status::fail(Errc::CountTooLarge, Next.Offset);
    Result.Sections[Result.Count++] = Next;
  }
}

Status FrameWalk::go(const void *Data, uint64_t Size) {
  while (Length == 0) {
    uint64_t Step = At == 0 ? HeaderSize : !InSection ? SectionHeaderSize : Left ? ChunkHeaderSize : ChecksumSize;
    if (At > Size || Step > Size - At) {
      SectionList Begun;
      Cursor First(Data, static_cast<size_t>(Size < sizeof Magic ? Size : sizeof Magic));
      Status Magic = At == 0 ? readHeader(First, Begun) : Status::success();
      return Magic.Code == Errc::BadMagic ? Magic : Status::success();
    }
    Cursor In(static_cast<const uint8_t *>(Data) + At, static_cast<size_t>(Step), At);
    SectionList Head;
    Section S;
    if (At == 0) {
      if (Status E = readHeader(In, Head); !E.ok())
        return E;
    } else if (!InSection) {
      if (NumSections++ > MaxSections)
        return In.fail(Errc::CountTooLarge);
      (void)(In.readU32(S.Kind).ok() && In.readU32(S.Flags).ok() && In.readU64(Left).ok());
      InSection = true;
      IsTable = S.Kind == TableSection;
    } else if (Left) {
      ChunkCodec Codec;
      uint64_t Raw, Stored;
      if (Status E = readChunkHeader(In, Left, Codec, Raw, Stored); !E.ok())
        return E;
      Left -= Raw;
      if (Stored > ~uint64_t(0) / 2 - At)
        return Status::fail(Errc::Malformed, At);
      Step += Stored;
    } else {
      InSection = false;
      if (IsTable)
        Length = At + Step + TrailerSize;
    }
    At += Step;
  }
  return Size > Length ? Status::fail(Errc::TrailingBytes, Length) : Status::success();
}

static bool isZero(const uint8_t *Data, size_t Size) {
  return Size == 0 || (Data[0] == 0 && memcmp(Data, Data + 1, Size - 1) == 0);
}

/// Copies whatever isn't zero to zeroed memory, page by page, so that the system need not have the others. Returns the
/// number of bytes.
static uint64_t copyPages(uint8_t *Target, const uint8_t *Source, size_t Size) {
  constexpr uintptr_t Page = 4096;
  uint64_t Copied = 0;
  while (Size != 0) {
    size_t Part = Page - reinterpret_cast<uintptr_t>(Target) % Page;
    Part = Part < Size ? Part : Size;
    if (!isZero(Source, Part)) {
      memcpy(Target, Source, Part);
      Copied += Part;
    }
    Target += Part, Source += Part, Size -= Part;
  }
  return Copied;
}

/// One packed chunk of up to \p Most bytes. What is packed that well is mostly zeros. \p Taken: bytes of memory.
static Status unpack(const Codec &Codec, uint8_t *Target, uint64_t Raw, const uint8_t *Bytes, uint64_t Stored,
                     uint8_t *&Scratch, uint64_t Most, Allocator &Memory, uint64_t &Taken) {
  constexpr uint64_t MostlyZeros = 64, Worthwhile = 64 << 10;
  if (!Codec.Decompress)
    return Status::fail(Errc::Unsupported);
  bool Copies = Raw >= Worthwhile && Raw / MostlyZeros > Stored;
  if (Copies && !Scratch && !(Scratch = Memory.array<uint8_t>(Most)))
    return Status::fail(Errc::OutOfMemory);
  if (!Codec.Decompress(Copies ? Scratch : Target, static_cast<size_t>(Raw), Bytes, static_cast<size_t>(Stored)))
    return Status::fail(Errc::Malformed);
  Taken = Copies ? copyPages(Target, Scratch, static_cast<size_t>(Raw)) : Raw;
  return Status::success();
}

Status image::openSection(const void *File, const Section &S, const Codec &Codec, Budget &Memory, Cursor &Result) {
  uint64_t First = S.Offset + SectionHeaderSize;
  Cursor In(static_cast<const uint8_t *>(File) + First, static_cast<size_t>(S.Stored - SectionHeaderSize - ChecksumSize),
            First);
  uint8_t *Whole = nullptr, *Scratch = nullptr;
  uint64_t Most = S.RawLength < MaxCompressedChunk ? S.RawLength : MaxCompressedChunk;
  for (uint64_t Done = 0; Done < S.RawLength;) {
    image::ChunkCodec Kind;
    uint64_t Raw, Stored;
    const uint8_t *Bytes;
    if (Status E = readChunk(In, S.RawLength - Done, Kind, Raw, Bytes, Stored); !E.ok())
      return E;
    if (Kind == ChunkCodec::Raw && Raw == S.RawLength) {
      Result = Cursor(Bytes, static_cast<size_t>(Raw), In.place() - Raw);
      return Status::success();
    }
    if (!Whole && !(Whole = Memory.Under.array<uint8_t>(S.RawLength)))
      return Status::fail(Errc::OutOfMemory, S.Offset);
    uint64_t Taken = Raw;
    if (Kind == ChunkCodec::Raw)
      memcpy(Whole + Done, Bytes, static_cast<size_t>(Raw));
    else if (Status E = unpack(Codec, Whole + Done, Raw, Bytes, Stored, Scratch, Most, Memory.Under, Taken); !E.ok())
      return Status::fail(E.Code, E.Code == Errc::Malformed ? In.place() - Stored : S.Offset);
    if (!Memory.take(Taken))
      return Status::fail(Errc::OutOfMemory, S.Offset);
    Done += Raw;
  }
  Result = Cursor(Whole ? Whole : static_cast<const uint8_t *>(File), static_cast<size_t>(S.RawLength), S.Offset);
  return Status::success();
}
