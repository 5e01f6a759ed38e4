//===- PortFiles.cpp - Files and descriptors -----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "port/PortCalls.h"
#include "port/PortLocks.h"
#include "port/Report.h"

#include <sys/single_threaded.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace cgt;
using namespace cgt::port;

int port::openRead(const char *Path) { return openFile(Path, O_RDONLY); }
static bool statusOf(int Fd, struct stat64 &Info) {
  KeepErrno Keep;
  return fstat64(Fd, &Info) == 0;
}

static port::FileKind kindOf(const struct stat64 &Info) {
  return S_ISREG(Info.st_mode) ? FileKind::Regular : S_ISFIFO(Info.st_mode) ? FileKind::Pipe : FileKind::Other;
}

/// Opening a device may already do something. A file of /proc that has nothing to read yet must not hold us up.
int port::openInput(const char *Path, FileKind &Kind) {
  struct stat64 Info;
  if (int Error = errorOf([&] { return stat64(Path, &Info); }))
    return -Error;
  Kind = kindOf(Info);
  if (Kind == FileKind::Other)
    return 0;
  int Fd = openFile(Path, O_RDONLY | (Kind == FileKind::Regular ? O_NONBLOCK : 0));
  if (Fd >= 0)
    Kind = statusOf(Fd, Info) ? kindOf(Info) : FileKind::Other; // another file may be there by now
  return Fd;
}

int port::openAppend(const char *Path) { return openFile(Path, O_WRONLY | O_CREAT | O_APPEND); }

static uint64_t Written;
uint64_t port::bytesOfRuntime() { return Written; }

bool port::appends(int Fd) {
  KeepErrno Keep;
  int Flags = fcntl(Fd, F_GETFL);
  return Flags >= 0 && (Flags & O_APPEND);
}

int port::writeAll(int Fd, const void *Data, size_t Size) {
  return writeInSteps(Data, Size, [=](const char *Next, size_t Step, size_t) {
    ssize_t Done = write(Fd, Next, Step);
    Written += Done > 0 ? static_cast<size_t>(Done) : 0;
    return Done;
  });
}

int port::readAll(int Fd, void *Data, size_t Size, size_t &Got) {
  Got = 0;
  while (Got != Size) {
    char *Next = static_cast<char *>(Data) + Got;
    size_t Step = Size - Got > (size_t(1) << 30) ? size_t(1) << 30 : Size - Got;
    int Error;
    ssize_t Done = restarted(Error, [=] { return read(Fd, Next, Step); });
    if (Error)
      return Error;
    if (Done == 0)
      return 0;
    Got += static_cast<size_t>(Done);
  }
  return 0;
}

size_t port::readAt(int Fd, void *Data, size_t Size, int64_t Position) {
  int Error;
  ssize_t Got = restarted(Error, [=] { return pread64(Fd, Data, Size, Position); });
  return Got > 0 ? static_cast<size_t>(Got) : 0;
}

int64_t port::position(int Fd) {
  KeepErrno Keep;
  return lseek64(Fd, 0, SEEK_CUR);
}

int64_t port::fileSize(int Fd) {
  struct stat64 Info;
  return statusOf(Fd, Info) && S_ISREG(Info.st_mode) ? static_cast<int64_t>(Info.st_size) : -1;
}

FileIdentity port::identity(int Fd) {
  FileIdentity Result;
  struct stat64 Info;
  if (!statusOf(Fd, Info))
    return Result;
  KeepErrno Keep;
  Result.Device = Info.st_dev;
  Result.Inode = Info.st_ino;
  Result.Special = Info.st_rdev;
  Result.Type = Info.st_mode & S_IFMT;
  Result.Access = static_cast<uint32_t>(fcntl(Fd, F_GETFL) & O_ACCMODE);
  return Result;
}

bool port::isRegularFile(int Fd) { return fileSize(Fd) >= 0; }

int port::exists(const char *Path) {
  struct stat64 Info;
  return errorOf([&] { return stat64(Path, &Info); });
}

int port::removeFile(const char *Path) {
  return errorOf([=] { return unlink(Path); });
}

int port::workingFolder(char *Name, size_t NameSize) {
  KeepErrno Keep;
  return getcwd(Name, NameSize) ? 0 : errno;
}

void port::close(int Fd) {
  KeepErrno Keep;
  ::close(Fd); // Linux closes even when interrupted
}

int port::readWhole(int Fd, void *&Data, size_t &Size, size_t &Mapped,
                    bool (*MayGoOn)(void *Ctx, const void *Data, size_t Size), void *Ctx) {
  constexpr size_t Piece = 65536;
  Mapped = toPages(Piece);
  Size = 0;
  Data = map(Mapped);
  if (!Data)
    return ENOMEM;
  for (;;) {
    size_t Got, Room = Mapped - Size < Piece ? Mapped - Size : Piece;
    int Error = readAll(Fd, static_cast<char *>(Data) + Size, Room, Got);
    Size += Got;
    if (!Error && !MayGoOn(Ctx, Data, Size))
      return 0;
    if (!Error && Size == Mapped) {
      void *Grown = Mapped < SIZE_MAX / 4 ? remap(Data, Mapped, Mapped * 2, true) : nullptr;
      if (Grown) {
        Data = Grown;
        Mapped *= 2;
        continue;
      }
      Error = ENOMEM;
    }
    if (Error)
      unmap(Data, Mapped);
    if (Error || Got < Room)
      return Error;
  }
}

/// Calls \p Visit with each entry's name of a folder. No opendir: it takes memory from malloc.
template <typename Fn> static int forEachEntry(const char *Folder, Fn Visit) {
  int Fd = openFile(Folder, O_RDONLY | O_DIRECTORY);
  if (Fd < 0)
    return -Fd;
  struct Entry { // linux_dirent64
    uint64_t Inode;
    int64_t Offset;
    uint16_t Size;
    uint8_t Type;
    char Name[1];
  };
  alignas(8) char Entries[4096];
  int Error = 0;
  for (bool More = true; More;) {
    long Bytes = restarted(Error, [&] { return syscall(SYS_getdents64, Fd, Entries, sizeof(Entries)); });
    if (Bytes <= 0)
      break;
    for (long At = 0; At < Bytes && More;) {
      auto *E = reinterpret_cast<Entry *>(Entries + At);
      More = Visit(E->Name, Fd);
      At += E->Size;
    }
  }
  port::close(Fd);
  return Error;
}

int port::forEachName(const char *Folder, bool (*Visit)(void *Ctx, const char *Name), void *Ctx) {
  return forEachEntry(Folder, [=](const char *Name, int) { return Visit(Ctx, Name); });
}

/// The number that \p Name is, or -1.
static int numberOf(const char *Name) {
  int Number = 0;
  for (const char *C = Name; *C; ++C) {
    if (*C < '0' || *C > '9' || Number > 100000000)
      return -1;
    Number = Number * 10 + (*C - '0');
  }
  return *Name ? Number : -1;
}

int port::forEachOpenFile(bool (*Visit)(void *Ctx, int Fd), void *Ctx) {
  return forEachEntry("/proc/self/fd", [=](const char *Name, int Own) {
    int Fd = numberOf(Name);
    return Fd < 0 || Fd == Own || Visit(Ctx, Fd);
  });
}

bool port::forEachThread(bool (*Visit)(void *Ctx, int Tid), void *Ctx) {
  bool All = true;
  int Error = forEachEntry("/proc/self/task", [&](const char *Name, int) {
    int Tid = numberOf(Name);
    return All = Tid <= 0 || Visit(Ctx, Tid);
  });
  return Error == 0 && All;
}

bool port::readLink(const char *Path, char *Target, size_t TargetSize) {
  KeepErrno Keep;
  ssize_t Size = readlink(Path, Target, TargetSize);
  if (Size < 0 || static_cast<size_t>(Size) >= TargetSize)
    return false;
  Target[Size] = 0;
  return true;
}
