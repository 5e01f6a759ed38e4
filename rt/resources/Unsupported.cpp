//===- Unsupported.cpp - What can't be carried yet ---------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The finders look at the process itself, by the system or by what libc's wrappers have noted.
//
//===----------------------------------------------------------------------===//

#include "resources/Unsupported.h"

#include "libc/Libc.h"
#include "port/Report.h"
#include "resources/Hooks.h"
#include "resources/Streams.h"

#include <sys/time.h>

using namespace cgt;
using report::num;

static constexpr size_t TextSize = 512;

namespace {
/// A descriptor as the process was started with it.
struct Inherited {
  int Fd;
  port::FileIdentity Identity;
};
} // namespace

[[clang::require_constant_initialization]] static MapVector<Inherited> AtStart;
static bool AtStartKnown;

/// Standard streams are noted open or closed: a program counts on them.
void unsupported::begin() {
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

namespace {
/// Descriptors that the program made, or put in the place of ones that it was started with.
struct OpenFiles {
  int First = -1;
  unsigned Count = 0;
  bool All; ///< they are to be counted
};
} // namespace

static int listOpenFiles(OpenFiles &Files) {
  return port::forEachOpenFile(
      [](void *Ctx, int Fd) {
        const Inherited *Known = inherited(Fd);
        if (Known && Known->Identity == port::identity(Fd))
          return true;
        auto &Files = *static_cast<OpenFiles *>(Ctx);
        if (Files.Count++ == 0)
          Files.First = Fd;
        return Files.All;
      },
      &Files);
}

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

//===--- Finders of Resources.def ------------------------------------------===//
// Each looks whether its thing is there and names it; with All, it counts what there is of it.

static bool findOpenFile(report::Buffer &B, bool All) {
  OpenFiles Files;
  Files.All = All;
  int Error = listOpenFiles(Files);
  if (Error && Files.First < 0)
    return addUnknownFiles(B, Error); // no descriptor is left to look with
  if (Files.First < 0)
    return false;
  describeFile(B, Files.First);
  if (Files.Count > 1)
    B.add(" and ", num(Files.Count - 1), " more");
  return true;
}

/// A standard stream that the program has closed, which would be open again after a resume.
static bool findClosedStream(report::Buffer &B, bool) {
  static constexpr const char *Names[] = {"standard input", "standard output", "standard error"};
  for (int Fd = 0; Fd <= 2; ++Fd) {
    const Inherited *Known = inherited(Fd);
    if (!Known || !Known->Identity.Type || port::identity(Fd).Type)
      continue;
    B.add(Names[Fd], " (descriptor ", num(Fd), ") is closed");
    return true;
  }
  return false;
}

static bool findUnknownFiles(report::Buffer &B, bool) {
  int Error = port::exists("/proc/self/fd");
  return (Error || !AtStartKnown) && addUnknownFiles(B, Error);
}

static bool say(report::Buffer &B, bool Is, const char *Text) {
  if (Is)
    B.add(Text);
  return Is;
}

static bool findPushedBack(report::Buffer &B, bool) {
  return say(B, streams::inputDiffers(), "standard input has characters of ungetc() that its file doesn't have there");
}

static bool findThreads(report::Buffer &B, bool) {
  unsigned Threads = port::threadCount();
  if (Threads > 1)
    B.add("the program has ", num(Threads), " threads");
  return Threads > 1;
}

static bool findChildren(report::Buffer &B, bool) {
  return say(B, port::hasChildren(), "a child process of the program's is running or not waited for");
}

static bool findPendingSignal(report::Buffer &B, bool) {
  int Signal = hooks::pendingSignal();
  if (Signal)
    B.add("a signal that the program blocks waits for it (number ", num(Signal), " ", port::signalName(Signal), ")");
  return Signal != 0;
}

static bool findRandom(report::Buffer &B, bool) {
  return say(B, libc::InUse[libc::StateRandom], "the hidden state of rand() or random() is in use");
}

static bool findRand48(report::Buffer &B, bool) {
  return say(B, libc::InUse[libc::StateRand48], "the hidden state of drand48() and its family is in use");
}

static bool findStrtok(report::Buffer &B, bool) {
  return say(B, libc::InUse[libc::StateStrtok], "strtok() keeps a pointer into the string that it has not finished");
}

static bool findGetopt(report::Buffer &B, bool) {
  return say(B, libc::InUse[libc::StateGetopt], "getopt() is in the middle of the options");
}

static bool findSegments(report::Buffer &B, bool) {
  return say(B, libc::hasSegments(), "shared memory attached by shmat() is in use");
}

static bool findPosixTimers(report::Buffer &B, bool) {
  return say(B, libc::hasTimers(), "a timer made by timer_create() exists");
}

static bool findMappings(report::Buffer &B, bool) {
  return say(B, libc::hasMappings(), "a mapping made by mmap() is in use");
}

static bool findIntervalTimer(report::Buffer &B, bool) {
  static constexpr __itimer_which Timers[] = {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF};
  for (__itimer_which Which : Timers) {
    itimerval Timer;
    if (getitimer(Which, &Timer) == 0 && (Timer.it_value.tv_sec || Timer.it_value.tv_usec))
      return say(B, true, "a timer (setitimer or alarm) is running");
  }
  return false;
}

//===--- The table ----------------------------------------------------------===//

namespace {
struct Row {
  Uncapturable Kind;
  Fate Outcome;
  bool (*Find)(report::Buffer &B, bool All);
  const char *Advice;
};
} // namespace

static constexpr Row Rows[] = {
#define CGT_OBSTACLE(Id, Outcome, Finder, Advice) {Uncapturable::Id, Fate::Outcome, Finder, Advice},
#include "resources/Resources.def"
};

Fate unsupported::fateOf(Uncapturable Kind) { return Rows[static_cast<unsigned>(Kind)].Outcome; }
const char *unsupported::adviceOn(Uncapturable Kind) { return Rows[static_cast<unsigned>(Kind)].Advice; }

Fate unsupported::find(bool FailuresOnly) {
  char Text[TextSize];
  report::Buffer B(Text, sizeof Text);
  for (const Row &R : Rows)
    if (R.Find && (!FailuresOnly || R.Outcome == Fate::Fails) && R.Find(B, false))
      return R.Outcome;
  return Fate::Served;
}

void unsupported::findAll(void (*Visit)(void *Ctx, Uncapturable Kind, const char *Text), void *Ctx) {
  for (const Row &R : Rows) {
    char Text[TextSize];
    report::Buffer B(Text, sizeof Text);
    if (R.Find && R.Find(B, true))
      Visit(Ctx, R.Kind, Text);
  }
}
