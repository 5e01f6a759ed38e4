//===- CheckpointWriter.cpp - Write an image -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Contents are produced twice: once to know their length, which stands in front, once into the file. So the writer never
// seeks, and keeps at most one chunk in memory.
//
//===----------------------------------------------------------------------===//

#include "base/Hash.h"
#include "image/ResourceSections.h"
#include "image/Sections.h"

using namespace cgt;
using namespace cgt::image;

//===--- Contents ----------------------------------------------------------===//

static void writeSender(const ImageSource &Source, Sink &Out) { writePlatform(Source.Sender, Out); }

static void writeProcess(const ImageSource &Source, Sink &Out) {
  const ProcessState &P = Source.Process;
  Out.writeU64(P.Sequence);
  Out.writeU64(P.Polls);
  Out.writeU64(P.StdoutBytes);
  Out.writeU64(static_cast<uint64_t>(P.StdinPosition));
  Out.writeU32(static_cast<uint32_t>(P.Errno));
  Out.writeU32(static_cast<uint32_t>(P.Rounding) | (P.StdinEnded ? FlagStdinEnded : 0) | (P.StdinFailed ? FlagStdinFailed : 0));
  Out.writeU64(P.StackBytes);
  Out.writeString(P.Program);
}

static void writeUnits(const ImageSource &Source, Sink &Out) {
  Out.writeULEB(Source.NumUnits);
  for (uint32_t I = 0; I < Source.NumUnits; ++I) {
    const Cursor &Blob = Source.UnitBlobs[I];
    Out.writeULEB(Blob.remaining());
    Out.writeBytes(Blob.here(), Blob.remaining());
  }
}

static void writeStack(const ImageSource &Source, Sink &Out) {
  Out.writeULEB(Source.NumActivations);
  for (uint32_t I = 0; I < Source.NumActivations; ++I) {
    const ActivationRecord &A = Source.Activations[I];
    Out.writeULEB(A.Unit);
    Out.writeULEB(A.Function);
    Out.writeULEB(A.Step);
    Out.writeULEB(A.RecordSize);
    Out.writeBytes(A.Record, static_cast<size_t>(A.RecordSize));
  }
}

static ObjectContents contentsOf(const ObjectRecord &O) {
  if (!O.Data || !O.AtStart)
    return O.Data ? ObjectContents::Data : ObjectContents::None;
  return O.AtStart == O.Data ? ObjectContents::DataAsAtStart : ObjectContents::DataAndStart;
}

static void writeObjects(const ImageSource &Source, Sink &Out) {
  Out.writeULEB(Source.NumObjects);
  for (uint32_t I = 0; I < Source.NumObjects; ++I) {
    const ObjectRecord &O = Source.Objects[I];
    Out.writeU8(static_cast<uint8_t>(O.Kind));
    Out.writeIndex(O.Unit);
    Out.writeIndex(O.Index);
    Out.writeString(O.Name);
    Out.writeULEB(O.Address);
    Out.writeULEB(O.Size);
    ObjectContents Contents = contentsOf(O);
    Out.writeU8(static_cast<uint8_t>(Contents));
    if (O.Data)
      Out.writeBytes(O.Data, static_cast<size_t>(O.Size));
    if (Contents == ObjectContents::DataAndStart)
      Out.writeBytes(O.AtStart, static_cast<size_t>(O.Size));
  }
}

static void writeHooks(const ImageSource &Source, Sink &Out) {
  Out.writeULEB(Source.NumHooks);
  for (uint32_t I = 0; I < Source.NumHooks; ++I) {
    const HookRecord &H = Source.Hooks[I];
    Out.writeU8(H.Kind);
    Out.writeULEB(H.Number);
    Out.writeString(H.Name);
    Out.writeULEB(H.Function);
    Out.writeULEB(H.Argument);
    Out.writeULEB(H.Flags);
  }
}

static void writeHeap(const ImageSource &Source, Sink &Out) {
  Out.writeULEB(Source.NumRuns);
  for (uint32_t I = 0; I < Source.NumRuns; ++I) {
    const HeapRun &R = Source.Runs[I];
    Out.writeULEB(R.Address);
    Out.writeULEB(R.Count > 1 ? R.Stride : 0);
    Out.writeULEB(R.Count);
    Out.writeULEB(R.Size);
    Out.writeULEB(R.Align);
    Out.writeIndex(R.Unit);
    Out.writeIndex(R.Site);
    Out.writeIndex(R.Type);
  }
}

static void writeHeapData(const ImageSource &Source, Sink &Out) {
  for (uint32_t I = 0; I < Source.NumRuns; ++I) {
    const HeapRun &R = Source.Runs[I];
    const uint8_t *Blocks = R.Data ? R.Data : reinterpret_cast<const uint8_t *>(static_cast<uintptr_t>(R.Address));
    size_t Size = static_cast<size_t>(R.Size), Stride = R.Data ? Size : static_cast<size_t>(R.Stride);
    if (Stride == Size) {
      Out.writeBytes(Blocks, Size * static_cast<size_t>(R.Count));
      continue;
    }
    for (uint64_t K = 0; K < R.Count; ++K)
      Out.writeBytes(Blocks + K * Stride, Size);
  }
}

static void writeNothing(const ImageSource &, Sink &) {}

static void writeHeapPages(const ImageSource &Source, Sink &Out) {
  Out.writeULEB(Source.NumSpans);
  for (uint32_t I = 0; I < Source.NumSpans; ++I) {
    const SpanRecord &S = Source.Spans[I];
    Out.writeULEB(S.Address);
    Out.writeULEB(S.Pages);
    Out.writeULEB(S.BlockSize);
  }
}

static void writeHome(const ImageSource &Source, Sink &Out) {
  const HomeRecord &H = Source.Home;
  Out.writeString(H.BuildId);
  Out.writeULEB(H.Start);
  Out.writeULEB(H.StackTop);
  Out.writeULEB(H.StackPast);
  Out.writeULEB(H.ThreadArea);
  Out.writeULEB(H.NumLibraries);
  for (uint32_t I = 0; I < H.NumLibraries; ++I) {
    Out.writeU64(H.Libraries[I].Identity);
    Out.writeULEB(H.Libraries[I].Address);
  }
}

//===--- Sections ----------------------------------------------------------===//

namespace {

class ImageWriter {
public:
  ImageWriter(const ImageSource &Source, Sink &Out, const Codec &Codec, int Level, Allocator &Memory)
      : Source(Source), Out(Out), Codec(Codec), Level(Codec.Compress && Codec.Bound ? Level : 0), Memory(Memory),
        Pages(this->Level == 0 && writesPages(Source)) {}
  Status image();

private:
  using ContentsFn = void (*)(const ImageSource &Source, Sink &Out);

  void header();
  Status section(uint32_t Kind, ContentsFn Contents, uint32_t Flags = 0);
  template <typename Fn> Status section(uint32_t Kind, uint64_t Length, Fn Contents, uint32_t Flags);
  void table();
  bool append(const uint8_t *Data, size_t Size);
  void compressChunk(const uint8_t *Data, size_t Size);
  void chunk(ChunkCodec Kind, uint64_t Raw, uint64_t Stored);
  Status reserve(uint64_t RawLength);

  /// Writes go into the file and the section's checksum.
  void put(const void *Data, size_t Size) {
    Out.writeBytes(Data, Size);
    Check.update(Data, Size);
  }
  static bool putCallback(void *Ctx, const void *Data, size_t Size) {
    static_cast<ImageWriter *>(Ctx)->put(Data, Size);
    return true;
  }
  static bool appendCallback(void *Ctx, const void *Data, size_t Size) {
    return static_cast<ImageWriter *>(Ctx)->append(static_cast<const uint8_t *>(Data), Size);
  }

  const ImageSource &Source;
  Sink &Out;
  const Codec &Codec;
  int Level;
  Allocator &Memory;
  bool Pages; ///< the heap's data are written as whole pages
  Hasher Check, Seal;
  Section Table[MaxSections];
  uint32_t NumSections = 0;

  // Compression: raw bytes that wait for their chunk to become full, and room for a compressed chunk.
  uint8_t *Pending = nullptr, *Packed = nullptr;
  size_t PendingSize = 0, ChunkSize = 0;
};

} // namespace

static bool countCallback(void *, const void *, size_t) { return true; }

/// Buffers for chunks of up to \p RawLength bytes.
Status ImageWriter::reserve(uint64_t RawLength) {
  size_t Wanted = static_cast<size_t>(RawLength < MaxCompressedChunk ? RawLength : MaxCompressedChunk);
  if (Wanted <= ChunkSize)
    return Status::success();
  Pending = Memory.array<uint8_t>(Wanted);
  Packed = Memory.array<uint8_t>(Codec.Bound(Wanted));
  ChunkSize = Wanted;
  return Pending && Packed ? Status::success() : Status::fail(Errc::OutOfMemory, Out.written());
}

static bool hasNewHooks(const ImageSource &Source) {
  for (uint32_t K = 0; K < Source.NumHooks; ++K)
    if (Source.Hooks[K].Kind > HookRecord::OnResume)
      return true;
  return false;
}

void ImageWriter::header() {
  uint8_t Bytes[HeaderSize];
  struct Buffer {
    uint8_t *Next;
  } B{Bytes};
  Sink Head(
      [](void *Ctx, const void *Data, size_t Size) {
        auto *B = static_cast<Buffer *>(Ctx);
        memcpy(B->Next, Data, Size);
        B->Next += Size;
        return true;
      },
      &B);
  Head.writeBytes(Magic, sizeof Magic);
  uint16_t Readable = Pages ? PagesVersion : PlainVersion, Written = Pages && Source.HasOutward ? OutwardVersion : Readable;
  for (uint32_t K = 0; K < Source.NumObjects; ++K)
    if (Source.Objects[K].Data && Source.Objects[K].AtStart)
      Readable = Written = StartVersion;
  uint64_t Blobs = 0; // the newest
  for (uint32_t K = 0; K < Source.NumUnits; ++K) {
    Cursor Blob = Source.UnitBlobs[K];
    uint64_t Version = 0;
    if (Blob.readULEB(Version).ok() && Version > Blobs)
      Blobs = Version;
  }
  if (Blobs >= 2)
    Readable = Written = StartVersion;
  if (!Source.Home.BuildId.empty())
    Written = HomeVersion;
  if (Source.NumResources != 0 || !Source.Files.isEmpty() || hasNewHooks(Source))
    Written = ResourceVersion;
  if (needsResources(Source) || Source.Files.isNeeded() || hasNewHooks(Source))
    Readable = ResourceVersion;
  if (Blobs >= 3)
    Readable = Written = ActiveVersion;
  Head.writeU16(Written);
  Head.writeU16(Readable);
  Head.writeU32(0);
  Head.writeU64(hashOf(Bytes, HeaderSize - ChecksumSize));
  Out.writeBytes(Bytes, sizeof Bytes);
  Seal.update(Bytes, sizeof Bytes);
}

void ImageWriter::chunk(ChunkCodec Kind, uint64_t Raw, uint64_t Stored) {
  Sink To(putCallback, this);
  To.writeU32(static_cast<uint32_t>(Kind));
  To.writeU32(0);
  To.writeU64(Raw);
  To.writeU64(Stored);
}

void ImageWriter::compressChunk(const uint8_t *Data, size_t Size) {
  size_t Stored = Codec.Compress(Packed, Codec.Bound(ChunkSize), Data, Size, Level);
  bool Smaller = Stored != 0 && Stored < Size;
  chunk(Smaller ? ChunkCodec::Zstd : ChunkCodec::Raw, Size, Smaller ? Stored : Size);
  put(Smaller ? Packed : Data, Smaller ? Stored : Size);
}

/// Contents, piece by piece.
bool ImageWriter::append(const uint8_t *Data, size_t Size) {
  if (Level == 0) {
    put(Data, Size);
    return Out.status().ok();
  }
  while (Size > 0) {
    if (PendingSize == 0 && Size >= ChunkSize) {
      compressChunk(Data, ChunkSize);
      Data += ChunkSize;
      Size -= ChunkSize;
      continue;
    }
    size_t Room = ChunkSize - PendingSize, Part = Size < Room ? Size : Room;
    memcpy(Pending + PendingSize, Data, Part);
    PendingSize += Part;
    Data += Part;
    Size -= Part;
    if (PendingSize == ChunkSize) {
      compressChunk(Pending, PendingSize);
      PendingSize = 0;
    }
  }
  return Out.status().ok();
}

Status ImageWriter::section(uint32_t Kind, ContentsFn Contents, uint32_t Flags) {
  Sink Counter(countCallback, nullptr);
  Contents(Source, Counter);
  return section(Kind, Counter.written(), [&](Sink &Body) { Contents(Source, Body); }, Flags);
}

template <typename Fn> Status ImageWriter::section(uint32_t Kind, uint64_t Length, Fn Contents, uint32_t Flags) {
  Section &S = Table[NumSections++];
  S.Kind = Kind;
  S.Flags = Flags;
  S.Offset = Out.written();
  S.RawLength = Length;
  if (Level != 0)
    if (Status E = reserve(S.RawLength); !E.ok())
      return E;

  Check = Hasher();
  Sink Head(putCallback, this);
  Head.writeU32(Kind);
  Head.writeU32(Flags);
  Head.writeU64(S.RawLength);
  if (Level == 0 && S.RawLength != 0)
    chunk(ChunkCodec::Raw, S.RawLength, S.RawLength);
  Sink Body(appendCallback, this);
  Contents(Body);
  if (PendingSize != 0)
    compressChunk(Pending, PendingSize);
  PendingSize = 0;
  S.Checksum = Check.digest();
  Out.writeU64(S.Checksum);
  S.Stored = Out.written() - S.Offset;
  // A length that changed between the two passes would make the file unreadable.
  if (Out.status().ok() && Body.written() != S.RawLength)
    return Status::fail(Errc::WriteFailed, S.Offset);
  return Out.status();
}

/// The table as a section, and the trailer. The seal covers the header and both; the table's checksums cover the rest.
void ImageWriter::table() {
  struct Both {
    ImageWriter *W;
    static bool write(void *Ctx, const void *Data, size_t Size) {
      ImageWriter *W = static_cast<Both *>(Ctx)->W;
      W->put(Data, Size);
      W->Seal.update(Data, Size);
      return true;
    }
  } Ctx{this};
  uint64_t Offset = Out.written(), Length = uint64_t(NumSections) * TableEntrySize;
  Check = Hasher();
  Sink To(Both::write, &Ctx);
  To.writeU32(TableSection);
  To.writeU32(0);
  To.writeU64(Length);
  To.writeU32(static_cast<uint32_t>(ChunkCodec::Raw));
  To.writeU32(0);
  To.writeU64(Length);
  To.writeU64(Length);
  for (uint32_t I = 0; I < NumSections; ++I) {
    To.writeU32(Table[I].Kind);
    To.writeU32(Table[I].Flags);
    To.writeU64(Table[I].Offset);
    To.writeU64(Table[I].Stored);
    To.writeU64(Table[I].Checksum);
  }
  To.writeU64(Check.digest());
  To.writeU64(Offset);
  To.writeU64(Out.written() - 8 + TrailerSize);
  To.writeBytes(EndMagic, sizeof EndMagic);
  Out.writeU64(Seal.digest());
}

Status ImageWriter::image() {
  const struct {
    uint32_t Kind;
    ContentsFn Contents;
  } All[] = {
      {PlatformSection, writeSender}, {ProcessSection, writeProcess},
      {UnitsSection, writeUnits},     {StackSection, writeStack},
      {ObjectsSection, writeObjects}, {HooksSection, writeHooks},
      {HeapSection, writeHeap},       {HeapDataSection, Pages ? writeNothing : writeHeapData},
  };
  header();
  for (const auto &S : All)
    if (Status E = section(S.Kind, S.Contents); !E.ok())
      return E;
  if (!Source.Home.BuildId.empty())
    if (Status E = section(HomeSection, writeHome, SectionIgnorable); !E.ok())
      return E;
  if (Source.NumResources != 0)
    if (Status E = section(ResourceSection, writeResources, needsResources(Source) ? 0 : SectionIgnorable); !E.ok())
      return E;
  if (!Source.Files.isEmpty())
    if (Status E = section(FilesSection, writeFiles, Source.Files.isNeeded() ? 0 : SectionIgnorable); !E.ok())
      return E;
  if (Source.NumSpans != 0)
    if (Status E = section(HeapPagesSection, writeHeapPages, SectionIgnorable); !E.ok())
      return E;
  if (Pages && Source.HasOutward)
    if (Status E = section(OutwardSection, writeOutward, SectionIgnorable); !E.ok())
      return E;
  uint64_t Place = Out.written() + SectionHeaderSize + ChunkHeaderSize;
  if (Pages)
    if (Status E = section(
            PagesSection, pagesLength(Source, Place), [&](Sink &Body) { writePages(Source, Body, Place); }, 0);
        !E.ok())
      return E;
  table();
  return Out.status();
}

Status cgt::writeImage(const ImageSource &Source, Sink &Out, const Codec &Codec, int Level, Allocator &Memory) {
  return ImageWriter(Source, Out, Codec, Level, Memory).image();
}
