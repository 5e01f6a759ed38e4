//===- SaveSweep.cpp - Files that a save removes -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Only what has a name that this save= gives, and then only a temporary that nobody is writing (its lock is free) or an
// image of this program: with a number that is old enough, or any when the job of ckpt= has ended.
//
//===----------------------------------------------------------------------===//

#include "abi/ExitCodes.h"
#include "port/PortLocks.h"
#include "program/Codec.h"
#include "program/SaveLock.h"
#include "save/SaveFile.h"

#include "image/ImageFacts.h"

#include <errno.h>
#include <limits.h>

using namespace cgt;
using namespace cgt::savefile;

namespace {
/// This program, as its images tell it.
struct Own {
  MapAllocator &Memory;
  const Cursor *UnitBlobs;
  uint32_t NumUnits;
};

/// A look through one folder.
struct Sweep {
  const Runtime &R;
  const Own *Images; ///< null: temporaries only
  bool All;          ///< images of any number
  char Folder[PathSize];
  const char *Base; ///< of names in it
  bool IsTemplate;  ///< it has keys; else it is a name
};
} // namespace

static bool begins(Str Whole, Str Name, bool Cut) {
  return (Cut ? Name.Size <= Whole.Size : Name.Size == Whole.Size) && memcmp(Whole.Data, Name.Data, Name.Size) == 0;
}

/// Is \p Name what the template gives for some number, or \p Cut the beginning of that? The number is 0 if there is
/// none.
static bool matches(const Sweep &S, Str Name, bool Cut, uint64_t &Number) {
  char Text[PathSize];
  report::Buffer B(Text, sizeof Text);
  Number = 0;
  if (!S.IsTemplate)
    return begins(S.Base, Name, Cut);
  const char *At = numberIn(S.Base);
  expand(S.R, At ? Str(S.Base, static_cast<uint32_t>(At - S.Base)) : Str(S.Base), 1, B);
  uint32_t First = B.str().Size;
  if (!At || First >= Name.Size)
    return (Cut || !At) && begins(B.str(), Name, Cut);
  if (memcmp(Text, Name.Data, First) != 0 || Name.Data[First] == '0')
    return false;
  // A digit may follow %n, and does it belong to the number?
  for (uint32_t At2 = First; At2 < Name.Size && Name.Data[At2] >= '0' && Name.Data[At2] <= '9'; ++At2) {
    uint64_t Digit = static_cast<uint64_t>(Name.Data[At2] - '0');
    if (Number > (UINT64_MAX - Digit) / 10)
      return false;
    Number = Number * 10 + Digit;
    B.clear();
    expand(S.R, S.Base, Number, B);
    if (begins(B.str(), Name, Cut))
      return true;
  }
  return false;
}

static bool isTemporary(const Sweep &S, Str Name) {
  if (Name.Size <= port::TemporarySuffix)
    return false;
  uint32_t Stem = Name.Size - static_cast<uint32_t>(port::TemporarySuffix);
  Str Mark = port::TemporaryMark;
  if (Str(Name.Data + Stem, Mark.Size) != Mark)
    return false;
  for (uint32_t K = Stem + Mark.Size; K != Name.Size; ++K)
    if (!strchr("0123456789abcdef", Name.Data[K]))
      return false;
  uint64_t Number;
  return matches(S, {Name.Data, Stem}, Name.Size == NAME_MAX, Number);
}

/// Removes the image if it is one, and of this program. When all are removed the process ends: it stays open until then, as the file
/// system may take milliseconds to give its room back, and a kill between the last removal and the end would lose that the job is over.
static void removeImage(const Sweep &S, const char *Path) {
  int Fd = port::openExisting(Path);
  if (Fd < 0)
    return;
  int64_t Known = port::fileSize(Fd);
  if (Known > 0 && static_cast<uint64_t>(Known) < SIZE_MAX / 2) {
    auto Size = static_cast<size_t>(Known);
    Allocator Memory = S.Images->Memory.allocator();
    void *File = port::mapFile(Fd, Size);
    if (File && isImageOf(File, Size, zstdCodec(), Memory, S.Images->UnitBlobs, S.Images->NumUnits) && port::isAt(Fd, Path))
      (void)port::removeFile(Path);
    if (File && !S.All)
      port::unmap(File, Size);
  }
  if (!S.All)
    port::close(Fd);
}

static bool isOld(const Runtime &R, uint64_t Number) {
  return R.Opts.Keep && Number && R.Sequence > R.Opts.Keep && Number <= R.Sequence - R.Opts.Keep;
}

static bool visit(void *Ctx, const char *Name) {
  auto &S = *static_cast<Sweep *>(Ctx);
  char Path[PathSize + NAME_MAX];
  report::Buffer B(Path, sizeof Path);
  B.add(S.Folder, Name);
  uint64_t Number;
  if (isTemporary(S, Name))
    (void)port::removeLeftTemporary(Path);
  else if (S.Images && matches(S, Name, false, Number) && (S.All || isOld(S.R, Number)))
    removeImage(S, Path);
  return true;
}

static void look(Sweep &S, const char *InFolderOf) {
  if (port::folderOf(InFolderOf, S.Folder, sizeof S.Folder))
    (void)port::forEachName(S.Folder, visit, &S);
}

/// %n in a file's own name: all images lie in one folder.
static bool isOneFolder(const char *Save) { return numberIn(Save + port::folderSize(Save)) && !strchr(numberIn(Save), '/'); }

static void sweepBoth(Sweep &S, const char *Name, const char *Target) {
  const char *Save = S.R.Opts.Save;
  bool OneFolder = isOneFolder(Save);
  if (OneFolder) {
    S.IsTemplate = true;
    S.Base = Save + port::folderSize(Save);
    look(S, Name);
  }
  if (!OneFolder || strcmp(Name, Target) != 0) {
    S.IsTemplate = false;
    S.Base = Target + port::folderSize(Target);
    look(S, Target);
  }
}

void savefile::sweepLeft(const Runtime &R, const char *Name, const char *Target) {
  Sweep S{R, nullptr, false, {}, nullptr, false};
  sweepBoth(S, Name, Target);
}

void savefile::sweep(Runtime &R, const ImageSource &Source, const char *Name, const char *Target) {
  Own Images{R.CaptureMemory, Source.UnitBlobs, Source.NumUnits};
  Sweep S{R, &Images, false, {}, nullptr, false};
  sweepBoth(S, Name, Target);
  char Old[PathSize];
  if (R.Opts.Keep && R.Sequence > R.Opts.Keep && !isOneFolder(R.Opts.Save) &&
      expandName(R, R.Sequence - R.Opts.Keep, Old, sizeof Old))
    removeImage(S, Old);
}

//===--- All images of a job -------------------------------------------------------===//

namespace {
/// A look for the largest number below another one. The part of the template's path up to the first slash behind %n, or its end, is a
/// template of names in one folder.
struct Search {
  Sweep Names;
  uint64_t Below, Found;
};
} // namespace

uint64_t savefile::newest(const Runtime &R, uint64_t Below, int *Error) {
  const char *Save = R.Opts.Save, *Number = numberIn(Save);
  char Part[PathSize], Folder[PathSize];
  if (!Number)
    return 0;
  size_t Size = static_cast<size_t>(Number - Save) + strcspn(Number, "/");
  report::Buffer(Part, sizeof Part).add(Str(Save, static_cast<uint32_t>(Size)));
  report::Buffer Where(Folder, sizeof Folder); // it has no %n, and may have other keys
  expand(R, Str(Save, static_cast<uint32_t>(port::folderSize(Part))), AnyNumber, Where);
  Search S{{R, nullptr, false, {}, Part + port::folderSize(Part), true}, Below, 0};
  auto Visit = [](void *Ctx, const char *Name) {
    auto &S = *static_cast<Search *>(Ctx);
    char Path[PathSize];
    if (uint64_t Number; matches(S.Names, Name, false, Number) && Number && Number < S.Below && Number > S.Found &&
                         expandName(S.Names.R, Number, Path, sizeof Path) && port::exists(Path) != ENOENT)
      S.Found = Number;
    return true;
  };
  int Failed = port::forEachName(Folder[0] ? Folder : ".", Visit, &S);
  if (Error)
    *Error = Failed;
  return S.Found;
}

bool savefile::hasImage(const Runtime &R) {
  char Name[PathSize];
  if (numberIn(R.Opts.Save)) {
    int Error = 0;
    uint64_t Newest = newest(R, UINT64_MAX, &Error);
    if (Newest != 0 || Error == 0 || Error == ENOENT || Error == ENOTDIR)
      return Newest != 0;
    report::error("can't restore '", R.Opts.Save, "': can't look for images in its folder: ", report::osError(Error),
                  "; make the folder readable");
    savelock::release();
    port::exitNow(ExitRefused);
  }
  if (!expandName(R, 1, Name, sizeof Name))
    return false;
  int Error = port::exists(Name);
  return Error != ENOENT && Error != ENOTDIR;
}

/// This program's units, for images to be told by.
static bool loadOwn(MapAllocator &Memory, MapVector<Cursor> &Blobs) {
  Program P;
  if (!P.load(Memory).ok())
    return false;
  for (uint32_t U = 0; U < P.numUnits(); ++U)
    if (!Blobs.push(P.blob(U)))
      return false;
  return true;
}

void savefile::removeAll(const Runtime &R) {
  MapAllocator Memory;
  MapVector<Cursor> Blobs;
  char Name[PathSize], Target[PathSize];
  if (!loadOwn(Memory, Blobs))
    return;
  Own Images{Memory, Blobs.data(), static_cast<uint32_t>(Blobs.size())};
  Sweep S{R, &Images, true, {}, nullptr, false};
  int Error;
  if (isOneFolder(R.Opts.Save) || !numberIn(R.Opts.Save)) {
    if (expandName(R, R.Sequence + 1, Name, sizeof Name) && !target(Name, Target, Error))
      sweepBoth(S, Name, Target);
  } else {
    for (uint64_t Number = UINT64_MAX; (Number = newest(R, Number)) != 0;)
      if (expandName(R, Number, Name, sizeof Name))
        removeImage(S, Name);
  }
  Blobs.release();
  Memory.release();
}
