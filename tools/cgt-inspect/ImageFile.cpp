//===- ImageFile.cpp - An image on disk, read and checked ------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ImageFile.h"

#include "ProgramFile.h"

#include "abi/Names.h"
#include "image/FrameWalk.h"
#include "image/Sections.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/FileSystem.h"

#include <cstdlib>
#include <zstd.h>

using namespace cgt;
using namespace llvm;

Error cgt::toError(Status S, StringRef File) {
  if (S.ok())
    return Error::success();
  return createStringError("'" + File + "': offset 0x" + Twine::utohexstr(S.Place) + ": " + errorText(S.Code));
}

Arena::~Arena() {
  for (void *Piece : Pieces)
    std::free(Piece);
}

/// Sizes come from files: one that can't be had is a null, not an abort.
Allocator Arena::allocator() {
  auto Allocate = [](void *Ctx, size_t Size) -> void * {
    void *Piece = std::calloc(Size ? Size : 1, 1);
    if (Piece)
      static_cast<Arena *>(Ctx)->Pieces.push_back(Piece);
    return Piece;
  };
  return {Allocate, this};
}

Codec cgt::zstdCodec() {
  Codec C;
  C.Decompress = [](void *Target, size_t TargetSize, const void *Source, size_t Size) {
    return ZSTD_decompress(Target, TargetSize, Source, Size) == TargetSize;
  };
  return C;
}

/// Reads on as long as it may be an image.
static Expected<std::unique_ptr<MemoryBuffer>> readStream(StringRef Path, int Fd, uint64_t MaxMemory) {
  SmallString<0> Bytes;
  image::FrameWalk Frame;
  for (;;) {
    constexpr size_t Piece = 65536;
    size_t Done = Bytes.size();
    Bytes.resize_for_overwrite(Done + Piece);
    Expected<size_t> Got = sys::fs::readNativeFile(Fd, MutableArrayRef(Bytes.data() + Done, Piece));
    if (!Got)
      return createStringError("'" + Path + "': " + toString(Got.takeError()));
    Bytes.truncate(Done + *Got);
    if (*Got == 0)
      return MemoryBuffer::getMemBufferCopy(Bytes, Path);
    Status S = Bytes.size() > MaxMemory ? Status::fail(Errc::TooLarge, MaxMemory) : Frame.go(Bytes.data(), Bytes.size());
    if (!S.ok())
      return toError(S, Path);
  }
}

/// Programs that were built with CGT say so, and by which version.
static Error notAnImage(StringRef Path, Status Failure) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> File = MemoryBuffer::getFile(Path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  StringRef Version = File ? releaseOf((*File)->getBuffer()) : "";
  if (Version.empty())
    return toError(Failure, Path);
  return createStringError("'" + Path + "': is a program built with CGT " + Version + ", not an image");
}

Expected<std::unique_ptr<MemoryBuffer>> cgt::readFile(StringRef Path, uint64_t MaxMemory) {
  if (Path == "-")
    return readStream(Path, 0, MaxMemory);
  sys::fs::file_status Kind;
  if (std::error_code Failure = sys::fs::status(Path, Kind))
    return createStringError("'" + Path + "': " + Failure.message());
  bool IsPipe = Kind.type() == sys::fs::file_type::fifo_file;
  if (!IsPipe && Kind.type() != sys::fs::file_type::regular_file)
    return createStringError("'" + Path + "': it is neither a regular file nor a pipe");
  Expected<sys::fs::file_t> Fd = sys::fs::openNativeFileForRead(Path);
  if (!Fd)
    return createStringError("'" + Path + "': " + toString(Fd.takeError()));
  auto Close = make_scope_exit([&] { sys::fs::closeFile(*Fd); });
  char Begin[image::HeaderSize];
  Expected<size_t> Got = IsPipe ? 0 : sys::fs::readNativeFileSlice(*Fd, Begin, 0);
  if (!Got)
    return createStringError("'" + Path + "': " + toString(Got.takeError()));
  image::FrameWalk Frame;
  if (Status S = Frame.go(Begin, *Got); !S.ok() && S.Code == Errc::BadMagic)
    return notAnImage(Path, S);
  if (IsPipe || Kind.getSize() == 0)
    return readStream(Path, *Fd, MaxMemory);
  ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer =
      MemoryBuffer::getOpenFile(*Fd, Path, Kind.getSize(), /*RequiresNullTerminator=*/false);
  if (!Buffer)
    return createStringError("'" + Path + "': " + Buffer.getError().message());
  return std::move(*Buffer);
}

Expected<std::unique_ptr<ImageFile>> ImageFile::open(StringRef Path, uint64_t MaxMemory) {
  Expected<std::unique_ptr<MemoryBuffer>> Buffer = readFile(Path, MaxMemory);
  if (!Buffer)
    return Buffer.takeError();
  auto File = std::make_unique<ImageFile>();
  File->Path = Path.str();
  File->Buffer = std::move(*Buffer);
  const char *Data = File->Buffer->getBufferStart();
  size_t Size = File->Buffer->getBufferSize();
  Allocator Memory = File->Memory.allocator();
  if (Status S = readImage(Data, Size, zstdCodec(), Memory, File->I, false, MaxMemory); !S.ok())
    return toError(S, Path);
  Cursor In(Data, Size);
  image::SectionList List;
  if (Status S = image::readHeader(In, List); !S.ok())
    return toError(S, Path);
  File->WrittenBy = List.WrittenBy;
  File->ReadableBy = List.ReadableBy;
  return std::move(File);
}
