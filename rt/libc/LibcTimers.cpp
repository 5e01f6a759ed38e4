//===- LibcTimers.cpp - Timers of timer_create -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "libc/LibcTimers.h"

#include "heap/Heap.h"
#include "libc/LibcClocks.h"
#include "libc/LibcLock.h"
#include "port/Port.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

using namespace cgt;

#define CGT_PUBLIC extern "C" __attribute__((visibility("default")))

namespace {
struct ProgramTimer {
  bool Exists;
  clockid_t Clock;
  sigevent Event;
  timer_t Kernel;
};
} // namespace

/// The program's number of one is its place, from 1: a small number is no address, and the same everywhere.
[[clang::require_constant_initialization]] static MapVector<ProgramTimer> Timers;
static int Lock;

static timer_t numbered(size_t Place) { return reinterpret_cast<timer_t>(Place + 1); }

static ProgramTimer *find(timer_t Number) {
  size_t Place = reinterpret_cast<uintptr_t>(Number) - 1;
  if (Place < Timers.size() && Timers[Place].Exists)
    return &Timers[Place];
  errno = EINVAL;
  return nullptr;
}

/// A copy, since others may be made meanwhile.
static bool copyOf(timer_t Number, ProgramTimer &T) {
  libc::Guard Guard(Lock);
  ProgramTimer *Found = find(Number);
  if (Found)
    T = *Found;
  return Found;
}

/// A place for one more, or false.
static bool freePlace(size_t &Place) {
  for (Place = 0; Place < Timers.size(); ++Place)
    if (!Timers[Place].Exists)
      return true;
  if (Timers.push({}))
    return true;
  errno = EAGAIN;
  return false;
}

CGT_PUBLIC int __cgt_timer_create(clockid_t Clock, sigevent *Event, timer_t *Timer) {
  libc::Guard Guard(Lock);
  size_t Place;
  if (!freePlace(Place))
    return -1;
  ProgramTimer T = {true, Clock, {}, nullptr};
  if (Event) {
    T.Event = *Event;
  } else {
    T.Event.sigev_notify = SIGEV_SIGNAL;
    T.Event.sigev_signo = SIGALRM;
    T.Event.sigev_value.sival_int = static_cast<int>(Place + 1);
  }
  if (timer_create(Clock, &T.Event, &T.Kernel) != 0)
    return -1;
  Timers[Place] = T;
  *Timer = numbered(Place);
  return 0;
}

CGT_PUBLIC int __cgt_timer_delete(timer_t Timer) {
  libc::Guard Guard(Lock);
  ProgramTimer *T = find(Timer);
  if (!T || timer_delete(T->Kernel) != 0)
    return -1;
  T->Exists = false;
  return 0;
}

static int setTimer(timer_t Timer, int Flags, const itimerspec *New, itimerspec *Old) {
  ProgramTimer T;
  if (!copyOf(Timer, T))
    return -1;
  itimerspec Spec = *New;
  if ((Flags & TIMER_ABSTIME) && (Spec.it_value.tv_sec || Spec.it_value.tv_nsec) && libc::toKernel)
    libc::toKernel(T.Clock, Spec.it_value);
  return timer_settime(T.Kernel, Flags, &Spec, Old);
}

static int getTimer(timer_t Timer, itimerspec *Now) {
  ProgramTimer T;
  return copyOf(Timer, T) ? timer_gettime(T.Kernel, Now) : -1;
}

CGT_PUBLIC int __cgt_timer_settime(timer_t Timer, int Flags, const itimerspec *New, itimerspec *Old) {
  return setTimer(Timer, Flags, New, Old);
}

CGT_PUBLIC int __cgt_timer_gettime(timer_t Timer, itimerspec *Now) { return getTimer(Timer, Now); }

CGT_PUBLIC int __cgt_timer_getoverrun(timer_t Timer) {
  ProgramTimer T;
  return copyOf(Timer, T) ? timer_getoverrun(T.Kernel) : -1;
}

//===--- At saves and resumes --------------------------------------------------===//

bool libc::hasThreadTimers() {
  for (const ProgramTimer &T : Timers)
    if (T.Exists && T.Event.sigev_notify == SIGEV_THREAD)
      return true;
  return false;
}

static uint64_t nanoseconds(const timespec &T) {
  return static_cast<uint64_t>(T.tv_sec) * 1000000000u + static_cast<uint64_t>(T.tv_nsec);
}

static timespec toTimespec(uint64_t Nanoseconds) {
  timespec T;
  T.tv_sec = static_cast<time_t>(Nanoseconds / 1000000000u);
  T.tv_nsec = static_cast<long>(Nanoseconds % 1000000000u);
  return T;
}

/// An address of the program's, or a number, which stands in sival_int's half of the memory unless that is zero.
static uint64_t valueOf(const sigval &V, bool &IsAddress) {
  BlockInfo Block;
  auto Pointer = reinterpret_cast<uintptr_t>(V.sival_ptr);
  IsAddress = heap::findBlock(V.sival_ptr, Block) || port::isInOwnFile(Pointer);
  return IsAddress || V.sival_int == 0 ? Pointer : static_cast<uint32_t>(V.sival_int);
}

bool libc::forEachTimer(bool (*Visit)(void *Ctx, const TimerState &T), void *Ctx) {
  port::KeepErrno Keep;
  for (size_t K = 0; K < Timers.size(); ++K) {
    const ProgramTimer &T = Timers[K];
    itimerspec Now;
    if (!T.Exists || timer_gettime(T.Kernel, &Now) != 0)
      continue;
    bool IsAddress;
    uint64_t Value = valueOf(T.Event.sigev_value, IsAddress);
    // The clock of one's own process, by its number.
    clockid_t Clock = T.Clock < 0 ? CLOCK_PROCESS_CPUTIME_ID : T.Clock;
    bool Signals = T.Event.sigev_notify != SIGEV_NONE;
    TimerState S = {static_cast<uint32_t>(K),
                    Clock,
                    Signals,
                    Signals ? T.Event.sigev_signo : 0,
                    Value,
                    IsAddress,
                    nanoseconds(Now.it_value),
                    nanoseconds(Now.it_interval)};
    if (!Visit(Ctx, S))
      return false;
  }
  return true;
}

int libc::makeTimer(const TimerState &S) {
  port::KeepErrno Keep;
  while (Timers.size() <= S.Number)
    if (!Timers.push({}))
      return ENOMEM;
  ProgramTimer T = {true, S.Clock, {}, nullptr};
  T.Event.sigev_notify = S.Signals ? SIGEV_SIGNAL : SIGEV_NONE;
  T.Event.sigev_signo = S.Signal;
  if (S.IsAddress)
    T.Event.sigev_value.sival_ptr = reinterpret_cast<void *>(static_cast<uintptr_t>(S.Value));
  else
    T.Event.sigev_value.sival_int = static_cast<int>(S.Value);
  if (timer_create(S.Clock, &T.Event, &T.Kernel) != 0)
    return errno;
  Timers[S.Number] = T;
  itimerspec Spec = {toTimespec(S.Interval), toTimespec(S.Left)};
  return timer_settime(T.Kernel, 0, &Spec, nullptr) == 0 ? 0 : errno;
}
