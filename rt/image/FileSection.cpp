//===- FileSection.cpp - Section FILE ----------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "image/ResourceSections.h"

using namespace cgt;
using namespace cgt::image;

//===--- Writing ---------------------------------------------------------------===//

static void writeFile(const FileRecord &F, Sink &Out) {
  Out.writeU8(static_cast<uint8_t>(F.Fate));
  Out.writeULEB(F.Number);
  Out.writeString(F.Name);
  Out.writeULEB(F.Mode);
  Out.writeULEB(F.Size);
  Out.writeULEB(F.Known);
  Out.writeU64(F.Head);
  Out.writeU64(F.Tail);
  Out.writeULEB(F.NumExtents);
  uint64_t End = 0;
  for (uint32_t K = 0; K < F.NumExtents; ++K) {
    const FileExtent &E = F.Extents[K];
    Out.writeULEB(E.Offset - End);
    Out.writeULEB(E.Size);
    Out.writeBytes(E.Data, static_cast<size_t>(E.Size));
    End = E.Offset + E.Size;
  }
}

static void writeStream(const StreamRecord &S, Sink &Out) {
  Out.writeU8(S.Kind);
  Out.writeULEB(S.Address);
  Out.writeIndex(S.Descriptor);
  Out.writeULEB(S.Flags);
  Out.writeULEB(S.Buffer);
  Out.writeULEB(S.BufferSize);
  Out.writeULEB(S.UnreadAt);
  Out.writeULEB(S.UnreadSize);
  Out.writeBytes(S.Unread, static_cast<size_t>(S.UnreadSize));
  Out.writeULEB(S.PushedBackSize);
  Out.writeBytes(S.PushedBack, static_cast<size_t>(S.PushedBackSize));
  if (S.Kind == StreamRecord::Memory)
    for (uint64_t Number : S.Numbers)
      Out.writeULEB(Number);
}

void image::writeFiles(const ImageSource &Source, Sink &Out) {
  const OpenFiles &O = Source.Files;
  Out.writeULEB(O.NumFiles);
  for (uint32_t K = 0; K < O.NumFiles; ++K)
    writeFile(O.Files[K], Out);
  Out.writeULEB(O.NumDescriptions);
  for (uint32_t K = 0; K < O.NumDescriptions; ++K) {
    Out.writeULEB(O.Descriptions[K].File);
    Out.writeULEB(O.Descriptions[K].Flags);
    Out.writeULEB(O.Descriptions[K].Position);
  }
  Out.writeULEB(O.NumDescriptors);
  for (uint32_t K = 0; K < O.NumDescriptors; ++K) {
    Out.writeULEB(O.Descriptors[K].Number);
    Out.writeIndex(O.Descriptors[K].Description);
    Out.writeU8(O.Descriptors[K].CloseOnExec);
  }
  Out.writeULEB(O.NumStreams);
  for (uint32_t K = 0; K < O.NumStreams; ++K)
    writeStream(O.Streams[K], Out);
  Out.writeULEB(O.NumInherited);
  for (uint32_t K = 0; K < O.NumInherited; ++K) {
    Out.writeULEB(O.Inherited[K].Number);
    Out.writeULEB(O.Inherited[K].Position);
    Out.writeU64(O.Inherited[K].Head);
    Out.writeU64(O.Inherited[K].Tail);
  }
  for (uint32_t Variable : O.Variables)
    Out.writeIndex(Variable);
}

//===--- Reading ---------------------------------------------------------------===//

namespace {

class FileReader {
public:
  FileReader(Cursor &In, OpenFiles &O, Allocator &Memory) : In(In), O(O), Memory(Memory) {}
  Status all();

private:
  Status file(FileRecord &F);
  Status extents(FileRecord &F);
  Status description(DescriptionRecord &D);
  Status descriptor(DescriptorRecord &D);
  Status stream(StreamRecord &S);
  Status inherited(InheritedRecord &I);
  Status variables();

  Status numbers(uint64_t *const *Begin, size_t Count) {
    for (size_t K = 0; K < Count; ++K)
      if (Status S = In.readULEB(*Begin[K]); !S.ok())
        return S;
    return Status::success();
  }
  /// A number of bytes, and these.
  Status bytes(const uint8_t *&Data, uint64_t &Size) {
    if (Status S = In.readULEB(Size); !S.ok())
      return S;
    return In.readBytes(Data, Size);
  }
  template <typename T> Status items(const T *&Result, uint32_t &Count, size_t Shortest, Status (FileReader::*Read)(T &)) {
    if (Status S = In.readCount(Count, Shortest); !S.ok())
      return S;
    T *Items = Memory.array<T>(uint64_t(Count) + 1);
    if (!Items)
      return In.fail(Errc::OutOfMemory);
    Result = Items;
    for (uint32_t K = 0; K < Count; ++K)
      if (Status S = (this->*Read)(Items[K]); !S.ok())
        return S;
    return Status::success();
  }

  Cursor &In;
  OpenFiles &O;
  Allocator &Memory;
  uint32_t Last = 0;                         ///< descriptor's number, plus one
  static constexpr uint32_t Most = 1u << 30; ///< descriptors
};

} // namespace

Status FileReader::extents(FileRecord &F) {
  if (Status S = In.readCount(F.NumExtents, 2); !S.ok())
    return S;
  auto *Extents = Memory.array<FileExtent>(uint64_t(F.NumExtents) + 1);
  if (!Extents)
    return In.fail(Errc::OutOfMemory);
  F.Extents = Extents;
  uint64_t End = 0;
  for (uint32_t K = 0; K < F.NumExtents; ++K) {
    Cursor Start = In;
    uint64_t Hole;
    if (Status S = In.readULEB(Hole); !S.ok())
      return S;
    if (Status S = bytes(Extents[K].Data, Extents[K].Size); !S.ok())
      return S;
    if (Hole > F.Size - End || Extents[K].Size > F.Size - End - Hole)
      return Start.fail(Errc::Malformed);
    Extents[K].Offset = End + Hole;
    End += Hole + Extents[K].Size;
  }
  return Status::success();
}

Status FileReader::file(FileRecord &F) {
  Cursor Start = In;
  uint8_t Fate;
  if (Status S = In.readU8(Fate); !S.ok())
    return S;
  if (Fate > static_cast<uint8_t>(FileFate::Inherited))
    return Start.fail(Errc::Unsupported);
  F.Fate = static_cast<FileFate>(Fate);
  if (Status S = In.readULEB32(F.Number); !S.ok())
    return S;
  if (Status S = In.readString(F.Name); !S.ok())
    return S;
  if (Status S = In.readULEB32(F.Mode); !S.ok())
    return S;
  uint64_t *const Sizes[] = {&F.Size, &F.Known};
  if (Status S = numbers(Sizes, 2); !S.ok())
    return S;
  if (Status S = In.readU64(F.Head); !S.ok())
    return S;
  if (Status S = In.readU64(F.Tail); !S.ok())
    return S;
  bool HasName = F.Fate != FileFate::Inherited && F.Fate != FileFate::Embedded;
  constexpr uint64_t MostBytes = ~uint64_t(0) >> 1;
  if ((HasName && F.Name.empty()) || F.Number >= Most || F.Mode > 07777 || F.Size > MostBytes || F.Known > F.Size ||
      memchr(F.Name.Data, 0, F.Name.Size))
    return Start.fail(Errc::Malformed);
  if (Status S = extents(F); !S.ok())
    return S;
  return F.Fate == FileFate::Embedded || F.NumExtents == 0 ? Status::success() : Start.fail(Errc::Malformed);
}

Status FileReader::description(DescriptionRecord &D) {
  Cursor Start = In;
  if (Status S = In.readULEB32(D.File); !S.ok())
    return S;
  if (Status S = In.readULEB32(D.Flags); !S.ok())
    return S;
  if (Status S = In.readULEB(D.Position); !S.ok())
    return S;
  return D.File < O.NumFiles && D.Position <= ~uint64_t(0) >> 1 ? Status::success() : Start.fail(Errc::Malformed);
}

Status FileReader::descriptor(DescriptorRecord &D) {
  Cursor Start = In;
  if (Status S = In.readULEB32(D.Number); !S.ok())
    return S;
  if (Status S = In.readIndex(D.Description); !S.ok())
    return S;
  if (Status S = In.readBool(D.CloseOnExec); !S.ok())
    return S;
  bool Sound =
      D.Number >= Last && D.Number < Most && (D.Description == NoIndex ? D.Number < 3 : D.Description < O.NumDescriptions);
  Last = D.Number + 1;
  return Sound ? Status::success() : Start.fail(Errc::Malformed);
}

Status FileReader::stream(StreamRecord &R) {
  Cursor Start = In;
  uint8_t Kind;
  if (Status S = In.readU8(Kind); !S.ok())
    return S;
  if (Kind > StreamRecord::Memory)
    return Start.fail(Errc::Unsupported);
  R.Kind = static_cast<StreamRecord::KindType>(Kind);
  if (Status S = In.readULEB(R.Address); !S.ok())
    return S;
  if (Status S = In.readIndex(R.Descriptor); !S.ok())
    return S;
  if (Status S = In.readULEB32(R.Flags); !S.ok())
    return S;
  uint64_t *const Places[] = {&R.Buffer, &R.BufferSize, &R.UnreadAt};
  if (Status S = numbers(Places, 3); !S.ok())
    return S;
  if (Status S = bytes(R.Unread, R.UnreadSize); !S.ok())
    return S;
  if (Status S = bytes(R.PushedBack, R.PushedBackSize); !S.ok())
    return S;
  for (uint64_t &Number : R.Numbers)
    if (Status S = R.Kind == StreamRecord::Memory ? In.readULEB(Number) : Status::success(); !S.ok())
      return S;
  bool IsClosed = R.Flags & StreamRecord::Closed, IsWide = R.Flags & StreamRecord::Wide;
  bool HasNone = IsClosed || R.Kind == StreamRecord::Memory;
  bool Sound = (R.isStandard() || !IsClosed) && HasNone == (R.Descriptor == NoIndex) && (HasNone || R.Descriptor < Most) &&
               (!IsWide || R.PushedBackSize % 4 == 0);
  return Sound ? Status::success() : Start.fail(Errc::Malformed);
}

Status FileReader::inherited(InheritedRecord &I) {
  Cursor Start = In;
  if (Status S = In.readULEB32(I.Number); !S.ok())
    return S;
  if (Status S = In.readULEB(I.Position); !S.ok())
    return S;
  if (Status S = In.readU64(I.Head); !S.ok())
    return S;
  if (Status S = In.readU64(I.Tail); !S.ok())
    return S;
  bool Sound = I.Number >= Last && I.Number < 3 && I.Position <= ~uint64_t(0) >> 1;
  Last = I.Number + 1;
  return Sound ? Status::success() : Start.fail(Errc::Malformed);
}

Status FileReader::variables() {
  uint32_t Own = 0;
  for (uint32_t K = 0; K < O.NumStreams; ++K)
    Own += !O.Streams[K].isStandard();
  for (uint32_t &Variable : O.Variables) {
    Cursor Start = In;
    if (Status S = In.readIndex(Variable); !S.ok())
      return S;
    if (Variable != NoIndex && Variable >= Own + 3)
      return Start.fail(Errc::Malformed);
  }
  return Status::success();
}

Status FileReader::all() {
  constexpr size_t ShortestFile = 23, ShortestStream = 9, ShortestInherited = 18;
  if (Status S = items(O.Files, O.NumFiles, ShortestFile, &FileReader::file); !S.ok())
    return S;
  if (Status S = items(O.Descriptions, O.NumDescriptions, 3, &FileReader::description); !S.ok())
    return S;
  if (Status S = items(O.Descriptors, O.NumDescriptors, 3, &FileReader::descriptor); !S.ok())
    return S;
  if (Status S = items(O.Streams, O.NumStreams, ShortestStream, &FileReader::stream); !S.ok())
    return S;
  Last = 0;
  if (Status S = items(O.Inherited, O.NumInherited, ShortestInherited, &FileReader::inherited); !S.ok())
    return S;
  return variables();
}

Status image::readFiles(Cursor &In, Image &I, Allocator &Memory) { return FileReader(In, I.Files, Memory).all(); }
