//===- LibcClocks.cpp - Clocks that go on where they were --------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The kernel's monotonic clocks begin anew with the machine, those of processor time with the process. A resumed program sees
// them go on from what they showed when it was saved.
//
//===----------------------------------------------------------------------===//

#include "libc/LibcClocks.h"

#include "libc/Libc.h"
#include "port/Port.h"

#include <errno.h>
#include <sys/resource.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

using namespace cgt;

#define CGT_PUBLIC extern "C" __attribute__((visibility("default")))

static constexpr int64_t Second = 1000000000;

/// The program has looked at a clock, or an earlier process of it.
static bool Used;
/// What is added to what the kernel says.
static libc::Clocks Offsets;

//===--- Clocks of clock_gettime --------------------------------------------===//

static int64_t *offsetOf(libc::Clocks &Of, clockid_t Clock) {
  switch (Clock) {
  case CLOCK_MONOTONIC:
  case CLOCK_MONOTONIC_COARSE:
  case CLOCK_MONOTONIC_RAW: return &Of.Monotonic;
  case CLOCK_BOOTTIME: return &Of.Boot;
  case CLOCK_PROCESS_CPUTIME_ID:
  case CLOCK_THREAD_CPUTIME_ID: return &Of.Processor;
  default: return nullptr;
  }
}

static int64_t kernelTime(clockid_t Clock) {
  timespec Time = {};
  clock_gettime(Clock, &Time);
  return Time.tv_sec * Second + Time.tv_nsec;
}

int64_t libc::clockOffset(clockid_t Clock) {
  Used = true;
  const int64_t *Offset = offsetOf(Offsets, Clock);
  return Offset ? *Offset : 0;
}

/// \p Nanoseconds in larger units, up to a whole one: the sum of two that were rounded down would run backwards.
static int64_t inUnits(int64_t Nanoseconds, int64_t Unit) {
  return (Nanoseconds > 0 ? Nanoseconds + Unit - 1 : Nanoseconds) / Unit;
}

/// Adds \p Nanoseconds; below zero there is no time.
template <typename Time> static void shift(Time &T, int64_t Nanoseconds) {
  if (Nanoseconds == 0)
    return;
  int64_t Sum = static_cast<int64_t>(T.tv_nsec) + Nanoseconds % Second;
  auto Seconds = static_cast<int64_t>(T.tv_sec) + Nanoseconds / Second;
  Seconds += Sum < 0 ? -1 : Sum >= Second ? 1 : 0;
  Sum += Sum < 0 ? Second : Sum >= Second ? -Second : 0;
  T.tv_sec = static_cast<decltype(T.tv_sec)>(Seconds < 0 ? 0 : Seconds);
  T.tv_nsec = static_cast<decltype(T.tv_nsec)>(Seconds < 0 ? 0 : Sum);
}

void libc::toKernel(clockid_t Clock, timespec &Time) { shift(Time, -clockOffset(Clock)); }

CGT_PUBLIC int __cgt_clock_gettime(clockid_t Clock, timespec *Time) {
  int Result = clock_gettime(Clock, Time);
  if (Result == 0)
    shift(*Time, libc::clockOffset(Clock));
  return Result;
}

CGT_PUBLIC int __cgt_clock_nanosleep(clockid_t Clock, int Flags, const timespec *Time, timespec *Left) {
  if (!(Flags & TIMER_ABSTIME))
    return clock_nanosleep(Clock, Flags, Time, Left);
  timespec At = *Time;
  libc::toKernel(Clock, At);
  return clock_nanosleep(Clock, Flags, &At, Left);
}

//===--- Processor time -------------------------------------------------------===//

template <typename Time> static void shiftUsage(Time &T, int64_t Nanoseconds) {
  if (Nanoseconds == 0)
    return;
  int64_t Sum = T.tv_sec * (Second / 1000) + T.tv_usec + Nanoseconds / 1000;
  Sum = Sum < 0 ? 0 : Sum;
  T.tv_sec = static_cast<decltype(T.tv_sec)>(Sum / (Second / 1000));
  T.tv_usec = static_cast<decltype(T.tv_usec)>(Sum % (Second / 1000));
}

CGT_PUBLIC clock_t __cgt_clock() {
  Used = true;
  clock_t Now = clock();
  return Now == -1 ? Now : Now + static_cast<clock_t>(inUnits(Offsets.Processor, 1000));
}

CGT_PUBLIC int __cgt_getrusage(__rusage_who Who, struct rusage *Usage) {
  Used = true;
  int Result = getrusage(Who, Usage);
  if (Result != 0)
    return Result;
  bool Children = Who == RUSAGE_CHILDREN;
  shiftUsage(Usage->ru_utime, Children ? Offsets.ChildrenUser : Offsets.User);
  shiftUsage(Usage->ru_stime, Children ? Offsets.ChildrenSystem : Offsets.System);
  return Result;
}

/// Nanoseconds of what times() counts by.
static int64_t tick() { return Second / sysconf(_SC_CLK_TCK); }

CGT_PUBLIC clock_t __cgt_times(tms *Times) {
  Used = true;
  clock_t Now = times(Times);
  auto InTicks = [](int64_t Nanoseconds) { return static_cast<clock_t>(inUnits(Nanoseconds, tick())); };
  if (Times) {
    Times->tms_utime += InTicks(Offsets.User);
    Times->tms_stime += InTicks(Offsets.System);
    Times->tms_cutime += InTicks(Offsets.ChildrenUser);
    Times->tms_cstime += InTicks(Offsets.ChildrenSystem);
  }
  return Now + InTicks(Offsets.Ticks);
}

//===--- At saves and resumes --------------------------------------------------===//

static int64_t nanoseconds(const timeval &T) { return T.tv_sec * Second + T.tv_usec * 1000; }

static libc::Clocks kernelClocks() {
  libc::Clocks Now;
  Now.Monotonic = kernelTime(CLOCK_MONOTONIC);
  Now.Boot = kernelTime(CLOCK_BOOTTIME);
  Now.Processor = kernelTime(CLOCK_PROCESS_CPUTIME_ID);
  tms Times;
  Now.Ticks = static_cast<int64_t>(times(&Times)) * tick();
  struct rusage Own, Children;
  if (getrusage(RUSAGE_SELF, &Own) == 0 && getrusage(RUSAGE_CHILDREN, &Children) == 0) {
    Now.User = nanoseconds(Own.ru_utime);
    Now.System = nanoseconds(Own.ru_stime);
    Now.ChildrenUser = nanoseconds(Children.ru_utime);
    Now.ChildrenSystem = nanoseconds(Children.ru_stime);
  }
  return Now;
}

static libc::Clocks plus(const libc::Clocks &A, const libc::Clocks &B, int64_t Factor) {
  libc::Clocks Sum;
#define CGT_CLOCK(Name) Sum.Name = A.Name + Factor * B.Name;
  CGT_CLOCKS
#undef CGT_CLOCK
  return Sum;
}

bool libc::readClocks(Clocks &Out) {
  port::KeepErrno Keep;
  Out = plus(Offsets, kernelClocks(), 1);
  return Used;
}

void libc::setClocks(const Clocks &Shown) {
  port::KeepErrno Keep;
  Used = true;
  Offsets = plus(Shown, kernelClocks(), -1);
}
