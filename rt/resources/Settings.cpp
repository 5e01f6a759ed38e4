//===- Settings.cpp - What the kernel keeps for a process ---------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "resources/Settings.h"

#include "port/Report.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace cgt;
using report::num;

#define CGT_PUBLIC extern "C" __attribute__((visibility("default")))

namespace {
struct Limit {
  const char *Name;
  __rlimit_resource Which;
};
struct User {
  uid_t Users[3];
  gid_t Groups[3];
};
} // namespace

/// Of the stack the runtime itself raises the limit.
static constexpr Limit Limits[] = {
    {"CPU", RLIMIT_CPU},
    {"FSIZE", RLIMIT_FSIZE},
    {"DATA", RLIMIT_DATA},
    {"CORE", RLIMIT_CORE},
    {"RSS", RLIMIT_RSS},
    {"NPROC", RLIMIT_NPROC},
    {"NOFILE", RLIMIT_NOFILE},
    {"MEMLOCK", RLIMIT_MEMLOCK},
    {"AS", RLIMIT_AS},
    {"LOCKS", RLIMIT_LOCKS},
    {"SIGPENDING", RLIMIT_SIGPENDING},
    {"MSGQUEUE", RLIMIT_MSGQUEUE},
    {"NICE", RLIMIT_NICE},
    {"RTPRIO", RLIMIT_RTPRIO},
    {"RTTIME", RLIMIT_RTTIME},
};
static constexpr size_t NumLimits = sizeof Limits / sizeof *Limits;

static struct {
  char Directory[PATH_MAX]; ///< empty: unknown
  int Niceness;
  struct rlimit64 Limits[NumLimits];
  User Who;
} AtStart;

/// What the program has set itself.
static bool MaskSet, DirectorySet;
/// The directory in force doesn't depend on where the process was started.
static bool DirectoryIsAbsolute;

static void readUser(User &U) {
  memset(&U, 0, sizeof U);
  (void)(getresuid(&U.Users[0], &U.Users[1], &U.Users[2]) + getresgid(&U.Groups[0], &U.Groups[1], &U.Groups[2]));
}

void settings::begin() {
  port::KeepErrno Keep;
  if (!getcwd(AtStart.Directory, sizeof AtStart.Directory))
    *AtStart.Directory = 0;
  AtStart.Niceness = getpriority(PRIO_PROCESS, 0);
  for (size_t K = 0; K < NumLimits; ++K)
    getrlimit64(Limits[K].Which, &AtStart.Limits[K]);
  readUser(AtStart.Who);
}

bool settings::userChanged() {
  User Now;
  readUser(Now);
  return memcmp(&Now, &AtStart.Who, sizeof Now) != 0;
}

//===--- Permissions of new files -------------------------------------------------===//

CGT_PUBLIC mode_t __cgt_umask(mode_t Mask) {
  MaskSet = true;
  return umask(Mask);
}

bool settings::saveFileMask(Saving &S) {
  if (MaskSet)
    S.Own.writeU32(umask(0)); // this is a copy of the process
  return true;
}

void settings::restoreFileMask(Restoring &S) {
  uint32_t Mask;
  if (!S.HasOwn)
    return;
  if (!S.Own.readU32(Mask).ok())
    S.refuse("its mask for new files is damaged");
  __cgt_umask(Mask);
}

//===--- The working directory ------------------------------------------------------===//

CGT_PUBLIC int __cgt_chdir(const char *Path) {
  int Result = chdir(Path);
  if (Result == 0) {
    DirectorySet = true;
    DirectoryIsAbsolute |= *Path == '/';
  }
  return Result;
}

CGT_PUBLIC int __cgt_fchdir(int Fd) {
  int Result = fchdir(Fd);
  if (Result == 0)
    DirectorySet = DirectoryIsAbsolute = true;
  return Result;
}

/// \p Path from \p Base on, both absolute and without links: "../../x".
static void addRelative(report::Buffer &B, const char *Base, const char *Path) {
  size_t Same = 0;
  for (size_t K = 0;; ++K) {
    bool EndsA = Base[K] == 0 || Base[K] == '/', EndsB = Path[K] == 0 || Path[K] == '/';
    if (EndsA && EndsB)
      Same = K;
    if (Base[K] != Path[K] || Base[K] == 0)
      break;
  }
  const char *Separator = "";
  for (const char *Up = Base + Same; *Up; ++Up)
    if (*Up == '/' && Up[1]) {
      B.add(Separator, "..");
      Separator = "/";
    }
  Path += Same;
  Path += *Path == '/';
  if (*Path)
    B.add(Separator, Path);
}

/// Within the directory that the process was started in, or reached from there by relative names alone, it is found from the new
/// process's; otherwise where it was.
bool settings::saveDirectory(Saving &S) {
  static char Now[PATH_MAX], Relative[2 * PATH_MAX];
  if (!getcwd(Now, sizeof Now))
    return true;
  size_t Size = strlen(AtStart.Directory);
  bool Within = strncmp(Now, AtStart.Directory, Size) == 0 && (Now[Size] == 0 || Now[Size] == '/' || Size <= 1);
  bool Same = Within && Now[Size] == 0;
  if (!DirectorySet && Same)
    return true;
  if (!*AtStart.Directory || (!Within && DirectoryIsAbsolute)) {
    S.Own.writeString(Now);
    return true;
  }
  report::Buffer B(Relative, sizeof Relative);
  addRelative(B, AtStart.Directory, Now);
  S.Own.writeString(Relative);
  return true;
}

void settings::restoreDirectory(Restoring &S) {
  static char Path[2 * PATH_MAX];
  Str Name;
  if (!S.HasOwn)
    return;
  if (!S.Own.readString(Name).ok() || Name.Size >= sizeof Path)
    S.refuse("the name of its working directory is damaged");
  report::Buffer(Path, sizeof Path).add(Name);
  if (*Path && __cgt_chdir(Path) != 0) {
    char Why[2 * PATH_MAX];
    report::Buffer(Why, sizeof Why)
        .add("can't change to the program's working directory '", Path, "': ", report::osError(errno),
             "; make it, or start the program in another directory");
    S.refuse(Why);
  }
  DirectorySet = true;
}

//===--- Niceness and limits ----------------------------------------------------------===//

static constexpr int NicenessShift = 20; ///< so that it isn't negative

bool settings::saveNiceness(Saving &S) {
  int Now = getpriority(PRIO_PROCESS, 0);
  if (Now != AtStart.Niceness)
    S.Own.writeU8(static_cast<uint8_t>(Now + NicenessShift));
  return true;
}

void settings::restoreNiceness(Restoring &S) {
  uint8_t Value;
  if (!S.HasOwn)
    return;
  if (!S.Own.readU8(Value).ok())
    S.refuse("its niceness is damaged");
  int Wanted = Value - NicenessShift;
  if (setpriority(PRIO_PROCESS, 0, Wanted) != 0)
    report::warning("the program's niceness of ", num(Wanted), " can't be set again: ", report::osError(errno));
}

/// Seconds of processor time count for one process.
static uint64_t leftOf(__rlimit_resource Which, uint64_t Value, bool ToKernel) {
  if (Which != RLIMIT_CPU || Value == RLIM64_INFINITY)
    return Value;
  uint64_t Used = port::processorTime() / 1000000000u;
  if (ToKernel)
    return Value + Used;
  return Value > Used ? Value - Used : 1;
}

bool settings::saveLimits(Saving &S) {
  for (size_t K = 0; K < NumLimits; ++K) {
    struct rlimit64 Now;
    const struct rlimit64 &Before = AtStart.Limits[K];
    if (getrlimit64(Limits[K].Which, &Now) != 0 || (Now.rlim_cur == Before.rlim_cur && Now.rlim_max == Before.rlim_max))
      continue;
    S.Own.writeString(Limits[K].Name);
    S.Own.writeU64(leftOf(Limits[K].Which, Now.rlim_cur, false));
    S.Own.writeU64(leftOf(Limits[K].Which, Now.rlim_max, false));
  }
  return true;
}

static void setLimit(const Limit &L, uint64_t Soft, uint64_t Hard) {
  struct rlimit64 Now;
  if (getrlimit64(L.Which, &Now) != 0)
    return;
  auto Lower = [](uint64_t A, uint64_t B) { return A < B ? A : B; };
  auto Wanted = [&L](uint64_t Value) { return leftOf(L.Which, Value, true); };
  Now.rlim_max = Lower(Now.rlim_max, Wanted(Hard));
  Now.rlim_cur = Lower(Now.rlim_max, Wanted(Soft));
  if (setrlimit64(L.Which, &Now) != 0)
    report::warning("the limit RLIMIT_", L.Name, " that the program had set can't be set again: ", report::osError(errno));
}

void settings::restoreLimits(Restoring &S) {
  while (S.Own.remaining() != 0) {
    Str Name;
    uint64_t Soft, Hard;
    if (!S.Own.readString(Name).ok() || !S.Own.readU64(Soft).ok() || !S.Own.readU64(Hard).ok())
      S.refuse("its resource limits are damaged");
    for (const Limit &L : Limits)
      if (Name == Str(L.Name))
        setLimit(L, Soft, Hard);
  }
}
