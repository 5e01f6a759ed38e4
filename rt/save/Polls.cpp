//===- Polls.cpp - Requests are served at polls -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "save/Polls.h"

#include "abi/ExitCodes.h"
#include "port/Report.h"
#include "program/Job.h"
#include "program/SaveLock.h"
#include "program/Status.h"
#include "resources/Requests.h"
#include "resources/Streams.h"
#include "save/Ahead.h"
#include "save/Capture.h"
#include "save/Parking.h"
#include "save/Reasons.h"
#include "save/SaveFile.h"
#include "save/Stats.h"
#include "save/Waiting.h"

using namespace cgt;
using report::num;

/// Only the process that was started with the options saves; what it forks does nothing.
static bool mayServe(Runtime &R) {
  if (R.Resuming) // a function of cgt_resource or cgt_on_resume
    return false;
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
  status::number(StatusPolls) = ++R.Polls;
  if (!R.Opts.Save)
    return RequestNone;
  bool Due = (R.Opts.AtPoll && R.Polls == R.Opts.AtPoll) || (R.Opts.EveryPolls && R.Polls % R.Opts.EveryPolls == 0);
  return Due ? RequestCounted : RequestNone;
}

/// The image that a job begins with is asked for by nobody.
static bool isFirstOfJob(const Runtime &R, unsigned Requests) {
  return R.Opts.Ckpt && !R.Restored && !R.SaveStart && Requests == RequestSave;
}

static bool leavesAfter(const Runtime &R, unsigned Requests) {
  return (Requests & RequestExit) || (Requests && R.Opts.ExitAfter && !isFirstOfJob(R, Requests));
}

/// Counts the poll and takes all requests that are to be tried at it. \p Position: address of the youngest frame.
static unsigned takeDue(Runtime &R, uintptr_t Position) {
  // Down before the requests are read: a signal from here on raises it again.
  __cgt_flag = R.Counting;
  unsigned Fresh = countPoll(R) | requests::take(R);
  if (R.Wait.Requests && (Fresh || waiting::isTime(R, Position)))
    return Fresh | R.Wait.Requests;
  return Fresh;
}

static void warnOfLength(uint64_t Took) {
  static bool Told;
  if (Told)
    return;
  Told = true;
  constexpr uint64_t Millisecond = 1000000;
  report::warning("saves take ", num(Took / Millisecond),
                  " ms or more, longer than interval=; from now on each begins one interval after the end of the one before");
}

/// The interval has ended. It counts from the end of the last save, which may not have been known when it began. Where the
/// save took longer, and took more from the program than an interval, it gets as much before the next one.
static bool intervalIsOver(const Runtime &R) {
  uint64_t Period = R.Opts.interval(), Now = port::now();
  if (!R.SaveStart)
    return true;
  uint64_t Took = (R.Writer.Pid ? Now : R.SaveEnd) - R.SaveStart;
  if (Took > Period)
    warnOfLength(Took);
  if (R.Writer.Pid) {
    requests::startInterval(Period);
    return false;
  }
  uint64_t Stalled = Took > Period ? port::stalledTime() - R.StalledAtStart : 0;
  Stalled = Stalled < Took ? Stalled : Took;
  uint64_t Wanted = Stalled > Period ? Stalled : Period, Passed = Now - R.SaveEnd;
  if (Passed < Wanted)
    requests::startInterval(Wanted - Passed);
  return Passed >= Wanted;
}

/// What of \p Requests is to be served; a writer that has ended was waited for.
static unsigned withoutTimer(const Runtime &R, unsigned Requests) {
  if (!(Requests & RequestTimer))
    return Requests;
  return (Requests & ~unsigned(RequestTimer)) | (intervalIsOver(R) ? RequestSave : RequestNone);
}

/// After a save, or one that has failed.
static void endRequests(Runtime &R) {
  waiting::end(R);
  requests::startInterval(R.Opts.interval());
}

[[noreturn]] static void leaveSaved() {
  status::number(StatusLeft) = StatusPage::LeftSaved;
  savelock::release();
  port::exitNow(ExitSaved);
}

__attribute__((noinline)) static void serve(Runtime &R, unsigned Requests, const void *ReturnAddress) {
  uint64_t Start = port::processorTime();
  uintptr_t Frame;
  capture::Outcome Result = capture::save(R, ReturnAddress, leavesAfter(R, Requests), Frame);
  switch (Result) {
  case capture::Outcome::Saved: waiting::end(R); leaveSaved();
  case capture::Outcome::Deferred: waiting::defer(R, Requests, Start, Frame, ReturnAddress); return;
  case capture::Outcome::Refused:
    reasons::tell(R, reasons::Occasion::Fails, (Requests & RequestExit) != 0, ReturnAddress);
    break;
  case capture::Outcome::Started:
  case capture::Outcome::Failed: break; // the program goes on
  }
  endRequests(R);
  if (Result == capture::Outcome::Refused)
    status::fail();
  if (Result != capture::Outcome::Started && (Requests & RequestExit))
    reasons::exitFailed(R);
}

/// At a poll of the thread that serves.
static void serveDue(Runtime &R, const void *ReturnAddress, uintptr_t Position) {
  unsigned Requests = takeDue(R, Position);
  ahead::look(R);
  // Most polls are counted and that is all: no system call then, save that a forked process is to stop counting soon, and
  // a writer that has ended is to be waited for.
  constexpr uint64_t Sometimes = 4096;
  if (!Requests && (!R.Counting || R.Polls % Sometimes != 0))
    return;
  if (!mayServe(R))
    return;
  capture::reap(R, false);
  Requests = withoutTimer(R, Requests);
  if (Requests)
    serve(R, Requests, ReturnAddress);
}

void polls::slow(Runtime &R, const void *ReturnAddress, uintptr_t Position) {
  port::KeepErrno Keep;
  if (R.InChild && !mayServe(R)) // a callback of cgt_on_save
    return;
  if (!parking::enter(R, ReturnAddress, false))
    return;
  serveDue(R, ReturnAddress, Position);
  parking::leave(R);
}

/// Of the thread that serves.
static int saveNow(Runtime &R, const void *ReturnAddress) {
  unsigned Requests = takeDue(R, 0) | R.Wait.Requests;
  if (!R.Opts.Save)
    return -1;
  uint64_t Start = port::processorTime();
  uintptr_t Frame;
  capture::Outcome Result = capture::save(R, ReturnAddress, true, Frame);
  if (Result == capture::Outcome::Deferred || Result == capture::Outcome::Refused)
    reasons::tell(R, reasons::Occasion::Checkpoint, false, ReturnAddress);
  if (Result == capture::Outcome::Deferred) {
    Requests = withoutTimer(R, Requests);
    if (Requests) // of others
      waiting::defer(R, Requests, Start, Frame, ReturnAddress);
    return -2;
  }
  endRequests(R);
  if (Result == capture::Outcome::Refused)
    status::fail();
  if (Result == capture::Outcome::Saved) {
    if (leavesAfter(R, Requests))
      leaveSaved();
    return 0;
  }
  if (Requests & RequestExit)
    reasons::exitFailed(R);
  return -3;
}

int polls::checkpoint(Runtime &R, const void *ReturnAddress) {
  port::KeepErrno Keep;
  if (!mayServe(R) || !parking::enter(R, ReturnAddress, true))
    return -1;
  int Result = saveNow(R, ReturnAddress);
  parking::leave(R);
  return Result;
}

/// An interval that ends together with the program is none that was missed, unless it was the first.
static void reportUnserved(Runtime &R, unsigned Requests) {
  if ((Requests & RequestTimer) && !R.SaveStart && !R.Opts.Ckpt) // a job's first may be missed
    Requests |= RequestSave;
  Requests &= ~unsigned(RequestTimer);
  if (Requests && !R.Wait.Requests)
    report::warning(
        "a requested checkpoint was never made: the program ended before it reached another poll; cgt-cc -Rpass=cgt shows "
        "where polls are");
  reasons::atExit(R.Wait.Requests != RequestNone);
  waiting::end(R);
  if (R.FailedSaves > 1)
    report::warning(num(R.FailedSaves), " saves failed in total");
  if (R.Opts.Save && R.Opts.AtPoll > R.Polls)
    report::warning("at_poll=", num(R.Opts.AtPoll), " was never reached: the program ended after ", num(R.Polls), " polls");
}

/// The job has ended: nobody will resume it. What was cut first: as long as there is an image, the next start goes on from it.
static void endJob(Runtime &R) {
  streams::flush();
  job::removeMade();
  savefile::removeAll(R);
}

void polls::atExit(Runtime &R, int Status) {
  if (!mayServe(R))
    return;
  parking::close(R);
  capture::reap(R, true);
  reportUnserved(R, requests::take(R));
  if (R.Opts.Stats) {
    streams::flush();
    stats::exit(R);
  }
  status::number(StatusLeft) = StatusPage::Ended;
  if (R.Opts.Ckpt && Status == 0)
    endJob(R);
  savelock::release();
}
