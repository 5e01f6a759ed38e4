//===- LibcThreads.c - Threads of the program's own ----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the program knows of its threads is memory of the program, and a thread's number, which stands for it in a pthread_t, means the same
// on every platform. The system's thread behind a number is the runtime's (start/ThreadStart.cpp).
//
//===----------------------------------------------------------------------===//

#include "units/Waiting.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <threads.h>

enum { Main = 1, FirstNumber = 2 };

enum { Runs = 0, HasEnded = 1 };

struct OwnThread {
  int Number;
  int State; ///< Runs or HasEnded; a joiner sleeps for it
  int Detached;
  void *(*Start)(void *);
  int (*StartC11)(void *); ///< if Start is null
  void *Argument, *Result;
};

static struct OwnThread MainThread = {Main, Runs, 0, NULL, NULL, NULL, NULL};
/// By number, from FirstNumber on.
static struct OwnThread **Threads;
static int Room;
static int Others; ///< that run
static int TableLock;

// The runtime's part.
/// Makes a thread that calls __cgt_thread_run(Number). An errno value.
int __cgt_begin_thread(int Number, const pthread_attr_t *Attributes);
/// The system's thread has come to its end, or is about to: waits for that.
void __cgt_reap_thread(int Number);
/// Ends the calling thread, which isn't main's, as if its first function returned.
__attribute__((noreturn)) void __cgt_leave_thread(void);
/// The thread leaves. Runs the handler of pthread_cleanup_push() that it has registered last, if there is one, and doesn't return then.
void __cgt_run_cleanup(void);
int __cgt_thread_leaves(void);
/// It is cancelled: wakes it if it waits.
void __cgt_note_cancel(int Number);
/// What the system calls it.
pthread_t __cgt_thread_handle(int Number);

/// With the lock.
static struct OwnThread *find(pthread_t Number) {
  if (Number == Main)
    return &MainThread;
  return Number >= FirstNumber && Number - FirstNumber < (unsigned)Room ? Threads[Number - FirstNumber] : NULL;
}

/// With the lock. Null when memory is out.
static struct OwnThread *addThread(void) {
  struct OwnThread *T = calloc(1, sizeof *T);
  int Free = 0;
  if (!T)
    return NULL;
  while (Free < Room && Threads[Free])
    ++Free;
  if (Free == Room) {
    int NewRoom = Room ? 2 * Room : 8;
    struct OwnThread **New = realloc(Threads, (size_t)NewRoom * sizeof *New);
    if (!New) {
      free(T);
      return NULL;
    }
    while (Room < NewRoom)
      New[Room++] = NULL;
    Threads = New;
  }
  T->Number = Free + FirstNumber;
  Threads[Free] = T;
  return T;
}

/// With the lock.
static void removeThread(struct OwnThread *T) {
  Threads[T->Number - FirstNumber] = NULL;
  free(T);
}

static int create(pthread_t *Number, const pthread_attr_t *Attributes, void *(*Start)(void *), int (*StartC11)(void *),
                  void *Argument) {
  int Detach = PTHREAD_CREATE_JOINABLE, Error;
  struct OwnThread *T;
  if (Attributes)
    pthread_attr_getdetachstate(Attributes, &Detach);
  takeShortly(&TableLock);
  T = addThread();
  if (T) {
    T->Detached = Detach == PTHREAD_CREATE_DETACHED;
    T->Start = Start;
    T->StartC11 = StartC11;
    T->Argument = Argument;
    *Number = (pthread_t)T->Number;
    ++Others;
  }
  dropShortly(&TableLock);
  if (!T)
    return ENOMEM;
  Error = __cgt_begin_thread(T->Number, Attributes);
  if (Error) {
    takeShortly(&TableLock);
    --Others;
    removeThread(T);
    dropShortly(&TableLock);
  }
  return Error;
}

int __cgt_pthread_create(pthread_t *Thread, const pthread_attr_t *Attributes, void *(*Start)(void *), void *Argument) {
  if (!__cgt_keeps_threads())
    return pthread_create(Thread, Attributes, Start, Argument);
  return create(Thread, Attributes, Start, NULL, Argument);
}

static void end(int Number, void *Result) {
  struct OwnThread *T;
  takeShortly(&TableLock);
  T = find((pthread_t)Number);
  T->Result = Result;
  store(&T->State, HasEnded);
  add(&Others, -1);
  if (T->Detached)
    removeThread(T);
  dropShortly(&TableLock);
  __cgt_wake(&T->State, INT_MAX); // an address, even if the thread is gone
  __cgt_wake(&Others, INT_MAX);
}

/// Libc has unwound it.
__attribute__((visibility("hidden"))) void __cgt_thread_cancelled(int Number) { end(Number, PTHREAD_CANCELED); }

/// A thread's first function.
__attribute__((visibility("hidden"))) void __cgt_thread_run(int Number) {
  struct OwnThread *T;
  void *Result;
  takeShortly(&TableLock);
  T = find((pthread_t)Number);
  dropShortly(&TableLock);
  if (T->Start)
    Result = T->Start(T->Argument);
  else
    Result = (void *)(intptr_t)T->StartC11(T->Argument);
  end(Number, Result);
}

/// \p Ended: it isn't waited for.
static int joinUntil(pthread_t Number, void **Result, const struct Deadline *Until, int Ended) {
  struct OwnThread *T;
  if (Number == (pthread_t)__cgt_own_number())
    return EDEADLK;
  takeShortly(&TableLock);
  T = find(Number);
  dropShortly(&TableLock);
  if (!T)
    return ESRCH;
  if (T->Detached)
    return EINVAL;
  if (Ended && load(&T->State) == Runs)
    return EBUSY;
  while (load(&T->State) == Runs) {
    int64_t Left = leftUntil(Until);
    if (Left == 0)
      return ETIMEDOUT;
    __cgt_wait_while(&T->State, Runs, Left);
    pthread_testcancel();
    cgt_poll();
  }
  if (Result)
    *Result = T->Result;
  if (T != &MainThread) {
    __cgt_reap_thread((int)Number);
    takeShortly(&TableLock);
    removeThread(T);
    dropShortly(&TableLock);
  }
  return 0;
}

int __cgt_pthread_join(pthread_t Thread, void **Result) {
  return __cgt_keeps_threads() ? joinUntil(Thread, Result, NULL, 0) : pthread_join(Thread, Result);
}

int __cgt_pthread_timedjoin_np(pthread_t Thread, void **Result, const struct timespec *At) {
  struct Deadline Until = {CLOCK_REALTIME, *At};
  if (!__cgt_keeps_threads())
    return pthread_timedjoin_np(Thread, Result, At);
  return isValid(At) ? joinUntil(Thread, Result, &Until, 0) : EINVAL;
}

int __cgt_pthread_clockjoin_np(pthread_t Thread, void **Result, clockid_t Clock, const struct timespec *At) {
  struct Deadline Until = {Clock, *At};
  if (!__cgt_keeps_threads())
    return pthread_clockjoin_np(Thread, Result, Clock, At);
  return isValid(At) ? joinUntil(Thread, Result, &Until, 0) : EINVAL;
}

int __cgt_pthread_tryjoin_np(pthread_t Thread, void **Result) {
  return __cgt_keeps_threads() ? joinUntil(Thread, Result, NULL, 1) : pthread_tryjoin_np(Thread, Result);
}

int __cgt_pthread_detach(pthread_t Thread) {
  struct OwnThread *T;
  int Error = 0, Reaps = 0;
  if (!__cgt_keeps_threads())
    return pthread_detach(Thread);
  takeShortly(&TableLock);
  T = find(Thread);
  if (!T)
    Error = ESRCH;
  else if (T->Detached)
    Error = EINVAL;
  else if (load(&T->State) == Runs || T == &MainThread)
    T->Detached = 1;
  else {
    Reaps = T->Number;
    removeThread(T);
  }
  dropShortly(&TableLock);
  if (Reaps)
    __cgt_reap_thread(Reaps);
  return Error;
}

/// Main's thread stays until the others have ended, and ends the process; so its frames do, too.
static void leaveMain(void) {
  store(&MainThread.State, HasEnded);
  __cgt_wake(&MainThread.State, INT_MAX);
  while (load(&Others) > 0) {
    __cgt_wait_while(&Others, load(&Others), -1);
    cgt_poll();
  }
  exit(0);
}

/// Of a thread whose result is known.
static void leave(void) {
  int Own = __cgt_own_number();
  struct OwnThread *T;
  __cgt_run_cleanup();
  takeShortly(&TableLock);
  T = find((pthread_t)Own);
  dropShortly(&TableLock);
  if (Own == Main) {
    leaveMain();
  } else {
    end(Own, T->Result);
    __cgt_leave_thread();
  }
}

__attribute__((noreturn)) void __cgt_pthread_exit(void *Result) {
  struct OwnThread *T;
  if (!__cgt_keeps_threads())
    pthread_exit(Result);
  takeShortly(&TableLock);
  T = find((pthread_t)__cgt_own_number());
  dropShortly(&TableLock);
  if (!T)
    pthread_exit(Result); // a library's
  T->Result = Result;
  leave();
  __builtin_unreachable();
}

/// A handler of pthread_cleanup_push() has run at the thread's end: on to the next.
__attribute__((noreturn)) void __cleanup_fct_attribute __cgt___pthread_unwind_next(__pthread_unwind_buf_t *Buffer) {
  if (!__cgt_thread_leaves())
    __pthread_unwind_next(Buffer); // it is cancelled
  leave();
  __builtin_unreachable();
}

pthread_t __cgt_pthread_self(void) { return __cgt_keeps_threads() ? (pthread_t)__cgt_own_number() : pthread_self(); }
int __cgt_pthread_equal(pthread_t A, pthread_t B) { return A == B; }

//===--- What the system does with a thread -------------------------------------------===//

/// 0: there is none of that number.
static pthread_t handle(pthread_t Thread) {
  return __cgt_keeps_threads() ? __cgt_thread_handle((int)Thread) : Thread;
}

#define CGT_OF_HANDLE(Name, Parameters, Arguments) \
  int __cgt_##Name Parameters { \
    pthread_t Handle = handle(Thread); \
    return Handle ? Name Arguments : ESRCH; \
  }

CGT_OF_HANDLE(pthread_kill, (pthread_t Thread, int Signal), (Handle, Signal))
CGT_OF_HANDLE(pthread_sigqueue, (pthread_t Thread, int Signal, const union sigval Value), (Handle, Signal, Value))

int __cgt_pthread_cancel(pthread_t Thread) {
  pthread_t Handle = handle(Thread);
  int Error = Handle ? pthread_cancel(Handle) : ESRCH;
  if (!Error && __cgt_keeps_threads())
    __cgt_note_cancel((int)Thread);
  return Error;
}

CGT_OF_HANDLE(pthread_setname_np, (pthread_t Thread, const char *Name), (Handle, Name))
CGT_OF_HANDLE(pthread_getname_np, (pthread_t Thread, char *Name, size_t Size), (Handle, Name, Size))
CGT_OF_HANDLE(pthread_getcpuclockid, (pthread_t Thread, clockid_t *Clock), (Handle, Clock))
CGT_OF_HANDLE(pthread_setschedparam, (pthread_t Thread, int Policy, const struct sched_param *Values),
              (Handle, Policy, Values))
CGT_OF_HANDLE(pthread_getschedparam, (pthread_t Thread, int *Policy, struct sched_param *Values), (Handle, Policy, Values))
CGT_OF_HANDLE(pthread_setschedprio, (pthread_t Thread, int Priority), (Handle, Priority))
CGT_OF_HANDLE(pthread_setaffinity_np, (pthread_t Thread, size_t Size, const cpu_set_t *Processors),
              (Handle, Size, Processors))
CGT_OF_HANDLE(pthread_getaffinity_np, (pthread_t Thread, size_t Size, cpu_set_t *Processors), (Handle, Size, Processors))

//===--- C11 -------------------------------------------------------------------------===//

int __cgt_thrd_create(thrd_t *Thread, thrd_start_t Start, void *Argument) {
  if (!__cgt_keeps_threads())
    return thrd_create(Thread, Start, Argument);
  return c11(create(Thread, NULL, NULL, Start, Argument));
}

int __cgt_thrd_join(thrd_t Thread, int *Result) {
  void *Value = NULL;
  int Error;
  if (!__cgt_keeps_threads())
    return thrd_join(Thread, Result);
  Error = __cgt_pthread_join(Thread, &Value);
  if (!Error && Result)
    *Result = (int)(intptr_t)Value;
  return c11(Error);
}

int __cgt_thrd_detach(thrd_t Thread) {
  return __cgt_keeps_threads() ? c11(__cgt_pthread_detach(Thread)) : thrd_detach(Thread);
}
thrd_t __cgt_thrd_current(void) { return __cgt_pthread_self(); }
int __cgt_thrd_equal(thrd_t A, thrd_t B) { return A == B; }

__attribute__((noreturn)) void __cgt_thrd_exit(int Result) {
  __cgt_pthread_exit((void *)(intptr_t)Result);
  __builtin_unreachable();
}
