//===- LibcBarrier.c - Barriers, semaphores, locks of readers and writers, spins, and once -===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "units/Waiting.h"

#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdarg.h>
#include <threads.h>

//===--- Barriers -----------------------------------------------------------------===//

struct Barrier {
  int Count, Arrived;
  Word Round;
  Word Lock;   ///< of these
  Word Inside; ///< threads in a wait: destroy lets them out
};

static struct Barrier *barrier(pthread_barrier_t *B) { return (struct Barrier *)(void *)B; }

int __cgt_pthread_barrier_init(pthread_barrier_t *B, const pthread_barrierattr_t *Attributes, unsigned Count) {
  if (!__cgt_keeps_threads())
    return pthread_barrier_init(B, Attributes, Count);
  if (Count == 0 || Count > INT_MAX)
    return EINVAL;
  memset(B, 0, sizeof *B);
  barrier(B)->Count = (int)Count;
  return 0;
}

static int waitAtBarrier(struct Barrier *B) {
  int Round, Last;
  takeShortly(&B->Lock);
  add(&B->Inside, 1);
  Round = B->Round;
  Last = ++B->Arrived == B->Count;
  if (Last) {
    B->Arrived = 0;
    add(&B->Round, 1);
  }
  dropShortly(&B->Lock);
  if (Last)
    __cgt_wake(&B->Round, INT_MAX);
  while (!Last && load(&B->Round) == Round) {
    __cgt_wait_while(&B->Round, Round, -1);
    cgt_poll();
  }
  if (add(&B->Inside, -1) == 1)
    __cgt_wake(&B->Inside, INT_MAX);
  return Last ? PTHREAD_BARRIER_SERIAL_THREAD : 0;
}

int __cgt_pthread_barrier_wait(pthread_barrier_t *B) {
  return __cgt_keeps_threads() ? waitAtBarrier(barrier(B)) : pthread_barrier_wait(B);
}

int __cgt_pthread_barrier_destroy(pthread_barrier_t *B) {
  int Inside;
  if (!__cgt_keeps_threads())
    return pthread_barrier_destroy(B);
  if (barrier(B)->Arrived)
    return EBUSY;
  while ((Inside = load(&barrier(B)->Inside)) != 0)
    __cgt_wait_while(&barrier(B)->Inside, Inside, 1000000);
  return 0;
}

//===--- Semaphores -----------------------------------------------------------------===//

struct Semaphore {
  Word Value, Waiters;
};

static struct Semaphore *semaphore(sem_t *S) { return (struct Semaphore *)(void *)S; }

static int fail(int Error) {
  errno = Error;
  return -1;
}

int __cgt_sem_init(sem_t *S, int Shared, unsigned Value) {
  if (!__cgt_keeps_threads())
    return sem_init(S, Shared, Value);
  if (Value > SEM_VALUE_MAX)
    return fail(EINVAL);
  memset(S, 0, sizeof *S);
  store(&semaphore(S)->Value, (int)Value);
  return 0;
}

/// Semaphores with a name that are open: a checkpoint waits until none is, as other processes have them, too.
static Word Named;

int __cgt_has_named_semaphores(void) { return load(&Named) > 0; }

sem_t *__cgt_sem_open(const char *Name, int Flags, ...) {
  mode_t Mode = 0;
  unsigned Value = 0;
  sem_t *S;
  if (Flags & O_CREAT) {
    va_list Arguments;
    va_start(Arguments, Flags);
    Mode = va_arg(Arguments, mode_t);
    Value = va_arg(Arguments, unsigned);
    va_end(Arguments);
  }
  S = sem_open(Name, Flags, Mode, Value);
  if (S != SEM_FAILED)
    add(&Named, 1);
  return S;
}

int __cgt_sem_close(sem_t *S) {
  int Result = sem_close(S);
  if (Result == 0)
    add(&Named, -1);
  return Result;
}

static int takeOne(struct Semaphore *S) {
  for (int Value = load(&S->Value); Value > 0; Value = load(&S->Value))
    if (replace(&S->Value, Value, Value - 1))
      return 1;
  return 0;
}

static int takeUntil(struct Semaphore *S, const struct Deadline *Until) {
  while (!takeOne(S)) {
    int64_t Left = leftUntil(Until);
    if (Left == 0)
      return fail(ETIMEDOUT);
    add(&S->Waiters, 1);
    __cgt_wait_while(&S->Value, 0, Left);
    add(&S->Waiters, -1);
    pthread_testcancel();
    cgt_poll();
  }
  return 0;
}

int __cgt_sem_wait(sem_t *S) { return __cgt_keeps_threads() ? takeUntil(semaphore(S), NULL) : sem_wait(S); }

int __cgt_sem_clockwait(sem_t *S, clockid_t Clock, const struct timespec *At) {
  struct Deadline Until = {Clock, *At};
  if (!__cgt_keeps_threads())
    return sem_clockwait(S, Clock, At);
  if (takeOne(semaphore(S)))
    return 0;
  return isValid(At) ? takeUntil(semaphore(S), &Until) : fail(EINVAL);
}

int __cgt_sem_timedwait(sem_t *S, const struct timespec *At) {
  return __cgt_keeps_threads() ? __cgt_sem_clockwait(S, CLOCK_REALTIME, At) : sem_timedwait(S, At);
}

int __cgt_sem_trywait(sem_t *S) {
  if (!__cgt_keeps_threads())
    return sem_trywait(S);
  return takeOne(semaphore(S)) ? 0 : fail(EAGAIN);
}

int __cgt_sem_post(sem_t *Sem) {
  struct Semaphore *S = semaphore(Sem);
  int Value;
  if (!__cgt_keeps_threads())
    return sem_post(Sem);
  do {
    Value = load(&S->Value);
    if (Value == SEM_VALUE_MAX)
      return fail(EOVERFLOW);
  } while (!replace(&S->Value, Value, Value + 1));
  if (load(&S->Waiters) > 0)
    __cgt_wake(&S->Value, 1);
  return 0;
}

int __cgt_sem_getvalue(sem_t *S, int *Value) {
  if (!__cgt_keeps_threads())
    return sem_getvalue(S, Value);
  *Value = load(&semaphore(S)->Value);
  return 0;
}

int __cgt_sem_destroy(sem_t *S) { return __cgt_keeps_threads() ? 0 : sem_destroy(S); }

//===--- Readers and writers ---------------------------------------------------------===//

/// All zero: PTHREAD_RWLOCK_INITIALIZER.
struct ReadWrite {
  Word Holders;  ///< readers; Writing: a writer
  Word Sequence; ///< grows when it becomes free
  Word Waiters;
  int Writer; ///< its number
};

enum { Writing = -1 };

static struct ReadWrite *readWrite(pthread_rwlock_t *L) { return (struct ReadWrite *)(void *)L; }

int __cgt_pthread_rwlock_init(pthread_rwlock_t *L, const pthread_rwlockattr_t *Attributes) {
  if (!__cgt_keeps_threads())
    return pthread_rwlock_init(L, Attributes);
  memset(L, 0, sizeof *L);
  return 0;
}

int __cgt_pthread_rwlock_destroy(pthread_rwlock_t *L) {
  if (!__cgt_keeps_threads())
    return pthread_rwlock_destroy(L);
  return load(&readWrite(L)->Holders) ? EBUSY : 0;
}

static int tryRead(struct ReadWrite *L) {
  for (int Holders = load(&L->Holders); Holders != Writing; Holders = load(&L->Holders)) {
    if (Holders == INT_MAX)
      return EAGAIN;
    if (replace(&L->Holders, Holders, Holders + 1))
      return 0;
  }
  return EBUSY;
}

static int tryWrite(struct ReadWrite *L) {
  if (!replace(&L->Holders, 0, Writing))
    return EBUSY;
  L->Writer = __cgt_own_number();
  return 0;
}

static int holdUntil(struct ReadWrite *L, int Writes, const struct Deadline *Until) {
  for (;;) {
    int Seen = load(&L->Sequence), Error = Writes ? tryWrite(L) : tryRead(L);
    int64_t Left;
    if (Error != EBUSY)
      return Error;
    if (load(&L->Holders) == Writing && L->Writer == __cgt_own_number())
      return EDEADLK;
    Left = leftUntil(Until);
    if (Left == 0)
      return ETIMEDOUT;
    add(&L->Waiters, 1);
    if (load(&L->Holders) != 0)
      __cgt_wait_while(&L->Sequence, Seen, Left);
    add(&L->Waiters, -1);
    cgt_poll();
  }
}

int __cgt_pthread_rwlock_rdlock(pthread_rwlock_t *L) {
  return __cgt_keeps_threads() ? holdUntil(readWrite(L), 0, NULL) : pthread_rwlock_rdlock(L);
}
int __cgt_pthread_rwlock_wrlock(pthread_rwlock_t *L) {
  return __cgt_keeps_threads() ? holdUntil(readWrite(L), 1, NULL) : pthread_rwlock_wrlock(L);
}
int __cgt_pthread_rwlock_clockrdlock(pthread_rwlock_t *L, clockid_t Clock, const struct timespec *At) {
  struct Deadline Until = {Clock, *At};
  if (!__cgt_keeps_threads())
    return pthread_rwlock_clockrdlock(L, Clock, At);
  return isValid(At) ? holdUntil(readWrite(L), 0, &Until) : EINVAL;
}
int __cgt_pthread_rwlock_clockwrlock(pthread_rwlock_t *L, clockid_t Clock, const struct timespec *At) {
  struct Deadline Until = {Clock, *At};
  if (!__cgt_keeps_threads())
    return pthread_rwlock_clockwrlock(L, Clock, At);
  return isValid(At) ? holdUntil(readWrite(L), 1, &Until) : EINVAL;
}
int __cgt_pthread_rwlock_timedrdlock(pthread_rwlock_t *L, const struct timespec *At) {
  return __cgt_keeps_threads() ? __cgt_pthread_rwlock_clockrdlock(L, CLOCK_REALTIME, At) : pthread_rwlock_timedrdlock(L, At);
}
int __cgt_pthread_rwlock_timedwrlock(pthread_rwlock_t *L, const struct timespec *At) {
  return __cgt_keeps_threads() ? __cgt_pthread_rwlock_clockwrlock(L, CLOCK_REALTIME, At) : pthread_rwlock_timedwrlock(L, At);
}
int __cgt_pthread_rwlock_tryrdlock(pthread_rwlock_t *L) {
  return __cgt_keeps_threads() ? tryRead(readWrite(L)) : pthread_rwlock_tryrdlock(L);
}
int __cgt_pthread_rwlock_trywrlock(pthread_rwlock_t *L) {
  return __cgt_keeps_threads() ? tryWrite(readWrite(L)) : pthread_rwlock_trywrlock(L);
}

int __cgt_pthread_rwlock_unlock(pthread_rwlock_t *Lock) {
  struct ReadWrite *L = readWrite(Lock);
  if (!__cgt_keeps_threads())
    return pthread_rwlock_unlock(Lock);
  if (load(&L->Holders) == Writing) {
    L->Writer = 0;
    store(&L->Holders, 0);
  } else if (add(&L->Holders, -1) != 1) {
    return 0;
  }
  add(&L->Sequence, 1);
  if (load(&L->Waiters) > 0)
    __cgt_wake(&L->Sequence, INT_MAX);
  return 0;
}

//===--- Spins ------------------------------------------------------------------------===//

/// Libc's says free by another number on each platform.
int __cgt_pthread_spin_init(pthread_spinlock_t *L, int Shared) {
  if (!__cgt_keeps_threads())
    return pthread_spin_init(L, Shared);
  *L = 0;
  return 0;
}
int __cgt_pthread_spin_destroy(pthread_spinlock_t *L) { return __cgt_keeps_threads() ? 0 : pthread_spin_destroy(L); }

int __cgt_pthread_spin_trylock(pthread_spinlock_t *L) {
  if (!__cgt_keeps_threads())
    return pthread_spin_trylock(L);
  return replace((Word *)L, 0, 1) ? 0 : EBUSY;
}

int __cgt_pthread_spin_lock(pthread_spinlock_t *L) {
  if (!__cgt_keeps_threads())
    return pthread_spin_lock(L);
  while (!replace((Word *)L, 0, 1))
    cgt_poll();
  return 0;
}

int __cgt_pthread_spin_unlock(pthread_spinlock_t *L) {
  if (!__cgt_keeps_threads())
    return pthread_spin_unlock(L);
  store((Word *)L, 0);
  return 0;
}

//===--- Once ---------------------------------------------------------------------------===//

enum { NotYet = 0, UnderWay = 1, Done = 2 };

static int once(Word *State, void (*Function)(void)) {
  while (load(State) != Done) {
    if (replace(State, NotYet, UnderWay)) {
      Function();
      store(State, Done);
      __cgt_wake(State, INT_MAX);
      return 0;
    }
    __cgt_wait_while(State, UnderWay, -1);
    cgt_poll();
  }
  return 0;
}

int __cgt_pthread_once(pthread_once_t *State, void (*Function)(void)) {
  return __cgt_keeps_threads() ? once(State, Function) : pthread_once(State, Function);
}

void __cgt_call_once(once_flag *Flag, void (*Function)(void)) {
  if (__cgt_keeps_threads())
    once((Word *)(void *)Flag, Function);
  else
    call_once(Flag, Function);
}
