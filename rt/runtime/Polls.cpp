//===- Polls.cpp - Requests are served at polls -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "runtime/Polls.h"

#include "runtime/Capture.h"
#include "runtime/Hooks.h"
#include "runtime/Report.h"
#include "runtime/SaveLock.h"
#include "runtime/Stats.h"
#include "runtime/Streams.h"

using namespace cgt;

/// Only the process that was started with the options saves; what it forks does nothing.
static bool mayServe(Runtime &R) {
  if (R.Active && !R.InChild && port::pid() == R.Owner)
    return true;
  R.Active = R.Counting = false;
  __cgt_flag = 0;
  return false;
}

/// Requests that the count brings about; without save= it is a count alone.
static unsigned countPoll(Runtime &R) {
  if (!R.Counting)
    return RequestNone;
  ++R.Polls;
  if (!R.Opts.Save)
    return RequestNone;
  bool Due = (R.Opts.AtPoll && R.Polls == R.Opts.AtPoll) ||
             (R.Opts.EveryPolls && R.Polls % R.Opts.EveryPolls == 0);
  return Due ? RequestSave : RequestNone;
}

static bool leavesAfter(const Runtime &R, unsigned Requests) {
  return (Requests & RequestExit) || (Requests && R.Opts.ExitAfter);
}

/// Counts the poll and takes all requests that are due at it.
static unsigned takeDue(Runtime &R) {
  // Down before the requests are read: a signal from here on raises it again.
  __cgt_flag = R.Counting;
  return countPoll(R) | hooks::takeRequests();
}

[[noreturn]] static void leaveSaved() {
  savelock::release();
  port::exitNow(ExitSaved);
}

__attribute__((noinline)) static void serve(Runtime &R, unsigned Requests, const void *ReturnAddress) {
  switch (capture::save(R, ReturnAddress, leavesAfter(R, Requests))) {
  case capture::Outcome::Saved:
    leaveSaved();
  case capture::Outcome::Deferred:
    hooks::putBack(Requests);
    break;
  case capture::Outcome::Started:
  case capture::Outcome::Failed: // it has said why; the program goes on
    break;
  }
}

void polls::slow(Runtime &R, const void *ReturnAddress) {
  port::KeepErrno Keep;
  if (R.InChild && !mayServe(R)) // a callback of cgt_on_save
    return;
  unsigned Requests = takeDue(R);
  // Most polls are counted and that is all: no system call then, save that a forked process is to stop counting soon.
  constexpr uint64_t Sometimes = 4096;
  if (!Requests && !R.Writer.Pid && R.Polls % Sometimes != 0)
    return;
  if (!mayServe(R))
    return;
  capture::reap(R, false);
  if (Requests)
    serve(R, Requests, ReturnAddress);
}

int polls::checkpoint(Runtime &R, const void *ReturnAddress) {
  port::KeepErrno Keep;
  if (!mayServe(R))
    return -1;
  unsigned Requests = takeDue(R);
  if (!R.Opts.Save)
    return -1;
  switch (capture::save(R, ReturnAddress, true)) {
  case capture::Outcome::Saved:
    if (leavesAfter(R, Requests))
      leaveSaved();
    return 0;
  case capture::Outcome::Deferred:
    hooks::putBack(Requests);
    report::error("cgt_checkpoint: a function on the stack can't be captured; nothing was saved");
    return -2;
  default: return -3;
  }
}

void polls::atExit(Runtime &R) {
  if (!mayServe(R))
    return;
  capture::reap(R, true);
  if (hooks::takeRequests())
    report::warning("a checkpoint was asked for and never served: the program ended before it reached a poll at which its "
                    "stack could be captured");
  if (R.Opts.Stats) {
    streams::flush();
    stats::exit(R);
  }
  savelock::release();
}
