//===- Timing.cpp - Clocks and timers -----------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A child inherits neither timers nor processor time: both are noted in the program itself.
//
//===----------------------------------------------------------------------===//

#include "resources/Timing.h"

#include "libc/LibcClocks.h"
#include "libc/LibcTimers.h"
#include "port/Report.h"

#include <errno.h>
#include <sys/time.h>

using namespace cgt;

//===--- Clocks -------------------------------------------------------------------===//

static libc::Clocks Shown;
static bool ClocksUsed;

bool timing::noteClocks(Runtime &) {
  ClocksUsed = libc::readClocks && libc::readClocks(Shown);
  return true;
}

bool timing::saveClocks(Saving &S) {
  if (!ClocksUsed)
    return true;
#define CGT_CLOCK(Name) S.Own.writeU64(static_cast<uint64_t>(Shown.Name));
  CGT_CLOCKS
#undef CGT_CLOCK
  return true;
}

void timing::restoreClocks(Restoring &S) {
  libc::Clocks C;
  if (!S.HasOwn)
    return;
  auto Read = [&S](int64_t &Clock) {
    uint64_t Value;
    if (!S.Own.readU64(Value).ok())
      S.refuse("its clocks are damaged");
    Clock = static_cast<int64_t>(Value);
  };
#define CGT_CLOCK(Name) Read(C.Name);
  CGT_CLOCKS
#undef CGT_CLOCK
  if (libc::setClocks)
    libc::setClocks(C);
}

//===--- Timers of setitimer and alarm -----------------------------------------------===//

static constexpr __itimer_which Which[] = {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF};
static constexpr size_t NumIntervals = sizeof Which / sizeof *Which;
static itimerval Intervals[NumIntervals];

static constexpr uint64_t Microseconds = 1000000;

static uint64_t microseconds(const timeval &T) {
  return static_cast<uint64_t>(T.tv_sec) * Microseconds + static_cast<uint64_t>(T.tv_usec);
}

static timeval toTimeval(uint64_t Value) {
  timeval T;
  T.tv_sec = static_cast<time_t>(Value / Microseconds);
  T.tv_usec = static_cast<suseconds_t>(Value % Microseconds);
  return T;
}

bool timing::noteIntervals(Runtime &) {
  port::KeepErrno Keep;
  for (size_t K = 0; K < NumIntervals; ++K)
    if (getitimer(Which[K], &Intervals[K]) != 0)
      Intervals[K] = {};
  return true;
}

bool timing::saveIntervals(Saving &S) {
  for (size_t K = 0; K < NumIntervals; ++K) {
    uint64_t Left = microseconds(Intervals[K].it_value);
    if (Left == 0)
      continue;
    S.Own.writeU8(static_cast<uint8_t>(K));
    S.Own.writeU64(Left);
    S.Own.writeU64(microseconds(Intervals[K].it_interval));
  }
  return true;
}

void timing::restoreIntervals(Restoring &S) {
  while (S.Own.remaining() != 0) {
    uint8_t K;
    uint64_t Left, Interval;
    if (!S.Own.readU8(K).ok() || !S.Own.readU64(Left).ok() || !S.Own.readU64(Interval).ok() || K >= NumIntervals)
      S.refuse("its timers are damaged");
    itimerval Timer = {toTimeval(Interval), toTimeval(Left)};
    if (setitimer(Which[K], &Timer, nullptr) != 0)
      S.refuse("a timer of setitimer() can't be set again");
  }
}

//===--- Timers of timer_create ---------------------------------------------------------===//

[[clang::require_constant_initialization]] static MapVector<libc::TimerState> Timers;

bool timing::noteTimers(Runtime &) {
  Timers.clear();
  return !libc::forEachTimer ||
         libc::forEachTimer([](void *Ctx, const libc::TimerState &T) { return static_cast<decltype(Timers) *>(Ctx)->push(T); },
                            &Timers);
}

bool timing::saveTimers(Saving &S) {
  for (const libc::TimerState &T : Timers) {
    S.Own.writeULEB(T.Number);
    S.Own.writeULEB(static_cast<uint32_t>(T.Clock));
    S.Own.writeString(T.Signals ? port::signalName(T.Signal) : Str());
    S.Own.writeU8(T.IsAddress);
    S.Own.writeULEB(T.Value);
    S.Own.writeU64(T.Left);
    S.Own.writeU64(T.Interval);
  }
  return true;
}

void timing::restoreTimers(Restoring &S) {
  while (S.Own.remaining() != 0) {
    libc::TimerState T = {};
    uint32_t Clock;
    Str Name;
    if (!S.Own.readULEB32(T.Number).ok() || !S.Own.readULEB32(Clock).ok() || !S.Own.readString(Name).ok() ||
        !S.Own.readBool(T.IsAddress).ok() || !S.Own.readULEB(T.Value).ok() || !S.Own.readU64(T.Left).ok() ||
        !S.Own.readU64(T.Interval).ok() || T.Number > UINT16_MAX)
      S.refuse("its timers are damaged");
    T.Clock = static_cast<int32_t>(Clock);
    T.Signals = !Name.empty();
    T.Signal = port::signalByName(Name);
    if (T.IsAddress)
      T.Value = reinterpret_cast<uintptr_t>(S.translate(T.Value, false));
    int Error = libc::makeTimer ? libc::makeTimer(T) : ENOSYS;
    if (!Error)
      continue;
    char Why[160];
    report::Buffer(Why, sizeof Why).add("a timer of timer_create() can't be made again: ", report::osError(Error));
    S.refuse(Why);
  }
}
