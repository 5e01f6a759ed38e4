//===- RestoreFile.cpp - The image's bytes come in ---------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Nothing is known of the file: what it begins with is read before anything is mapped, and nothing is waited for, read or
// taken that its frame doesn't say.
//
//===----------------------------------------------------------------------===//

#include "restore/Restoration.h"

#include "abi/ExitCodes.h"
#include "image/FrameWalk.h"
#include "image/Sections.h"
#include "port/Progress.h"
#include "port/Report.h"
#include "program/Codec.h"

using namespace cgt;
using report::num;

/// What helps whoever has that image.
static const char *adviceForFile(Errc Code) {
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

namespace {
/// Each step is false when the image can't be had; then Why says why.
class ImageReader {
public:
  ImageReader(Restoration &In, report::Buffer &Why) : In(In), File(In.File), Why(Why) {}
  bool run();
  /// What is there isn't an image, or not a whole one: an older image may be.
  bool isDamaged() const { return Damaged; }

private:
  bool read();
  bool open(int &Source);
  bool map(int Source, bool &Mapped);
  bool readPipe(int Source);
  Status unpack();
  bool fail(Status S);
  bool cantRead(int Error);

  Restoration &In;
  ImageBytes &File;
  report::Buffer &Why;
  bool Damaged = true;
};
} // namespace

bool ImageReader::fail(Status S) {
  Restoration::describe(Why, S, adviceForFile(S.Code));
  Damaged = S.Code != Errc::TooNew && S.Code != Errc::TooLarge && S.Code != Errc::Unsupported && S.Code != Errc::OutOfMemory;
  return false;
}

bool ImageReader::cantRead(int Error) {
  Why.add("can't read it: ", report::osError(Error));
  return false;
}

bool ImageReader::open(int &Source) {
  port::FileKind Kind = port::FileKind::Pipe;
  Source = Str(In.Path) == Str(StandardInput) ? 0 : port::openInput(In.Path, Kind);
  if (Source < 0)
    Why.add("can't open it: ", report::osError(-Source));
  else if (Kind == port::FileKind::Other)
    Why.add("it is neither a regular file nor a pipe; name an image");
  return Source >= 0 && Kind != port::FileKind::Other;
}

/// Maps a regular file whose frame is whole; \p Mapped is false if it must be read.
bool ImageReader::map(int Source, bool &Mapped) {
  int64_t Known = port::fileSize(Source);
  uint8_t Begin[image::HeaderSize];
  if (Known <= 0 || static_cast<uint64_t>(Known) >= SIZE_MAX / 2)
    return true;
  image::FrameWalk First, Frame;
  if (Status S = First.go(Begin, port::readAt(Source, Begin, sizeof Begin, 0)); !S.ok())
    return fail(S);
  auto Size = static_cast<size_t>(Known);
  File.Data = port::mapFile(Source, Size);
  if (!File.Data)
    return true;
  File.Size = File.Mapped = Size;
  File.Fd = Source; // its pages may be mapped once more
  Mapped = true;
  if (Status S = Frame.go(File.Data, Size); !S.ok())
    return fail(S);
  if (Frame.length() != Size)
    return fail(Status::fail(Errc::Truncated, Size));
  if (int Error = In.R.Opts.VerifyFull ? port::populateFile(Source, File.Data, Size) : 0)
    return cantRead(Error);
  return true;
}

/// Reads to the end: whoever writes to a pipe is to see no failure. No further than the frame says, though.
bool ImageReader::readPipe(int Source) {
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
    return cantRead(Error);
  return C.Result.ok() || fail(C.Result);
}

/// Where the file is that is read.
static const char *Begin;
static uint64_t Length;

/// zstd, which shows on a terminal how far it is.
static Codec showingCodec(const ImageBytes &File) {
  Begin = static_cast<const char *>(File.Data);
  Length = File.Size;
  Codec C = zstdCodec();
  C.Decompress = [](void *Target, size_t TargetSize, const void *Source, size_t Size) {
    progress::show(static_cast<uint64_t>(static_cast<const char *>(Source) - Begin), Length);
    return zstdCodec().Decompress(Target, TargetSize, Source, Size);
  };
  return C;
}

/// Unpacks the image; told before if memory may not do for it.
Status ImageReader::unpack() {
  Allocator A = In.Memory.allocator();
  Codec Zstd = showingCodec(File);
  uint64_t Most = In.R.Opts.MaxImage ? In.R.Opts.MaxImage : ~uint64_t(0);
  port::MemoryRoom Room = port::memoryRoom();
  uint64_t Fits = Room.Left - Room.Left / 8; // the kernel takes some itself
  Status S = readImage(File.Data, File.Size, Zstd, A, In.I, !In.R.Opts.VerifyFull, Most < Fits ? Most : Fits);
  if (S.Code == Errc::TooLarge && Fits < Most) {
    In.warnOfMemory(Room);
    In.Memory.release();
    In.I = Image();
    S = readImage(File.Data, File.Size, Zstd, A, In.I, !In.R.Opts.VerifyFull, Most);
  }
  return S;
}

bool ImageReader::run() {
  progress::begin("reading the image");
  bool Good = read();
  progress::end();
  return Good;
}

bool ImageReader::read() {
  uint64_t Start = port::now();
  In.Here = hostPlatform();
  int Source;
  bool IsInput = Str(In.Path) == Str(StandardInput), Mapped = false;
  if (!open(Source) || (!IsInput && !map(Source, Mapped)))
    return false;
  if (!Mapped) {
    bool Good = readPipe(Source);
    if (!IsInput)
      port::close(Source);
    if (!Good)
      return false;
  }
  Status S = unpack();
  if (S.ok() && In.I.Unchecked && !In.canMapPages())
    S = checkPages(File.Data, File.Size);
  if (!S.ok())
    return fail(S);
  In.Numbers.Bytes = File.Size;
  In.Numbers.ReadNs = port::now() - Start;
  return true;
}

void Restoration::warnOfMemory(const port::MemoryRoom &Room) const {
  report::warning("'", Path, "' may not fit into the memory limit of ", num(Room.Limit >> 20), " MiB, which leaves ",
                  num(Room.Left >> 20), " MiB: the kernel may end the program; raise the limit");
}

static constexpr size_t WhySize = 768;

void Restoration::open(const char *ThePath) {
  char Text[WhySize];
  report::Buffer Why(Text, sizeof Text);
  Path = ThePath;
  if (ImageReader(*this, Why).run())
    return;
  report::error("can't restore '", Path, "': ", Why.str());
  leave(ExitRefused);
}

bool Restoration::openIfWhole(const char *ThePath, report::Buffer &Why) {
  Path = ThePath;
  ImageReader Reader(*this, Why);
  if (Reader.run())
    return true;
  if (!Reader.isDamaged()) {
    report::error("can't restore '", Path, "': ", Why.str());
    leave(ExitRefused);
  }
  File.release();
  Memory.release();
  I = Image();
  return false;
}

bool Restoration::canMapPages() const {
  if (!I.HasPages || !isAkin() || File.Fd < 0)
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

void Restoration::refuseFile(Status S) { refuseImage(S, adviceForFile(S.Code)); }

void Restoration::read() {
  if (Status S = P.load(Memory); S.Code == Errc::OutOfMemory) {
    outOfMemory();
  } else if (!S.ok()) {
    report::error("can't restore '", Path, "': this program's own schema is damaged; build it again");
    leave(ExitRefused);
  }
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
