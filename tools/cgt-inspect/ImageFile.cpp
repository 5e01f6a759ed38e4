//===- ImageFile.cpp - An image on disk, read and checked ------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ImageFile.h"

#include "format/Sections.h"

#include "llvm/ADT/Twine.h"

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

Expected<std::unique_ptr<MemoryBuffer>> cgt::readFile(StringRef Path) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer =
      MemoryBuffer::getFileOrSTDIN(Path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!Buffer)
    return createStringError("'" + Path + "': " + Buffer.getError().message());
  return std::move(*Buffer);
}

Expected<std::unique_ptr<ImageFile>> ImageFile::open(StringRef Path) {
  Expected<std::unique_ptr<MemoryBuffer>> Buffer = readFile(Path);
  if (!Buffer)
    return Buffer.takeError();
  auto File = std::make_unique<ImageFile>();
  File->Path = Path.str();
  File->Buffer = std::move(*Buffer);
  const char *Data = File->Buffer->getBufferStart();
  size_t Size = File->Buffer->getBufferSize();
  Allocator Memory = File->Memory.allocator();
  if (Status S = readImage(Data, Size, zstdCodec(), Memory, File->I); !S.ok())
    return toError(S, Path);
  Cursor In(Data, Size);
  image::SectionList List;
  if (Status S = image::readHeader(In, List); !S.ok())
    return toError(S, Path);
  File->WrittenBy = List.WrittenBy;
  File->ReadableBy = List.ReadableBy;
  return std::move(File);
}
