//===- PortTemporaries.cpp - Files beside other files ------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A file is written under a name of its own and renamed when it is whole. As long as it is written its lock is held, so
// that what killed writers left can be told from what others are writing, in whatever container they are.
//
//===----------------------------------------------------------------------===//

#include "port/PortLocks.h"

#include "port/PortCalls.h"
#include "port/Report.h"

#include <limits.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

using namespace cgt;
using namespace cgt::port;

//===--- Names ------------------------------------------------------------===//

void port::randomName(char (&Digits)[RandomDigits + 1]) {
  uint8_t Bytes[RandomDigits / 2];
  int Error;
  long Got = restarted(Error, [&] { return getrandom(Bytes, sizeof Bytes, GRND_NONBLOCK); });
  if (Got != static_cast<long>(sizeof Bytes)) { // early in the system's start: unlike others', if not unforeseeable
    uint64_t Mixed = (now() ^ static_cast<uint64_t>(pid()) << 40) * 0x9e3779b97f4a7c15u;
    memcpy(Bytes, &Mixed, sizeof Bytes);
  }
  for (size_t K = 0; K != RandomDigits; ++K)
    Digits[K] = "0123456789abcdef"[Bytes[K / 2] >> K % 2 * 4 & 15];
  Digits[RandomDigits] = 0;
}

size_t port::folderSize(const char *Path) {
  const char *Slash = strrchr(Path, '/');
  return Slash ? static_cast<size_t>(Slash - Path) + 1 : 0;
}

bool port::folderOf(const char *Path, char *Folder, size_t Size) {
  size_t Length = folderSize(Path);
  report::Buffer B(Folder, Size);
  B.add(Length ? Str(Path, static_cast<uint32_t>(Length)) : Str("./"));
  return !B.overflowed();
}

/// As the kernel has it with fs.protected_symlinks, for the kernel doesn't see us follow.
static bool mayFollow(const char *Path, uid_t Owner) {
  char Folder[PATH_MAX];
  struct stat64 Info;
  if (!folderOf(Path, Folder, sizeof Folder) || errorOf([&] { return stat64(Folder, &Info); }) != 0)
    return false;
  bool Everybodys = (Info.st_mode & S_ISVTX) && (Info.st_mode & S_IWOTH);
  return !Everybodys || Owner == geteuid() || Owner == Info.st_uid;
}

int port::followLinks(const char *Path, char *Target, size_t Size) {
  constexpr int Most = 40; // as the kernel's
  report::Buffer B(Target, Size);
  B.add(Path);
  for (int Links = 0; !B.overflowed(); ++Links) {
    struct stat64 Info;
    if (errorOf([&] { return lstat64(Target, &Info); }) != 0 || !S_ISLNK(Info.st_mode))
      return 0;
    if (Links == Most)
      return ELOOP;
    char Next[PATH_MAX], Folder[PATH_MAX];
    if (!mayFollow(Target, Info.st_uid))
      return EACCES;
    if (!readLink(Target, Next, sizeof Next) || !folderOf(Target, Folder, sizeof Folder))
      return ENAMETOOLONG;
    B.clear();
    B.add(Next[0] == '/' ? "" : Folder, Next);
  }
  return ENAMETOOLONG;
}

int port::kindOf(const char *Path, uint32_t &Kind) {
  struct stat64 Info;
  int Error = errorOf([&] { return stat64(Path, &Info); });
  Kind = Error ? 0 : Info.st_mode & S_IFMT;
  return Error;
}

bool port::isRegularKind(uint32_t Kind) { return Kind == S_IFREG; }

const char *port::whatItIs(uint32_t Kind) {
  switch (Kind) {
  case S_IFDIR: return "it is a folder";
  case S_IFIFO: return "it is a pipe";
  case S_IFSOCK: return "it is a socket";
  case S_IFREG: return "it is a file";
  default: return "it is a device";
  }
}

uint64_t port::freeBytes(int Fd) {
  // Others compress what is written, have other limits beneath, or lie on another computer.
  static constexpr uint32_t Plain[] = {0xef53 /* ext2 to ext4 */, 0x58465342 /* XFS */, 0x01021994 /* tmpfs */};
  struct statfs64 Info;
  if (errorOf([&] { return fstatfs64(Fd, &Info); }) != 0 || Info.f_blocks == 0)
    return UINT64_MAX;
  for (uint32_t Kind : Plain)
    if (static_cast<uint32_t>(Info.f_type) == Kind) // f_bfree: root may use them all
      return static_cast<uint64_t>(Info.f_bfree) * static_cast<uint64_t>(Info.f_bsize);
  return UINT64_MAX;
}

uint64_t port::availableBytes(const char *Path) {
  struct statvfs64 Info;
  if (errorOf([&] { return statvfs64(Path, &Info); }) != 0 || Info.f_blocks == 0)
    return UINT64_MAX;
  bool MayAll = geteuid() == 0; // what is kept for root, too
  return static_cast<uint64_t>(MayAll ? Info.f_bfree : Info.f_bavail) * static_cast<uint64_t>(Info.f_frsize);
}

//===--- Temporaries ------------------------------------------------------===//

int port::openTemporary(const char *Path, char *Name, size_t NameSize, void (*Note)(const char *Name)) {
  size_t Folder = folderSize(Path), Size = strlen(Path), Longest = Folder + NAME_MAX - TemporarySuffix;
  // Only if Path itself can be a file's name: else the failure is to be seen before anything is written.
  if (Size > Longest && Size - Folder <= NAME_MAX)
    Size = Longest;
  constexpr int Tries = 100;
  for (int Try = 0; Try != Tries; ++Try) {
    char Digits[RandomDigits + 1];
    randomName(Digits);
    report::Buffer Text(Name, NameSize);
    Text.add(Str(Path, static_cast<uint32_t>(Size)), TemporaryMark, Digits);
    if (Text.overflowed())
      return -ENAMETOOLONG;
    if (Note)
      Note(Name);
    int Fd = createNew(Name);
    if (Fd == -EEXIST)
      continue;
    if (Fd < 0)
      return Fd;
    LockResult Lock = tryLock(Fd);
    if (Lock == LockResult::None || (Lock == LockResult::Taken && isAt(Fd, Name)))
      return Fd;
    port::close(Fd); // somebody swept it before it was locked
  }
  return -EEXIST;
}

bool port::removeLeftTemporary(const char *Name) {
  int Fd = openExisting(Name);
  if (Fd < 0)
    return false;
  bool Left = tryLock(Fd) == LockResult::Taken && isAt(Fd, Name) && removeFile(Name) == 0;
  port::close(Fd);
  return Left;
}

/// Makes the new name last: a rename lives in the folder's own data.
static int syncFolderOf(const char *Path) {
  char Folder[PATH_MAX];
  if (!folderOf(Path, Folder, sizeof Folder))
    return ENAMETOOLONG;
  int Fd = openFile(Folder, O_RDONLY | O_DIRECTORY);
  if (Fd < 0)
    return -Fd;
  int Error = errorOf([=] { return fsync(Fd); });
  port::close(Fd);
  return Error == EINVAL || Error == EROFS ? 0 : Error; // file systems that can't sync folders
}

int port::syncTemporary(int &Fd) {
  int Error = errorOf([=] { return fsync(Fd); });
  if (Error == EINVAL || Error == EROFS)
    Error = 0;
  // Some file systems tell only now what couldn't be written. The lock stays with the second descriptor.
  KeepErrno Keep;
  int Other = fcntl(Fd, F_DUPFD_CLOEXEC, 0);
  if (Other < 0)
    return Error;
  if (::close(Fd) != 0 && errno != EINTR && !Error)
    Error = errno;
  Fd = Other;
  return Error;
}

int port::placeTemporary(int Fd, const char *Name, const char *Path) {
  int Error = renameFile(Name, Path);
  if (Error)
    removeFile(Name);
  port::close(Fd);
  if (Error)
    return Error;
  Error = syncFolderOf(Path);
  return Error == EACCES ? 0 : Error; // a folder that may be written but not read
}

void port::dropTemporary(int Fd, const char *Name) {
  removeFile(Name);
  port::close(Fd);
}
