//===- RestoreFile.cpp - The image's bytes come in ---------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Nothing is known of the file: what it begins with is read before anything is mapped, and nothing is waited for, read or
// taken that its frame doesn't say.
//
//===----------------------------------------------------------------------===//

#include "restore/Restoration.h"

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

void Restoration::refuseFile(Status S) { refuseImage(S, adviceFor(S.Code)); }

namespace {
class ImageReader {
public:
  explicit ImageReader(Restoration &In) : In(In), File(In.File) {}
  void run();

private:
  int open();
  bool map(int Source);
  void readPipe(int Source);
  [[noreturn]] void cantRead(int Error);

  Restoration &In;
  ImageBytes &File;
};
} // namespace

void ImageReader::cantRead(int Error) {
  report::error("can't restore '", In.Path, "': can't read it: ", report::osError(Error));
  In.leave(ExitRefused);
}

int ImageReader::open() {
  port::FileKind Kind = port::FileKind::Pipe;
  int Source = Str(In.Path) == Str(StandardInput) ? 0 : port::openInput(In.Path, Kind);
  if (Source < 0) {
    report::error("can't restore '", In.Path, "': can't open it: ", report::osError(-Source));
    In.leave(ExitRefused);
  }
  if (Kind == port::FileKind::Other) {
    report::error("can't restore '", In.Path, "': it is neither a regular file nor a pipe; name an image");
    In.leave(ExitRefused);
  }
  return Source;
}

/// Maps a regular file whose frame is whole. False if it must be read.
bool ImageReader::map(int Source) {
  int64_t Known = port::fileSize(Source);
  uint8_t Begin[image::HeaderSize];
  if (Known <= 0 || static_cast<uint64_t>(Known) >= SIZE_MAX / 2)
    return false;
  image::FrameWalk First, Frame;
  if (Status S = First.go(Begin, port::readAt(Source, Begin, sizeof Begin, 0)); !S.ok())
    In.refuseFile(S);
  auto Size = static_cast<size_t>(Known);
  File.Data = port::mapFile(Source, Size);
  if (!File.Data)
    return false;
  if (Status S = Frame.go(File.Data, Size); !S.ok())
    In.refuseFile(S);
  if (Frame.length() != Size)
    In.refuseFile(Status::fail(Errc::Truncated, Size));
  if (int Error = In.R.Opts.VerifyFull ? port::populateFile(Source, File.Data, Size) : 0)
    cantRead(Error);
  File.Size = File.Mapped = Size;
  File.Fd = Source; // its pages may be mapped once more
  return true;
}

/// Reads to the end: whoever writes to a pipe is to see no failure. No further than the frame says, though.
void ImageReader::readPipe(int Source) {
  struct Context {
    image::FrameWalk Frame;
    Status Result;
    uint64_t Most;
  } C{{}, {}, In.R.Opts.MaxImage ? In.R.Opts.MaxImage : ~uint64_t(0)};
  auto MayGoOn = [](void *Ctx, const void *Data, size_t Size) {
    auto *C = static_cast<Context *>(Ctx);
    C->Result = Size > C->Most ? Status::fail(Errc::TooLarge, C->Most) : C->Frame.go(Data, Size);
    return C->Result.ok();
  };
  if (int Error = port::readWhole(Source, File.Data, File.Size, File.Mapped, MayGoOn, &C))
    cantRead(Error);
  if (!C.Result.ok())
    In.refuseFile(C.Result);
}

void ImageReader::run() {
  uint64_t Start = port::now();
  int Source = open();
  bool IsInput = Str(In.Path) == Str(StandardInput);
  if (IsInput || !map(Source)) {
    readPipe(Source);
    if (!IsInput)
      port::close(Source);
  }
  Allocator A = In.Memory.allocator();
  uint64_t Most = In.R.Opts.MaxImage ? In.R.Opts.MaxImage : ~uint64_t(0);
  Status S = readImage(File.Data, File.Size, zstdCodec(), A, In.I, !In.R.Opts.VerifyFull, Most);
  if (S.ok() && In.I.Unchecked && !In.canMapPages())
    S = checkPages(File.Data, File.Size);
  if (!S.ok())
    In.refuseFile(S);
  In.Numbers.Bytes = File.Size;
  In.Numbers.ReadNs = port::now() - Start;
}

bool Restoration::canMapPages() const {
  if (!I.HasPages || !(I.Sender == Here) || File.Fd < 0)
    return false;
  uint64_t Mask = port::pageSize() - 1;
  for (uint32_t K = 0; K < I.NumSpans; ++K) {
    // A section that wasn't written in one piece lies elsewhere.
    auto Place = reinterpret_cast<uintptr_t>(I.Spans[K].Data) - reinterpret_cast<uintptr_t>(File.Data);
    if (Place >= File.Size || ((Place - I.Spans[K].Address) & Mask) != 0)
      return false;
  }
  return true;
}

//===--- This program ------------------------------------------------------===//

void Restoration::read(const char *ThePath) {
  Path = ThePath;
  Here = hostPlatform();
  ImageReader(*this).run();
  if (Status S = P.load(Memory); !S.ok())
    refuseImage(S, "this program's own schema can't be read");
  if (I.NumActivations == 0)
    refuseImage(Status::fail(Errc::Malformed), "it has no frames");
}

void ImageBytes::release() {
  if (Data)
    port::unmap(Data, Mapped);
  Data = nullptr;
  if (Fd >= 0)
    port::close(Fd);
  Fd = -1;
}
