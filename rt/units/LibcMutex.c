//===- LibcMutex.c - Mutexes and conditions ------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A mutex has libc's fields, since its initialisers have; its owner is a thread's number. Conditions are ours.
//
//===----------------------------------------------------------------------===//

#include "units/Waiting.h"

#include <pthread.h>
#include <threads.h>

//===--- Mutexes -----------------------------------------------------------------===//

enum {
  TypeBits = 3,
  Normal = 0, // and adaptive ones, PTHREAD_MUTEX_ADAPTIVE_NP
  Recursive = PTHREAD_MUTEX_RECURSIVE_NP,
  Checking = PTHREAD_MUTEX_ERRORCHECK_NP,
  LibcBits = 16 | 32 | 64 | 128, ///< robust, inheriting or protecting priorities, shared by processes: the kernel knows of them
};

/// The fields of a mutex, which libc has in one of two orders.
struct Mutex {
  Word Lock;
  unsigned Count; ///< of a recursive one, while it is locked
  Word Owner;
};

static struct Mutex *fields(pthread_mutex_t *M) { return (struct Mutex *)(void *)M; }
static int kindOf(const pthread_mutex_t *M) { return M->__data.__kind & (TypeBits | LibcBits); }
static int isLibcs(const pthread_mutex_t *M) { return !__cgt_keeps_threads() || (M->__data.__kind & LibcBits); }

/// Of an attempt to lock one of libc's.
static int locksLibcs(const pthread_mutex_t *M, int Error) {
  if (__cgt_keeps_threads() && (Error == 0 || Error == EOWNERDEAD))
    __cgt_mutex_locked(M, Error == EOWNERDEAD);
  return Error;
}

static int unlocksLibcs(pthread_mutex_t *M) {
  int Error = pthread_mutex_unlock(M);
  if (__cgt_keeps_threads() && Error == 0)
    __cgt_mutex_unlocked(M);
  return Error;
}

/// Sets the owner of a mutex that was just locked.
static int locked(struct Mutex *F, int Kind, int Own) {
  store(&F->Owner, Own);
  if (Kind == Recursive)
    F->Count = 1;
  return 0;
}

/// Of one that the calling thread holds already; -1 if it doesn't.
static int lockAgain(struct Mutex *F, int Kind, int Own, int IfChecking) {
  if ((Kind != Recursive && Kind != Checking) || load(&F->Owner) != Own)
    return -1;
  if (Kind == Checking)
    return IfChecking;
  if (F->Count == UINT_MAX)
    return EAGAIN;
  ++F->Count;
  return 0;
}

static int lockUntil(pthread_mutex_t *M, const struct Deadline *Until) {
  struct Mutex *F = fields(M);
  int Kind = kindOf(M), Own = __cgt_own_number(), Again = lockAgain(F, Kind, Own, EDEADLK);
  if (Again >= 0)
    return Again;
  if (!replace(&F->Lock, 0, 1))
    while (exchange(&F->Lock, 2) != 0) {
      int64_t Left = leftUntil(Until);
      if (Left == 0)
        return ETIMEDOUT;
      __cgt_wait_while(&F->Lock, 2, Left);
      cgt_poll();
    }
  return locked(F, Kind, Own);
}

int __cgt_pthread_mutex_lock(pthread_mutex_t *M) {
  return isLibcs(M) ? locksLibcs(M, pthread_mutex_lock(M)) : lockUntil(M, NULL);
}

int __cgt_pthread_mutex_clocklock(pthread_mutex_t *M, clockid_t Clock, const struct timespec *At) {
  struct Deadline Until = {Clock, *At};
  if (isLibcs(M))
    return locksLibcs(M, pthread_mutex_clocklock(M, Clock, At));
  return isValid(At) ? lockUntil(M, &Until) : EINVAL;
}

int __cgt_pthread_mutex_timedlock(pthread_mutex_t *M, const struct timespec *At) {
  return isLibcs(M) ? locksLibcs(M, pthread_mutex_timedlock(M, At)) : __cgt_pthread_mutex_clocklock(M, CLOCK_REALTIME, At);
}

int __cgt_pthread_mutex_trylock(pthread_mutex_t *M) {
  struct Mutex *F = fields(M);
  int Kind = kindOf(M), Own, Again;
  if (isLibcs(M))
    return locksLibcs(M, pthread_mutex_trylock(M));
  Own = __cgt_own_number();
  Again = lockAgain(F, Kind, Own, EBUSY);
  if (Again >= 0)
    return Again;
  return replace(&F->Lock, 0, 1) ? locked(F, Kind, Own) : EBUSY;
}

int __cgt_pthread_mutex_unlock(pthread_mutex_t *M) {
  struct Mutex *F = fields(M);
  int Kind = kindOf(M);
  if (isLibcs(M))
    return unlocksLibcs(M);
  if (Kind == Recursive || Kind == Checking) {
    if (load(&F->Owner) != __cgt_own_number() || load(&F->Lock) == 0)
      return EPERM;
    if (Kind == Recursive && --F->Count != 0)
      return 0;
  }
  store(&F->Owner, 0);
  if (exchange(&F->Lock, 0) == 2)
    __cgt_wake(&F->Lock, 1);
  return 0;
}

int __cgt_pthread_mutex_destroy(pthread_mutex_t *M) {
  if (isLibcs(M))
    return pthread_mutex_destroy(M);
  return load(&fields(M)->Lock) ? EBUSY : 0;
}

static pthread_mutex_t *posix(mtx_t *M) { return (pthread_mutex_t *)(void *)M; }

int __cgt_mtx_lock(mtx_t *M) { return c11(__cgt_pthread_mutex_lock(posix(M))); }
int __cgt_mtx_timedlock(mtx_t *M, const struct timespec *At) { return c11(__cgt_pthread_mutex_timedlock(posix(M), At)); }
int __cgt_mtx_trylock(mtx_t *M) { return c11(__cgt_pthread_mutex_trylock(posix(M))); }
int __cgt_mtx_unlock(mtx_t *M) { return c11(__cgt_pthread_mutex_unlock(posix(M))); }
void __cgt_mtx_destroy(mtx_t *M) { __cgt_pthread_mutex_destroy(posix(M)); }

//===--- Conditions ----------------------------------------------------------------===//

/// All zero: PTHREAD_COND_INITIALIZER.
struct Condition {
  Word Sequence; ///< grows with each signal that wakes anyone
  int Waiters;   ///< that have no signal yet, or haven't seen that they have
  int Granted;   ///< signals for those of them that came before the signal
  Word Lock;     ///< of these numbers
  int Clock;     ///< of timed waits
};

static struct Condition *condition(pthread_cond_t *C) { return (struct Condition *)(void *)C; }

int __cgt_pthread_cond_init(pthread_cond_t *C, const pthread_condattr_t *Attributes) {
  clockid_t Clock = CLOCK_REALTIME;
  if (!__cgt_keeps_threads())
    return pthread_cond_init(C, Attributes);
  if (Attributes)
    pthread_condattr_getclock(Attributes, &Clock);
  memset(C, 0, sizeof *C);
  condition(C)->Clock = Clock;
  return 0;
}

int __cgt_pthread_cond_destroy(pthread_cond_t *C) { return __cgt_keeps_threads() ? 0 : pthread_cond_destroy(C); }

/// Takes a signal that came after \p Seen, or with \p Leaves, ends waiting without one.
static int granted(struct Condition *C, int Seen, int Leaves) {
  int Has;
  takeShortly(&C->Lock);
  Has = C->Granted > 0 && C->Sequence != Seen;
  C->Granted -= Has;
  if (Has || Leaves)
    --C->Waiters;
  dropShortly(&C->Lock);
  return Has;
}

static int waitUntil(pthread_cond_t *Cond, pthread_mutex_t *M, const struct Deadline *Until) {
  struct Condition *C = condition(Cond);
  int Seen, Error, IsLate = 0; // not ETIMEDOUT: that is another number on some platforms
  takeShortly(&C->Lock);
  Seen = C->Sequence;
  ++C->Waiters;
  dropShortly(&C->Lock);
  Error = __cgt_pthread_mutex_unlock(M);
  if (Error) {
    granted(C, Seen, 1);
    return Error;
  }
  while (!granted(C, Seen, 0)) {
    int64_t Left = leftUntil(Until);
    if (Left == 0) {
      IsLate = !granted(C, Seen, 1);
      break;
    }
    if (load(&C->Sequence) == Seen)
      __cgt_wait_while(&C->Sequence, Seen, Left);
    else // signals, all taken by others: the next one changes the number again
      __cgt_wait_while(&C->Sequence, load(&C->Sequence), Left);
    if (endsHere()) { // with the mutex
      granted(C, Seen, 1);
      __cgt_pthread_mutex_lock(M);
      pthread_testcancel();
    }
    cgt_poll();
  }
  Error = __cgt_pthread_mutex_lock(M);
  return Error ? Error : IsLate ? ETIMEDOUT : 0;
}

int __cgt_pthread_cond_wait(pthread_cond_t *C, pthread_mutex_t *M) {
  return __cgt_keeps_threads() ? waitUntil(C, M, NULL) : pthread_cond_wait(C, M);
}

int __cgt_pthread_cond_clockwait(pthread_cond_t *C, pthread_mutex_t *M, clockid_t Clock, const struct timespec *At) {
  struct Deadline Until = {Clock, *At};
  if (!__cgt_keeps_threads())
    return pthread_cond_clockwait(C, M, Clock, At);
  return isValid(At) ? waitUntil(C, M, &Until) : EINVAL;
}

int __cgt_pthread_cond_timedwait(pthread_cond_t *C, pthread_mutex_t *M, const struct timespec *At) {
  if (!__cgt_keeps_threads())
    return pthread_cond_timedwait(C, M, At);
  return __cgt_pthread_cond_clockwait(C, M, condition(C)->Clock, At);
}

static int wakeWaiters(pthread_cond_t *Cond, int All) {
  struct Condition *C = condition(Cond);
  int Wakes;
  takeShortly(&C->Lock);
  Wakes = C->Waiters > C->Granted;
  if (Wakes) {
    C->Granted = All ? C->Waiters : C->Granted + 1;
    add(&C->Sequence, 1);
  }
  dropShortly(&C->Lock);
  if (Wakes)
    __cgt_wake(&C->Sequence, All ? INT_MAX : 1);
  return 0;
}

int __cgt_pthread_cond_signal(pthread_cond_t *C) { return __cgt_keeps_threads() ? wakeWaiters(C, 0) : pthread_cond_signal(C); }

int __cgt_pthread_cond_broadcast(pthread_cond_t *C) {
  return __cgt_keeps_threads() ? wakeWaiters(C, 1) : pthread_cond_broadcast(C);
}

static pthread_cond_t *posixCondition(cnd_t *C) { return (pthread_cond_t *)(void *)C; }

int __cgt_cnd_init(cnd_t *C) { return c11(__cgt_pthread_cond_init(posixCondition(C), NULL)); }
int __cgt_cnd_wait(cnd_t *C, mtx_t *M) { return c11(__cgt_pthread_cond_wait(posixCondition(C), posix(M))); }
int __cgt_cnd_timedwait(cnd_t *C, mtx_t *M, const struct timespec *At) {
  return c11(__cgt_pthread_cond_timedwait(posixCondition(C), posix(M), At));
}
int __cgt_cnd_signal(cnd_t *C) { return c11(__cgt_pthread_cond_signal(posixCondition(C))); }
int __cgt_cnd_broadcast(cnd_t *C) { return c11(__cgt_pthread_cond_broadcast(posixCondition(C))); }
void __cgt_cnd_destroy(cnd_t *C) { __cgt_pthread_cond_destroy(posixCondition(C)); }
