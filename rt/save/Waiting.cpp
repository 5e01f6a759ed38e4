//===- Waiting.cpp - Requests that can't be served yet -----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "save/Waiting.h"

#include "port/Report.h"
#include "program/Status.h"
#include "resources/Requests.h"
#include "save/Reasons.h"

using namespace cgt;

static constexpr uint64_t Patience = 10000000000; // 10 s until reasons are told
static constexpr uint64_t LookAgain = 1000000000; // 1 s between looks for all that is in the way
static constexpr uint64_t Pause = 5000000;        // 5 ms between tries; timers of processor time may add a tick of 4 ms

/// What a try may take of the time, as 1/N: with a deep stack the walk takes more than 1/N of the pause. Processor time
/// counts: on a busy machine a try may last long.
static constexpr uint64_t TryShare = 50;
/// What looking at the clock may take, when polls are at least as rare as that.
static constexpr uint64_t ClockShare = 50;
/// Polls in a row that come faster; behind them the flag goes down.
static constexpr unsigned MostQuick = 16;

/// The least time between two polls that may look at the clock.
static uint64_t rareEnough() {
  static uint64_t Least;
  if (!Least) {
    uint64_t Start = port::now();
    constexpr unsigned Calls = 8;
    for (unsigned K = 1; K < Calls; ++K)
      port::now();
    uint64_t Cost = (port::now() - Start) / Calls;
    Least = (Cost ? Cost : 1) * ClockShare;
  }
  return Least;
}

/// When the next try is to come. It takes as much less time than the last as the stack is less deep now.
static uint64_t nextTry(const Runtime &R, uintptr_t Position) {
  const Waiting &W = R.Wait;
  uintptr_t Then = R.Main.BasePosition - W.Position, Now = R.Main.BasePosition - Position;
  uint64_t Break = W.Break;
  if (!R.HasThreads && Now < Then)
    Break = static_cast<uint64_t>(static_cast<double>(Break) * static_cast<double>(Now) / static_cast<double>(Then));
  return W.LastTry + (Break > Pause ? Break : Pause);
}

bool waiting::isTime(Runtime &R, uintptr_t Position) {
  Waiting &W = R.Wait;
  bool Raised = requests::takeRaised();
  if ((W.Requests & RequestCounted) || Position > W.Frame)
    return true;
  if (W.Parked && !Raised) // up for another reason: polls are counted
    return false;
  uint64_t Now = port::now(), Next = nextTry(R, Position);
  if (Now >= Next)
    return true;
  W.Quick = Now - W.LastPoll < rareEnough() ? W.Quick + 1 : 0;
  W.LastPoll = Now;
  if (!W.Parked && W.Quick < MostQuick) {
    __cgt_flag = 1;
    return false;
  }
  uint64_t Left = Next - Now;
  W.Parked = requests::raiseAfter(Left < Pause ? Left : Pause);
  if (!W.Parked)
    __cgt_flag = 1;
  return false;
}

/// Reasons are counted once for requests that wait together, and told after a while; those of now are known to cgt-run.
static void tell(Runtime &R, unsigned Requests, uint64_t Now, const void *ReturnAddress) {
  Waiting &W = R.Wait;
  if (Requests & RequestExit) {
    reasons::tellExit(R, ReturnAddress);
    W.Told = true;
    return;
  }
  bool Due = report::verbosity() >= 2 || Now - W.Since >= Patience;
  Due &= !W.Told;
  bool Counted = W.Told || (W.Requests & ~unsigned(RequestTimer));
  if (!Due && Counted && Now - W.LastLook < LookAgain)
    return;
  W.LastLook = Now;
  if (Due)
    reasons::tell(R, reasons::Occasion::Waits, false, ReturnAddress);
  else
    reasons::count(R, ReturnAddress);
  W.Told |= Due;
}

void waiting::defer(Runtime &R, unsigned Requests, uint64_t Start, uintptr_t Frame, const void *ReturnAddress) {
  Waiting &W = R.Wait;
  if (!W.Since)
    W.Since = port::now();
  unsigned Fresh = Requests & ~W.Requests;
  tell(R, Fresh, port::now(), ReturnAddress);
  W.Requests |= Requests;
  status::number(StatusWaitsFrom) = W.Since;
  ++W.Tries;
  W.Break = (port::processorTime() - Start) * TryShare;
  W.LastTry = port::now();
  W.Position = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  W.Frame = Frame && !R.HasThreads ? Frame : UINTPTR_MAX;
  W.Quick = 0;
  W.LastPoll = 0;
  W.Parked = false;
  __cgt_flag = 1;
}

void waiting::end(Runtime &R) {
  constexpr uint64_t Millisecond = 1000000;
  if (R.Wait.Requests)
    report::note("a checkpoint was tried ", report::num(R.Wait.Tries), " times in ",
                 report::num((port::now() - R.Wait.Since) / Millisecond), " ms without success");
  R.Wait = Waiting();
  status::number(StatusWaitsFrom) = 0;
}
