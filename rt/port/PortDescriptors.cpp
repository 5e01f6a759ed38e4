//===- PortDescriptors.cpp - What descriptors refer to ---------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "port/Descriptors.h"

#include "port/PortCalls.h"
#include "port/PortLocks.h"
#include "port/Report.h"

#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

using namespace cgt;
using namespace cgt::port;

namespace {
struct FlagPair {
  int Native;
  uint32_t Portable;
};
} // namespace

// O_SYNC holds O_DSYNC's bit.
static constexpr FlagPair Flags[] = {{O_APPEND, OpenAppends}, {O_NONBLOCK, OpenNonBlock}, {O_SYNC, OpenSync},
                                     {O_DSYNC, OpenDataSync}, {O_DIRECT, OpenDirect},     {O_NOATIME, OpenNoAccessTime}};

static uint32_t portableFlags(int Native) {
  int Access = Native & O_ACCMODE;
  uint32_t Result = 0;
  if (Access != O_WRONLY)
    Result |= OpenReadable;
  if (Access != O_RDONLY)
    Result |= OpenWritable;
  for (const FlagPair &F : Flags)
    if ((Native & F.Native) == F.Native)
      Result |= F.Portable;
  return Result;
}

static int nativeFlags(uint32_t Portable) {
  bool Reads = Portable & OpenReadable, Writes = Portable & OpenWritable;
  int Result = Reads && Writes ? O_RDWR : Writes ? O_WRONLY : O_RDONLY;
  for (const FlagPair &F : Flags)
    if (Portable & F.Portable)
      Result |= F.Native;
  return Result;
}

static bool linkOf(int Fd, char *Link, size_t Size) {
  report::Buffer Path(Link, Size);
  Path.add("/proc/self/fd/", report::num(Fd));
  return !Path.overflowed();
}

/// One of the devices that hold nothing, by its name: emulators don't give each platform's programs the right numbers.
static bool isMemoryDevice(int Fd, const struct stat64 &Info) {
  static constexpr const char *Names[] = {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"};
  char Link[64], Name[32];
  if (!S_ISCHR(Info.st_mode) || !linkOf(Fd, Link, sizeof Link) || !readLink(Link, Name, sizeof Name))
    return false;
  for (const char *Known : Names)
    if (strcmp(Name, Known) == 0)
      return true;
  return false;
}

/// Of a file system whose files are made up as they are read.
static bool isVirtual(int Fd) {
  static constexpr uint32_t Virtual[] = {0x9fa0 /* proc */,        0x62656572 /* sys */,   0x27e0eb /* cgroup */,
                                         0x63677270 /* cgroup2 */, 0x64626720 /* debug */, 0x74726163 /* trace */};
  struct statfs64 Info;
  if (errorOf([&] { return fstatfs64(Fd, &Info); }) != 0)
    return false;
  for (uint32_t Kind : Virtual)
    if (static_cast<uint32_t>(Info.f_type) == Kind)
      return true;
  return false;
}

DescriptorStatus port::describe(int Fd) {
  DescriptorStatus Result;
  struct stat64 Info;
  if (errorOf([&] { return fstat64(Fd, &Info); }) != 0)
    return Result;
  KeepErrno Keep;
  Result.Identity = identity(Fd);
  Result.Flags = portableFlags(fcntl(Fd, F_GETFL));
  Result.CloseOnExec = fcntl(Fd, F_GETFD) & FD_CLOEXEC;
  Result.Mode = Info.st_mode & 07777;
  Result.Links = Info.st_nlink;
  Result.Size = static_cast<uint64_t>(Info.st_size);
  Result.Position = position(Fd);
  bool IsPlain = S_ISREG(Info.st_mode) && Result.Position >= 0 && !isVirtual(Fd);
  Result.Kind = IsPlain ? DescriptorKind::Regular : isMemoryDevice(Fd, Info) ? DescriptorKind::Memory : DescriptorKind::Other;
  return Result;
}

bool port::shareDescription(int A, int B) {
  KeepErrno Keep;
  int OfA = fcntl(A, F_GETFL), OfB = fcntl(B, F_GETFL);
  if (OfA < 0 || OfA != OfB || position(A) != position(B) || fcntl(A, F_SETFL, OfA ^ O_NONBLOCK) != 0)
    return false;
  bool Shared = fcntl(B, F_GETFL) != OfB;
  fcntl(A, F_SETFL, OfA);
  return Shared;
}

bool port::nameOfOpen(int Fd, char *Name, size_t Size) {
  char Link[64];
  struct stat64 Own, There;
  return linkOf(Fd, Link, sizeof Link) && readLink(Link, Name, Size) && Name[0] == '/' &&
         errorOf([&] { return fstat64(Fd, &Own); }) == 0 && errorOf([&] { return stat64(Name, &There); }) == 0 &&
         Own.st_dev == There.st_dev && Own.st_ino == There.st_ino;
}

int port::openAgain(const char *Name, uint32_t Flags) { return openFile(Name, nativeFlags(Flags)); }

int port::openAgain(int Fd, uint32_t Flags) {
  char Link[64];
  linkOf(Fd, Link, sizeof Link);
  return openAgain(Link, Flags);
}

int port::openUnnamed(const char *Folder) {
  int Fd = openFile(Folder, O_TMPFILE | O_RDWR);
  if (Fd >= 0)
    return Fd;
  char Digits[RandomDigits + 1], Name[4096]; // a file system that has none
  randomName(Digits);
  report::Buffer B(Name, sizeof Name);
  B.add(Folder, "/cgt", TemporaryMark, Digits);
  Fd = B.overflowed() ? -ENAMETOOLONG : createNew(Name);
  if (Fd >= 0)
    removeFile(Name);
  return Fd;
}

int port::duplicate(int Fd, int AtLeast) {
  int Error;
  int Result = restarted(Error, [=] { return fcntl(Fd, F_DUPFD_CLOEXEC, AtLeast); });
  return Result < 0 ? -Error : Result;
}

int port::duplicateTo(int Fd, int Number, bool CloseOnExec) {
  return errorOf([=] { return dup3(Fd, Number, CloseOnExec ? O_CLOEXEC : 0); });
}

int port::setPosition(int Fd, uint64_t Position) {
  return errorOf([=] { return lseek64(Fd, static_cast<off64_t>(Position), SEEK_SET); });
}

int port::setSize(int Fd, uint64_t Size) {
  return errorOf([=] { return ftruncate64(Fd, static_cast<off64_t>(Size)); });
}

int port::setMode(int Fd, uint32_t Mode) {
  return errorOf([=] { return fchmod(Fd, Mode); });
}

int port::writeAt(int Fd, const void *Data, size_t Size, uint64_t Position) {
  return writeInSteps(Data, Size, [=](const char *Next, size_t Step, size_t Before) {
    return pwrite64(Fd, Next, Step, static_cast<off64_t>(Position + Before));
  });
}

int port::sync(int Fd) {
  int Error = errorOf([=] { return fsync(Fd); });
  return Error == EINVAL || Error == EROFS ? 0 : Error;
}

bool port::nextExtent(int Fd, uint64_t From, uint64_t &Begin, uint64_t &End) {
  KeepErrno Keep;
  int64_t Size = fileSize(Fd);
  if (Size < 0 || From >= static_cast<uint64_t>(Size))
    return false;
  int64_t Data = lseek64(Fd, static_cast<off64_t>(From), SEEK_DATA);
  if (Data < 0 && errno == ENXIO)
    return false;
  if (Data < 0) { // a file system that knows no holes
    Begin = From;
    End = static_cast<uint64_t>(Size);
    return true;
  }
  int64_t Hole = lseek64(Fd, Data, SEEK_HOLE);
  Begin = static_cast<uint64_t>(Data);
  End = Hole < 0 || Hole > Size ? static_cast<uint64_t>(Size) : static_cast<uint64_t>(Hole);
  return End > Begin;
}
