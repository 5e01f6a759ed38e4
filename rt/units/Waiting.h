//===- Waiting.h - How units of the runtime wait for other threads -*- C -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a thread waits for is a number in the program's memory, and it waits in a loop with a poll: a checkpoint finds it in that loop,
// and a resumed thread looks at the number again. So each object is carried as it stands, half full or with waiters.
//
// The objects that libc has types for are int's here, the first ones of their memory, which rt/convert/SyncObjects.h carries to other
// platforms. No poll stands between two changes of an object that belong together.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_UNITS_WAITING_H
#define CGT_UNITS_WAITING_H

#include "units/Unit.h"

#include <cgt/cgt.h>

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <threads.h>
#include <time.h>

/// Libc's name of a type is opaque: its memory is looked at as these.
typedef int __attribute__((may_alias)) Word;

/// Does the runtime keep threads and what they wait for? From the start to the end of a process the same; else libc does.
int __cgt_keeps_threads(void);
/// The calling thread's number, as pthread_self() tells it; 1 is main's.
int __cgt_own_number(void);
/// Sleeps while *At is Value, until woken, a checkpoint or a signal comes, or for Nanoseconds, without end if negative. May return early.
/// Was it a signal?
int __cgt_wait_while(const Word *At, int Value, int64_t Nanoseconds);
/// Notes a mutex that libc keeps as locked, once more if it is recursive. WasLeft: its owner had ended with it.
void __cgt_mutex_locked(const void *Mutex, int WasLeft);
void __cgt_mutex_unlocked(const void *Mutex);
/// Wakes that many of those who sleep for At.
void __cgt_wake(const Word *At, int Most);

/// What C11's functions return for an errno value.
static inline int c11(int Error) {
  switch (Error) {
  case 0: return thrd_success;
  case ENOMEM: return thrd_nomem;
  case ETIMEDOUT: return thrd_timedout;
  case EBUSY: return thrd_busy;
  default: return thrd_error;
  }
}

/// Has pthread_cancel() been called for the calling thread?
int __cgt_was_cancelled(void);

static inline int load(const Word *W) { return __atomic_load_n(W, __ATOMIC_SEQ_CST); }
static inline void store(Word *W, int Value) { __atomic_store_n(W, Value, __ATOMIC_SEQ_CST); }
static inline int exchange(Word *W, int Value) { return __atomic_exchange_n(W, Value, __ATOMIC_SEQ_CST); }
static inline int replace(Word *W, int Old, int New) {
  return __atomic_compare_exchange_n(W, &Old, New, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}
static inline int add(Word *W, int Value) { return __atomic_fetch_add(W, Value, __ATOMIC_SEQ_CST); }

/// A lock in a word, 0 free, 1 taken, 2 taken and waited for, that is held for a few instructions without polls.
static inline void takeShortly(Word *Lock) {
  if (!replace(Lock, 0, 1))
    while (exchange(Lock, 2) != 0)
      __cgt_wait_while(Lock, 2, -1);
}
static inline void dropShortly(Word *Lock) {
  if (exchange(Lock, 0) == 2)
    __cgt_wake(Lock, 1);
}

/// Would pthread_testcancel() end the thread?
static inline int endsHere(void) {
  int Old;
  if (!__cgt_was_cancelled())
    return 0;
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &Old);
  pthread_setcancelstate(Old, NULL);
  return Old == PTHREAD_CANCEL_ENABLE;
}

/// A moment until which a thread waits; null: for ever.
struct Deadline {
  clockid_t Clock;
  struct timespec At;
};

static inline int isValid(const struct timespec *At) { return At->tv_nsec >= 0 && At->tv_nsec < 1000000000; }

/// Nanoseconds until then, none if it is past, negative if there is no end.
static inline int64_t leftUntil(const struct Deadline *Until) {
  struct timespec Now;
  int64_t Seconds;
  if (!Until)
    return -1;
  clock_gettime(Until->Clock, &Now);
  Seconds = (int64_t)Until->At.tv_sec - (int64_t)Now.tv_sec;
  if (Seconds < 0)
    return 0;
  if (Seconds > 1000000)
    Seconds = 1000000; // it is asked again
  Seconds = Seconds * 1000000000 + (Until->At.tv_nsec - Now.tv_nsec);
  return Seconds < 0 ? 0 : Seconds;
}

#endif // CGT_UNITS_WAITING_H
