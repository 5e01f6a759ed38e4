//===- Unsupported.cpp - What can't be carried yet ---------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Nothing is dropped in silence (DESIGN part A): each of these makes a save fail with a message that names it.
//
//===----------------------------------------------------------------------===//

#include "runtime/Unsupported.h"

#include "runtime/Libc.h"
#include "runtime/Report.h"

#include <sys/time.h>

using namespace cgt;

[[clang::require_constant_initialization]] static MapVector<int> Inherited;

namespace {
struct Search {
  int Found = -1;
};
} // namespace

void unsupported::begin() {
  port::forEachOpenFile(
      [](void *, int Fd) { return Inherited.push(Fd); }, nullptr);
}

static bool isInherited(int Fd) {
  for (int Known : Inherited)
    if (Known == Fd)
      return true;
  return Fd <= 2;
}

static int findOpenFile() {
  Search S;
  port::forEachOpenFile(
      [](void *Ctx, int Fd) {
        if (isInherited(Fd))
          return true;
        static_cast<Search *>(Ctx)->Found = Fd;
        return false;
      },
      &S);
  return S.Found;
}

bool unsupported::find(char *Text, size_t Size) {
  report::Buffer B(Text, Size);
  if (int Fd = findOpenFile(); Fd >= 0) {
    char Link[64], Target[256];
    report::Buffer Path(Link, sizeof Link);
    Path.add("/proc/self/fd/", report::num(Fd));
    bool Named = port::readLink(Link, Target, sizeof Target);
    bool Socket = Named && strncmp(Target, "socket:", 7) == 0;
    B.add(Socket ? "socket" : "file", " open as descriptor ", report::num(Fd));
    if (Named)
      B.add(" ('", Target, "')");
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
