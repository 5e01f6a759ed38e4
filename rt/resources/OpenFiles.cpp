//===- OpenFiles.cpp - What is open ------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "resources/Files.h"

#include "resources/Stdio.h"

using namespace cgt;
using namespace cgt::files;
using report::num;

namespace {
/// A descriptor as the process was started with it.
struct Inherited {
  int Fd;
  port::FileIdentity Identity;
};
} // namespace

[[clang::require_constant_initialization]] static MapVector<Inherited> AtStart;
static bool AtStartKnown;
static char StartFolder[PathSize];

const char *files::startFolder() { return StartFolder; }

/// Standard streams are noted open or closed: a program counts on them.
void files::begin() {
  const Options &O = Runtime::get().Opts;
  stdio::begin(O.Save || O.Restore);
  if (port::workingFolder(StartFolder, sizeof StartFolder) != 0 || *StartFolder != '/')
    *StartFolder = 0;
  bool Noted = true;
  for (int Fd = 0; Fd <= 2; ++Fd)
    Noted &= AtStart.push({Fd, port::identity(Fd)});
  int Error = port::forEachOpenFile(
      [](void *Ctx, int Fd) {
        if (Fd > 2)
          *static_cast<bool *>(Ctx) &= AtStart.push({Fd, port::identity(Fd)});
        return true;
      },
      &Noted);
  AtStartKnown = Noted && Error == 0;
}

static const Inherited *inherited(int Fd) {
  for (const Inherited &I : AtStart)
    if (I.Fd == Fd)
      return &I;
  return nullptr;
}

bool files::isUnchanged(int Fd) {
  const Inherited *Known = inherited(Fd);
  return Known && Known->Identity == port::identity(Fd);
}

bool files::isClosedSince(int Fd) {
  const Inherited *Known = inherited(Fd);
  return Known && Known->Identity.Type && port::describe(Fd).Kind == port::DescriptorKind::Closed;
}

bool files::isInheritedFile(int Fd) { return port::isRegularFile(Fd) && isUnchanged(Fd); }

/// Which of those that the process was started with it is another descriptor of; -1: none.
static int sameAsInherited(int Fd, const port::DescriptorStatus &Status) {
  for (const Inherited &I : AtStart) {
    if (!(I.Identity == Status.Identity))
      continue;
    if (Status.Kind != port::DescriptorKind::Regular || (isUnchanged(I.Fd) && port::shareDescription(Fd, I.Fd)))
      return I.Fd;
  }
  return -1;
}

uint64_t files::dataSize(int Fd) {
  int Own = port::openAgain(Fd, port::OpenReadable);
  if (Own < 0)
    return 0;
  uint64_t Size = 0, Begin, End = 0;
  while (port::nextExtent(Own, End, Begin, End))
    Size += End - Begin;
  port::close(Own);
  return Size;
}

/// One that is written elsewhere than at its end can't be brought back by cutting.
static bool isWrittenInside(const port::DescriptorStatus &S) {
  bool Writes = S.Flags & port::OpenWritable, Reads = S.Flags & port::OpenReadable;
  return Writes && !(S.Flags & port::OpenAppends) && (Reads || static_cast<uint64_t>(S.Position) != S.Size);
}

OpenDescriptor files::classify(int Fd) {
  OpenDescriptor D;
  D.Number = Fd;
  if (isUnchanged(Fd))
    return D;
  const Options &O = Runtime::get().Opts;
  D.Status = port::describe(Fd);
  if (D.Status.Kind != port::DescriptorKind::Memory)
    D.Inherited = sameAsInherited(Fd, D.Status);
  if (D.Inherited >= 0) {
    D.What = Class::Same;
    return D;
  }
  bool IsFile = D.Status.Kind == port::DescriptorKind::Regular;
  D.What = O.Files == FilesRefuse                                    ? Class::Fails
           : IsFile || D.Status.Kind == port::DescriptorKind::Memory ? Class::Carried
                                                                     : Class::Waits;
  if (!IsFile || D.What != Class::Carried)
    return D;
  char Name[PathSize];
  bool Writes = D.Status.Flags & port::OpenWritable;
  D.IsEmbedded = isWrittenInside(D.Status) || (Writes && O.Files == FilesEmbed) || !port::nameOfOpen(Fd, Name, sizeof Name);
  return D;
}

//===--- Obstacles -----------------------------------------------------------------===//

namespace {
/// Descriptors that are in the way.
struct Obstacles {
  Class Wanted;
  bool All; ///< they are to be counted
  int First = -1;
  unsigned Count = 0;
};
} // namespace

static void describeFile(report::Buffer &B, int Fd) {
  char Link[64], Target[256];
  report::Buffer Path(Link, sizeof Link);
  Path.add("/proc/self/fd/", num(Fd));
  if (!port::readLink(Link, Target, sizeof Target))
    *Target = 0;
  const Inherited *Known = inherited(Fd);
  if (Known && Known->Identity.Type)
    B.add("descriptor ", num(Fd), " isn't the file that the program was started with");
  else
    B.add(strncmp(Target, "socket:", 7) == 0 ? "socket" : "file", " open as descriptor ", num(Fd));
  if (*Target)
    B.add(" ('", Target, "')");
}

static bool addUnknownFiles(report::Buffer &B, int Error) {
  B.add("whether files are open isn't known (can't read /proc/self/fd");
  if (Error)
    B.add(": ", report::osError(Error));
  B.add(")");
  return true;
}

static bool describeObstacles(report::Buffer &B, Obstacles O, bool (*Is)(int Fd, Class Wanted)) {
  struct Context {
    Obstacles &O;
    bool (*Is)(int Fd, Class Wanted);
  } C{O, Is};
  int Error = port::forEachOpenFile(
      [](void *Ctx, int Fd) {
        auto &C = *static_cast<Context *>(Ctx);
        if (!C.Is(Fd, C.O.Wanted))
          return true;
        if (C.O.Count++ == 0)
          C.O.First = Fd;
        return C.O.All;
      },
      &C);
  if (Error && O.First < 0)
    return O.Wanted == Class::Waits && addUnknownFiles(B, Error); // no descriptor is left to look with
  if (O.First < 0)
    return false;
  describeFile(B, O.First);
  if (O.Count > 1)
    B.add(" and ", num(O.Count - 1), " more");
  return true;
}

bool files::findOpenFile(report::Buffer &B, bool All) {
  return describeObstacles(B, {Class::Waits, All}, [](int Fd, Class Wanted) { return classify(Fd).What == Wanted; });
}

bool files::findRefusedFile(report::Buffer &B, bool All) {
  if (Runtime::get().Opts.Files != FilesRefuse)
    return false;
  return describeObstacles(B, {Class::Fails, All}, [](int Fd, Class Wanted) { return classify(Fd).What == Wanted; });
}

/// Each is looked at only if it may be one: their number and sizes are the program's.
bool files::findLargeFile(report::Buffer &B, bool All) {
  return describeObstacles(B, {Class::Fails, All}, [](int Fd, Class) {
    uint64_t Most = Runtime::get().Opts.EmbedMax;
    int64_t Size = port::fileSize(Fd);
    if (Size < 0 || static_cast<uint64_t>(Size) <= Most)
      return false;
    OpenDescriptor D = classify(Fd);
    return D.What == Class::Carried && D.IsEmbedded && dataSize(Fd) > Most;
  });
}

/// Contents that the program may write, but nobody may read.
bool files::findUnreadableFile(report::Buffer &B, bool All) {
  return describeObstacles(B, {Class::Fails, All}, [](int Fd, Class) {
    OpenDescriptor D = classify(Fd);
    if (D.What != Class::Carried || !D.IsEmbedded)
      return false;
    int Own = port::openAgain(Fd, port::OpenReadable);
    if (Own >= 0)
      port::close(Own);
    return Own < 0;
  });
}

bool files::findUnknownFiles(report::Buffer &B, bool) {
  int Error = port::exists("/proc/self/fd");
  return (Error || !AtStartKnown) && addUnknownFiles(B, Error);
}
