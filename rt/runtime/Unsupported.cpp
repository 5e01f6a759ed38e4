//===- Unsupported.cpp - What can't be carried yet ---------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Nothing is dropped in silence (DESIGN part A): each of these makes a save fail with a message that names it.
//
//===----------------------------------------------------------------------===//

#include "runtime/Unsupported.h"

#include "runtime/Hooks.h"
#include "runtime/Libc.h"
#include "runtime/Report.h"
#include "runtime/Streams.h"

#include <sys/time.h>

using namespace cgt;

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

/// An open descriptor that the program made, or put in the place of one that it was started with.
static bool findOpenFile(report::Buffer &B, int &Error) {
  int Found = -1;
  Error = port::forEachOpenFile(
      [](void *Ctx, int Fd) {
        const Inherited *Known = inherited(Fd);
        if (Known && Known->Identity == port::identity(Fd))
          return true;
        *static_cast<int *>(Ctx) = Fd;
        return false;
      },
      &Found);
  if (Found < 0)
    return false;
  char Link[64], Target[256];
  report::Buffer Path(Link, sizeof Link);
  Path.add("/proc/self/fd/", report::num(Found));
  if (!port::readLink(Link, Target, sizeof Target))
    *Target = 0;
  const Inherited *Known = inherited(Found);
  if (Known && Known->Identity.Type)
    B.add("descriptor ", report::num(Found), " isn't the file that the program was started with");
  else
    B.add(strncmp(Target, "socket:", 7) == 0 ? "socket" : "file", " open as descriptor ", report::num(Found));
  if (*Target)
    B.add(" ('", Target, "')");
  return true;
}

/// A standard stream that the program has closed, which would be open again after a resume.
static bool findClosedStream(report::Buffer &B) {
  static constexpr const char *Names[] = {"standard input", "standard output", "standard error"};
  for (int Fd = 0; Fd <= 2; ++Fd) {
    const Inherited *Known = inherited(Fd);
    if (!Known || !Known->Identity.Type || port::identity(Fd).Type)
      continue;
    B.add(Names[Fd], " (descriptor ", report::num(Fd), ") is closed");
    return true;
  }
  return false;
}

static bool findFiles(report::Buffer &B) {
  int Error = 0;
  if (findOpenFile(B, Error) || findClosedStream(B))
    return true;
  if (!Error && AtStartKnown)
    return false;
  B.add("whether files are open isn't known (can't read /proc/self/fd");
  if (Error)
    B.add(": ", report::osError(Error));
  B.add(")");
  return true;
}

bool unsupported::find(char *Text, size_t Size) {
  report::Buffer B(Text, Size);
  if (findFiles(B))
    return true;
  if (streams::inputDiffers()) {
    B.add("standard input has characters of ungetc() that its file doesn't have there");
    return true;
  }
  if (unsigned Threads = port::threadCount(); Threads > 1) {
    B.add("the program has ", report::num(Threads), " threads");
    return true;
  }
  if (port::hasChildren()) {
    B.add("a child process of the program's is running or not waited for");
    return true;
  }
  if (int Signal = hooks::pendingSignal()) {
    B.add("a signal that the program blocks waits for it (number ", report::num(Signal), " ", port::signalName(Signal),
          ")");
    return true;
  }
  if (const char *State = libc::hiddenStateInUse()) {
    B.add(State);
    return true;
  }
  static constexpr __itimer_which Timers[] = {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF};
  for (__itimer_which Which : Timers) {
    itimerval Timer;
    if (getitimer(Which, &Timer) == 0 &&
        (Timer.it_value.tv_sec || Timer.it_value.tv_usec)) {
      B.add("a timer (setitimer or alarm) is running");
      return true;
    }
  }
  return false;
}
