//===- LibcSleep.c - Sleeping beside other threads ------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is left of a sleep is a number that is carried: time between save and resume doesn't count.
//
//===----------------------------------------------------------------------===//

#include "units/Waiting.h"

#include <threads.h>
#include <unistd.h>

/// Does the process have threads that the runtime keeps? Else the system's sleep is as good.
int __cgt_has_threads(void);
/// Has a request for a checkpoint ended a sleep, or a signal of the program's?
int __cgt_was_asked(void);

enum { Second = 1000000000 };

static int64_t since(const struct timespec *Start) {
  struct timespec Now;
  clock_gettime(CLOCK_MONOTONIC, &Now);
  return ((int64_t)Now.tv_sec - (int64_t)Start->tv_sec) * Second + (Now.tv_nsec - Start->tv_nsec);
}

/// The nanoseconds that are left when a signal of the program's has ended the sleep; none else.
static int64_t sleepFor(int64_t Left) {
  static Word Nobody; // wakes whom
  while (Left > 0) {
    struct timespec Start;
    int Interrupted;
    clock_gettime(CLOCK_MONOTONIC, &Start);
    Interrupted = __cgt_wait_while(&Nobody, 0, Left) && !__cgt_was_asked();
    Left -= since(&Start);
    pthread_testcancel();
    if (Interrupted)
      break;
    cgt_poll();
  }
  return Left > 0 ? Left : 0;
}

int __cgt_nanosleep(const struct timespec *Wanted, struct timespec *Rest) {
  int64_t Left;
  if (!__cgt_has_threads())
    return nanosleep(Wanted, Rest);
  if (!isValid(Wanted) || Wanted->tv_sec < 0) {
    errno = EINVAL;
    return -1;
  }
  Left = Wanted->tv_sec;
  Left = sleepFor(Left > INT64_MAX / Second - 1 ? INT64_MAX : Left * Second + Wanted->tv_nsec);
  if (Left == 0)
    return 0;
  if (Rest) {
    Rest->tv_sec = (time_t)(Left / Second);
    Rest->tv_nsec = (long)(Left % Second);
  }
  errno = EINTR;
  return -1;
}

int __cgt_usleep(useconds_t Microseconds) {
  struct timespec Wanted = {(time_t)(Microseconds / 1000000), (long)(Microseconds % 1000000) * 1000};
  return __cgt_has_threads() ? __cgt_nanosleep(&Wanted, NULL) : usleep(Microseconds);
}

unsigned __cgt_sleep(unsigned Seconds) {
  struct timespec Wanted = {(time_t)Seconds, 0}, Rest;
  if (!__cgt_has_threads())
    return sleep(Seconds);
  if (__cgt_nanosleep(&Wanted, &Rest) == 0)
    return 0;
  return (unsigned)Rest.tv_sec + (Rest.tv_nsec >= Second / 2);
}

int __cgt_thrd_sleep(const struct timespec *Wanted, struct timespec *Rest) {
  int Result;
  if (!__cgt_has_threads())
    return thrd_sleep(Wanted, Rest);
  Result = __cgt_nanosleep(Wanted, Rest);
  return Result == 0 ? 0 : errno == EINTR ? -1 : -2;
}
