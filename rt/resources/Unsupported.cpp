//===- Unsupported.cpp - What can't be carried yet ---------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The finders look at the process itself, by the system or by what libc's wrappers have noted.
//
//===----------------------------------------------------------------------===//

#include "resources/Unsupported.h"

#include "libc/Libc.h"
#include "libc/LibcTimers.h"
#include "port/Report.h"
#include "resources/Files.h"
#include "resources/Settings.h"
#include "resources/SignalState.h"

using namespace cgt;

static constexpr size_t TextSize = 512;

//===--- Finders of Resources.def ------------------------------------------===//
// Each looks whether its thing is there and names it; with All, it counts what there is of it.

static bool say(report::Buffer &B, bool Is, const char *Text) {
  if (Is)
    B.add(Text);
  return Is;
}

extern "C" {
// Of rt/units, where the program uses such.
__attribute__((weak)) int __cgt_has_named_semaphores();
}

static bool findKernelMutex(report::Buffer &B, bool) {
  return say(B, libc::holdsMutexes(),
             "a mutex that is robust, shared between processes or has a protocol of priorities is locked");
}

static bool findNamedSemaphore(report::Buffer &B, bool) {
  return say(B, __cgt_has_named_semaphores && __cgt_has_named_semaphores(), "a semaphore of sem_open() is open");
}

static bool findChildren(report::Buffer &B, bool) {
  return say(B, port::hasChildren(), "a child process of the program's is running or not waited for");
}

static bool findQueuedSignal(report::Buffer &B, bool) {
  int Signal = signalstate::queuedSignal();
  if (Signal)
    B.add("signal ", port::signalName(Signal), " is pending, and the program blocks it");
  return Signal != 0;
}

static bool findSegments(report::Buffer &B, bool) {
  return say(B, libc::hasSegments(), "shared memory attached by shmat() is in use");
}

static bool findThreadTimers(report::Buffer &B, bool) {
  return say(B, libc::hasThreadTimers && libc::hasThreadTimers(),
             "a timer made by timer_create() runs a function in a thread of its own");
}

static bool findOtherUser(report::Buffer &B, bool) {
  return say(B, settings::userChanged(), "the program has changed its user or group");
}

static bool findMappings(report::Buffer &B, bool) {
  return say(B, libc::hasMappings(), "a mapping made by mmap() that is shared, executable or at a fixed place is in use");
}

static bool findBreak(report::Buffer &B, bool) { return say(B, libc::breakMoved(), "memory of sbrk() is in use"); }

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

/// For these the system is asked about each descriptor: too dear where a frame is in the way, which is known without.
static bool isDear(Uncapturable Kind) {
  return Kind == Uncapturable::RefusedFile || Kind == Uncapturable::LargeFile || Kind == Uncapturable::UnreadableFile;
}

Fate unsupported::find(bool FailuresOnly) {
  char Text[TextSize];
  report::Buffer B(Text, sizeof Text);
  for (const Row &R : Rows)
    if (R.Find && (!FailuresOnly || (R.Outcome == Fate::Fails && !isDear(R.Kind))) && R.Find(B, false))
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
