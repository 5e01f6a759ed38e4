//===- RestoreFile.cpp - The image's bytes come in ---------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Nothing is known of the file: what it begins with is read before anything is mapped, and nothing is waited for, read or
// taken that its frame doesn't say.
//
//===----------------------------------------------------------------------===//

#include "restore/Restore.h"

#include "image/FrameWalk.h"
#include "image/Sections.h"
#include "port/Report.h"
#include "program/Codec.h"

using namespace cgt;
using report::num;

/// What helps whoever has that image.
static const char *adviceFor(Errc Code) {
  if (Code == Errc::TooNew)
    return "restore with a newer CGT";
  if (Code == Errc::TooLarge)
    return "allow more by max_image";
  if (Code == Errc::BadMagic)
    return "name an image";
  if (Code == Errc::Unsupported)
    return "restore with a newer CGT";
  return "use an undamaged copy or an older image";
}

void Restorer::refuseFile(Status S) { refuseImage(S, adviceFor(S.Code)); }

void Restorer::cantRead(int Error) {
  report::error("can't restore '", Path, "': can't read it: ", report::osError(Error));
  leave(ExitRefused);
}

int Restorer::openFile() {
  port::FileKind Kind = port::FileKind::Pipe;
  int Source = Str(Path) == Str(StandardInput) ? 0 : port::openInput(Path, Kind);
  if (Source < 0) {
    report::error("can't restore '", Path, "': can't open it: ", report::osError(-Source));
    leave(ExitRefused);
  }
  if (Kind == port::FileKind::Other) {
    report::error("can't restore '", Path, "': it is neither a regular file nor a pipe; name an image");
    leave(ExitRefused);
  }
  return Source;
}

/// Maps a regular file whose frame is whole. False if it must be read.
bool Restorer::mapFile(int Source) {
  int64_t Known = port::fileSize(Source);
  uint8_t Begin[image::HeaderSize];
  if (Known <= 0 || static_cast<uint64_t>(Known) >= SIZE_MAX / 2)
    return false;
  image::FrameWalk First, Frame;
  if (Status S = First.go(Begin, port::readAt(Source, Begin, sizeof Begin, 0)); !S.ok())
    refuseFile(S);
  auto Size = static_cast<size_t>(Known);
  File = port::mapFile(Source, Size);
  if (!File)
    return false;
  if (Status S = Frame.go(File, Size); !S.ok())
    refuseFile(S);
  if (Frame.length() != Size)
    refuseFile(Status::fail(Errc::Truncated, Size));
  if (int Error = R.Opts.VerifyFull ? port::populateFile(Source, File, Size) : 0)
    cantRead(Error);
  FileSize = FileMapped = Size;
  Fd = Source; // its pages may be mapped once more
  return true;
}

/// Reads to the end: whoever writes to a pipe is to see no failure. No further than the frame says, though.
void Restorer::readPipe(int Source) {
  struct Context {
    image::FrameWalk Frame;
    Status Result;
    uint64_t Most;
  } C{{}, {}, R.Opts.MaxImage ? R.Opts.MaxImage : ~uint64_t(0)};
  auto MayGoOn = [](void *Ctx, const void *Data, size_t Size) {
    auto *C = static_cast<Context *>(Ctx);
    C->Result = Size > C->Most ? Status::fail(Errc::TooLarge, C->Most) : C->Frame.go(Data, Size);
    return C->Result.ok();
  };
  if (int Error = port::readWhole(Source, File, FileSize, FileMapped, MayGoOn, &C))
    cantRead(Error);
  if (!C.Result.ok())
    refuseFile(C.Result);
}

void Restorer::readFile(const char *ThePath) {
  Path = ThePath;
  uint64_t Start = port::now();
  int Source = openFile();
  bool IsInput = Str(Path) == Str(StandardInput);
  if (IsInput || !mapFile(Source)) {
    readPipe(Source);
    if (!IsInput)
      port::close(Source);
  }
  Allocator A = Memory.allocator();
  uint64_t Most = R.Opts.MaxImage ? R.Opts.MaxImage : ~uint64_t(0);
  Status S = readImage(File, FileSize, zstdCodec(), A, I, !R.Opts.VerifyFull, Most);
  if (S.ok() && I.Unchecked && !canMapPages())
    S = checkPages(File, FileSize);
  if (!S.ok())
    refuseFile(S);
  Numbers.Bytes = FileSize;
  Numbers.ReadNs = port::now() - Start;
}
