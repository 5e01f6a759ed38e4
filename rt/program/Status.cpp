//===- Status.cpp - What cgt-run may know of this process --------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "program/Status.h"

#include "port/Port.h"
#include "port/PortLocks.h"

using namespace cgt;

[[clang::require_constant_initialization]] static StatusPage Unseen = {};
[[clang::require_constant_initialization]] static StatusPage *Page = &Unseen;
static uint64_t Serves; ///< the save under way: StatusTaken when it began

StatusPage &status::page() { return *Page; }

void status::setSignal(int Signal) {
  report::Buffer(Page->Signal, sizeof Page->Signal).add(Signal > 0 ? port::signalName(Signal) : Str());
}

/// A process that the program forks is none that saves.
static void turnAway() { Page = &Unseen; }

void status::publish(const Options &O) {
  if (!port::onFork(turnAway))
    return;
  if (void *Seen = port::mapVisible(sizeof(StatusPage)))
    Page = static_cast<StatusPage *>(Seen);
  setSignal(O.Signal);
  report::Buffer Exit(Page->ExitSignals, sizeof Page->ExitSignals);
  for (int Signal = 1; Signal < _NSIG; ++Signal)
    if (O.ExitSignals.has(Signal))
      Exit.add(Exit.str().empty() ? "" : ",", port::signalName(Signal));
  number(StatusPid) = static_cast<uint64_t>(port::pid());
  number(StatusStarted) = port::now();
  number(StatusMagic) = StatusPage::Known;
}

void status::asked() {
  number(StatusAskedAt) = port::now();
  number(StatusAsked) = number(StatusAsked) + 1;
}

void status::taken() { number(StatusTaken) = number(StatusAsked); }

void status::begin() {
  Serves = number(StatusTaken);
  number(StatusBegun) = port::now();
  number(StatusDone) = number(StatusTotal) = 0;
}

void status::writing() { number(StatusWriter) = static_cast<uint64_t>(port::pid()); }

static void answer(uint64_t Request, bool Saved) {
  using namespace status;
  StatusNumber Counter = Saved ? StatusSaves : StatusFailures;
  number(Counter) = number(Counter) + 1;
  if (Request < number(StatusAnswered))
    return; // a later one was refused while this was written
  number(StatusFailed) = !Saved;
  __atomic_thread_fence(__ATOMIC_SEQ_CST); // whoever sees the answer sees what it is
  number(StatusAnswered) = Request;
}

void status::end(bool Saved) {
  number(StatusWriter) = 0;
  answer(Serves, Saved);
}

void status::fail() { answer(number(StatusTaken), false); }

void status::setImage(const char *Name, const Figures *F) {
  report::Buffer(Page->Image, sizeof Page->Image).add(Name);
  if (!F)
    return;
  number(StatusSavedAt) = port::now();
  number(StatusBytes) = F->Bytes;
  number(StatusCapture) = F->CaptureNs;
  number(StatusWrite) = F->WriteNs;
}

void status::clearWaits() { Page->Waits[0] = 0; }

void status::addWait(const char *Text) {
  size_t Used = strlen(Page->Waits);
  report::Buffer(Page->Waits + Used, sizeof Page->Waits - Used).add(Text, "\n");
}

void status::setProblem(Str Text) { report::Buffer(Page->Problem, sizeof Page->Problem).add(Text); }
