//===- PortLocks.cpp - Locks, and who a process is -----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "port/PortLocks.h"

#include "port/PortCalls.h"
#include "port/Report.h"

#include <signal.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

using namespace cgt;
using namespace cgt::port;

//===--- Locks ------------------------------------------------------------===//

LockResult port::tryLock(int Fd) {
  switch (errorOf([=] { return flock(Fd, LOCK_EX | LOCK_NB); })) {
  case 0: return LockResult::Taken;
  case EWOULDBLOCK: return LockResult::Busy;
  default: return LockResult::None;
  }
}

/// The page may lie behind the file's end: it is never touched.
void *port::keepOpen(int Fd) {
  KeepErrno Keep;
  size_t Size = pageSize();
  void *Memory = mmap(nullptr, Size, PROT_READ, MAP_PRIVATE, Fd, 0);
  if (Memory == MAP_FAILED)
    return nullptr;
  if (madvise(Memory, Size, MADV_DONTFORK) == 0)
    return Memory;
  munmap(Memory, Size);
  return nullptr;
}

int port::createNew(const char *Path) { return openFile(Path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW); }

int port::openExisting(const char *Path) {
  constexpr int Flags = O_NOFOLLOW | O_NONBLOCK;
  int Fd = openFile(Path, O_RDWR | Flags);
  if (Fd == -EACCES || Fd == -EPERM || Fd == -EROFS || Fd == -EISDIR)
    Fd = openFile(Path, O_RDONLY | Flags);
  if (Fd >= 0 && !isRegularFile(Fd)) {
    port::close(Fd);
    return -EINVAL;
  }
  return Fd;
}

bool port::isAt(int Fd, const char *Path) {
  KeepErrno Keep;
  struct stat64 Open, Named;
  return fstat64(Fd, &Open) == 0 && lstat64(Path, &Named) == 0 && Open.st_dev == Named.st_dev && Open.st_ino == Named.st_ino &&
         Open.st_nlink != 0;
}

int port::replaceContents(int Fd, Str Contents) {
  if (int Error = errorOf([=] { return ftruncate(Fd, 0); }))
    return Error;
  return writeAll(Fd, Contents.Data, Contents.Size);
}

int port::renameFile(const char *From, const char *To) {
  return errorOf([=] { return rename(From, To); });
}

int port::linkFile(const char *From, const char *To) {
  return errorOf([=] { return link(From, To); });
}

/// Kinds of statfs(2) whose locks are this computer's unless an option says otherwise.
bool port::locksMayBeLocal(int Fd) {
  static constexpr uint32_t Kinds[] = {
      0x65735546, // FUSE
      0x01021997, // 9P
      0x19830326, // BeeGFS
      0x5346414f, // AFS
      0x73757245, // Coda
      0x786f4256, // shared folders of VirtualBox
      0x0bd00bd0, // Lustre, with localflock
  };
  struct statfs64 Info;
  if (errorOf([&] { return fstatfs64(Fd, &Info); }) != 0)
    return true;
  for (uint32_t Kind : Kinds)
    if (static_cast<uint32_t>(Info.f_type) == Kind)
      return true;
  return false;
}

//===--- Who is who -------------------------------------------------------===//

/// Reads a short file of /proc, terminated and without its last line's end. Empty when it can't be read.
static void readShort(const char *Path, char *Text, size_t Size) {
  Text[0] = 0;
  int Fd = openRead(Path);
  if (Fd < 0)
    return;
  size_t Got;
  if (readAll(Fd, Text, Size - 1, Got) != 0)
    Got = 0;
  port::close(Fd);
  if (Got && Text[Got - 1] == '\n')
    --Got;
  Text[Got] = 0;
}

Life port::lifeOf(pid_t Pid, uint64_t &Start) {
  Start = 0;
  if (errorOf([=] { return kill(Pid, 0); }) == ESRCH)
    return Life::Gone;
  char Path[64], Text[512];
  // Not /proc/PID/stat: emulators answer that themselves for their own process, without the time.
  report::Buffer(Path, sizeof Path).add("/proc/", report::num(Pid), "/task/", report::num(Pid), "/stat");
  readShort(Path, Text, sizeof Text);
  const char *At = strrchr(Text, ')'); // the name before it may hold anything
  if (!At || !At[1] || !At[2])
    return Life::Unknown;
  char State = At[2];
  constexpr unsigned FieldOfState = 3, FieldOfStart = 22;
  ++At;
  for (unsigned Field = FieldOfState - 1; Field != FieldOfStart; ++Field) {
    if (!(At = strchr(At, ' ')))
      return Life::Unknown;
    ++At;
  }
  for (; *At >= '0' && *At <= '9'; ++At)
    Start = Start * 10 + static_cast<uint64_t>(*At - '0');
  return State == 'Z' || State == 'X' ? Life::Ended : Life::Runs;
}

void port::hostName(char *Text, size_t Size) {
  KeepErrno Keep;
  struct utsname Names;
  Text[0] = 0;
  if (uname(&Names) == 0)
    report::Buffer(Text, Size).add(Names.nodename);
}

void port::bootName(char *Text, size_t Size) { readShort("/proc/sys/kernel/random/boot_id", Text, Size); }

void port::processSpaceName(char *Text, size_t Size) {
  if (!readLink("/proc/self/ns/pid", Text, Size))
    Text[0] = 0;
}

/// By hand: libc's functions for it take locks. The calendar repeats every 400 years, which begin on the first of March
/// here.
uint64_t port::secondsSince1970() {
  KeepErrno Keep;
  timespec Now = {};
  clock_gettime(CLOCK_REALTIME, &Now);
  return static_cast<uint64_t>(Now.tv_sec);
}

void port::timeOfDay(char *Text, size_t Size) {
  constexpr uint64_t SecondsADay = 86400, DaysBefore1970 = 719468, DaysOf400 = 146097, DaysOf100 = 36524, DaysOf4 = 1461;
  uint64_t Seconds = secondsSince1970(), Days = Seconds / SecondsADay + DaysBefore1970;
  Seconds %= SecondsADay;
  uint64_t Cycle = Days / DaysOf400, Day = Days % DaysOf400;
  uint64_t Year = (Day - Day / (DaysOf4 - 1) + Day / DaysOf100 - Day / (DaysOf400 - 1)) / 365;
  Day -= 365 * Year + Year / 4 - Year / 100;
  uint64_t Month = (5 * Day + 2) / 153; // from March
  Day -= (153 * Month + 2) / 5;
  Year += Cycle * 400 + (Month >= 10);
  Month = Month < 10 ? Month + 3 : Month - 9;
  report::Buffer B(Text, Size);
  auto Two = [&](uint64_t Value, const char *Behind) { B.add(Value < 10 ? "0" : "", report::num(Value), Behind); };
  B.add(report::num(Year), "-");
  Two(Month, "-");
  Two(Day + 1, " ");
  Two(Seconds / 3600, ":");
  Two(Seconds / 60 % 60, ":");
  Two(Seconds % 60, " UTC");
}
