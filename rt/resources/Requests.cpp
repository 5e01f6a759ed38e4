//===- Requests.cpp - Signals and timers that ask for checkpoints ------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "resources/Requests.h"

#include "port/Report.h"
#include "program/Status.h"

#include <errno.h>

using namespace cgt;

/// Set by handlers, cleared at polls. One word each: a handler stores, nothing else.
static volatile sig_atomic_t SaveAsked, ExitAsked, TimerFired;

/// What the signals of CGT_OPTIONS would do without us: for those of exit_signal as the program has set it meanwhile.
static struct sigaction Kept[_NSIG];

/// Those of exit_signal don't ask for checkpoints just now.
static bool GivenBack;
static int LastExit;

//===--- Handlers -----------------------------------------------------------===//

/// In a process that the program forked a signal does what it would without us: it comes again when this handler
/// returns, and finds the action that was kept. Safe in a handler.
static bool passOn(int Signal) {
  if (port::pid() == Runtime::get().Owner)
    return false;
  port::setAction(Signal, Kept[Signal]);
  port::sendSignal(Signal);
  return true;
}

extern "C" {
static void onSave(int Signal) {
  if (passOn(Signal))
    return;
  SaveAsked = 1;
  __cgt_flag = 1;
  status::asked();
}
static void onExit(int Signal) {
  if (passOn(Signal))
    return;
  ExitAsked = Signal;
  __cgt_flag = 1;
  status::asked();
}
static void onTimer(int) { // timers aren't inherited
  TimerFired = 1;
  __cgt_flag = 1;
}
}

/// A real-time signal that neither libc nor emulators use.
static int timerSignal() { return SIGRTMIN + 6; }

static bool isHandler(const struct sigaction &A) {
  return A.sa_handler == onSave || A.sa_handler == onExit || A.sa_handler == onTimer;
}

static bool hasHandler(int Signal, void (*Handler)(int)) {
  struct sigaction A;
  return port::getAction(Signal, A) == 0 && A.sa_handler == Handler;
}

//===--- Installing ---------------------------------------------------------===//

static bool installHandler(int Signal, void (*Handler)(int), const char *Key) {
  int Error = port::getAction(Signal, Kept[Signal]);
  if (!Error)
    Error = port::setHandler(Signal, Handler);
  if (Error)
    report::warning("can't install the handler of ", Key, "=: ", report::osError(Error));
  return !Error;
}

/// The program's own handler wins, as it does when it is installed while the program runs.
static bool installUnlessOwn(int Signal, void (*Handler)(int), const char *Key, bool IsOwn) {
  if (!IsOwn)
    return installHandler(Signal, Handler, Key);
  report::warning("the program's own handler of ", port::signalName(Signal), " stays; '", Key, "' asks for no checkpoints");
  status::setSignal(0);
  return false;
}

static port::Timer IntervalTimer;
static uint64_t IntervalEnd; ///< 0: it isn't running
static bool Raised, Looks;   ///< by a timer

void requests::install(Runtime &R, bool (*FromImage)(int Signal)) {
  if (R.Opts.Signal > 0)
    installUnlessOwn(R.Opts.Signal, onSave, "signal", FromImage(R.Opts.Signal));
  for (int Signal = 1; Signal < _NSIG; ++Signal)
    if (R.Opts.ExitSignals.has(Signal))
      installHandler(Signal, onExit, "exit_signal");
  if (R.Opts.Interval > 0 && installUnlessOwn(timerSignal(), onTimer, "interval", FromImage(timerSignal()))) {
    if (int Error = port::makeTimer(IntervalTimer, port::Clock::Monotonic, timerSignal()))
      report::warning("can't start the timer of interval=: ", report::osError(Error));
    bool IsNewJob =
        R.Opts.Ckpt && !R.Restored; // its first image at once: what it writes before is written again by the next start
    startInterval(IsNewJob ? 1 : R.Opts.interval());
  }
}

unsigned requests::take(Runtime &) {
  status::taken();
  unsigned Result = RequestNone;
  if (SaveAsked)
    Result |= RequestSave;
  if (ExitAsked) {
    Result |= RequestExit;
    LastExit = ExitAsked;
  }
  SaveAsked = ExitAsked = 0;
  if (TimerFired) {
    TimerFired = 0;
    Raised = Looks = true;
    if (IntervalEnd && port::now() >= IntervalEnd) {
      IntervalEnd = 0;
      Result |= RequestTimer;
    }
  }
  return Result;
}

int requests::exitSignal() { return LastExit; }

//===--- Timers -------------------------------------------------------------===//

void requests::startInterval(uint64_t Nanoseconds) {
  if (!IntervalTimer.Made)
    return;
  IntervalEnd = port::now() + Nanoseconds;
  port::setTimer(IntervalTimer, Nanoseconds);
}

/// Its timer runs with the processor time of the process: a signal could end a call that isn't restarted, such as
/// nanosleep or poll, but none comes while the process sleeps in one.
static bool raiseBy(port::Timer &Timer, uint64_t Nanoseconds) {
  static bool Refused;
  if (Refused)
    return false;
  if (!hasHandler(timerSignal(), onTimer)) {
    struct sigaction Now;
    if (port::getAction(timerSignal(), Now) != 0 || Now.sa_handler != SIG_DFL || port::setHandler(timerSignal(), onTimer) != 0)
      return false; // the program uses the signal itself
    Kept[timerSignal()] = Now;
  }
  Refused = (!Timer.Made && port::makeTimer(Timer, port::Clock::Processor, timerSignal()) != 0) ||
            port::setTimer(Timer, Nanoseconds) != 0;
  return !Refused;
}

bool requests::raiseAfter(uint64_t Nanoseconds) {
  static port::Timer Timer;
  return raiseBy(Timer, Nanoseconds);
}

bool requests::lookAfter(uint64_t Nanoseconds) {
  static port::Timer Timer;
  return raiseBy(Timer, Nanoseconds);
}

bool requests::takeLook() {
  bool Was = Looks;
  Looks = false;
  return Was;
}

bool requests::takeRaised() {
  bool Was = Raised;
  Raised = false;
  return Was;
}

//===--- Actions of the program's own ---------------------------------------===//

void requests::giveBack(Runtime &R) {
  for (int Signal = 1; Signal < _NSIG; ++Signal)
    if (R.Opts.ExitSignals.has(Signal) && hasHandler(Signal, onExit))
      port::setAction(Signal, Kept[Signal]);
  GivenBack = true;
}

void requests::takeBack(Runtime &R) {
  if (!GivenBack)
    return;
  GivenBack = false;
  for (int Signal = 1; Signal < _NSIG; ++Signal)
    if (R.Opts.ExitSignals.has(Signal))
      installHandler(Signal, onExit, "exit_signal");
}

int requests::changeAction(int Signal, const struct sigaction *New, struct sigaction *Old) {
  const Runtime &R = Runtime::get();
  if (!R.Active || !R.Opts.ExitSignals.has(Signal) || !hasHandler(Signal, onExit)) {
    int Result = sigaction(Signal, New, Old);
    if (R.Active && New && Signal == R.Opts.Signal)
      status::setSignal(hasHandler(Signal, onSave) ? Signal : 0);
    return Result;
  }
  struct sigaction Wanted, Before = Kept[Signal];
  if (New) {
    Wanted = *New; // it may be where Old is
    if (port::pid() == R.Owner)
      Kept[Signal] = Wanted;
    else if (sigaction(Signal, &Wanted, nullptr) != 0)
      return -1;
  }
  if (Old)
    *Old = Before;
  return 0;
}

bool requests::ownAction(int Signal, struct sigaction &Action) {
  if (port::getAction(Signal, Action) != 0)
    return false;
  if (Action.sa_handler == onExit)
    Action = Kept[Signal];
  return !isHandler(Action);
}

bool requests::isOurs(int Signal) {
  struct sigaction A;
  return port::getAction(Signal, A) == 0 && isHandler(A);
}
