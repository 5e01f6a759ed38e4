//===- Parking.cpp - Threads stand while a checkpoint is made ------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "save/Parking.h"

#include "libc/LibcKeys.h"
#include "port/Port.h"
#include "port/Report.h"
#include "save/LibraryThreads.h"
#include "save/Reasons.h"
#include "save/Unwind.h"

#include <errno.h>

using namespace cgt;

/// A thread that computes without polls, or waits in a function of a library, stops the others no longer than that once all others stand.
static constexpr uint64_t LongestStop = 100000000; // 100 ms
/// One that went to sleep just when it was woken is woken again.
static constexpr uint64_t WakeAgain = 200000; // 0.2 ms

static int Serving;  ///< a thread serves
static int Stopping; ///< the others are to stand
static int Arrivals; ///< grows when one does, or ends
static int ListLock; ///< of the list of threads, their states, and Stopping where it is set
static uint32_t Late, Last;
static uint64_t Took;

static int read(const int &Word) { return __atomic_load_n(&Word, __ATOMIC_SEQ_CST); }
static void write(int &Word, int Value) { __atomic_store_n(&Word, Value, __ATOMIC_SEQ_CST); }

namespace {
struct Guard {
  Guard() { port::takeLock(&ListLock); }
  ~Guard() { port::dropLock(&ListLock); }
  Guard(const Guard &) = delete;
  Guard &operator=(const Guard &) = delete;
};
} // namespace

static void arrive() {
  __atomic_fetch_add(&Arrivals, 1, __ATOMIC_SEQ_CST);
  port::wakeOne(&Arrivals);
}

//===--- Of the thread that stands ------------------------------------------------===//

/// If the others do. Whoever lets it go says so by its state.
static void standUntilLetGo(Thread &T) {
  {
    Guard G;
    write(T.State, read(Stopping) ? Thread::Stands : Thread::Runs);
  }
  arrive();
  while (read(T.State) == Thread::Stands)
    port::waitWhile(&T.State, Thread::Stands);
}

/// Only the thread itself can ask for its values. False when memory is out.
static bool noteKeys(Thread &T) {
  T.Keys.clear();
  return !libc::forEachKey || libc::forEachKey(
                                  [](void *Ctx, const libc::ThreadKey &K) {
                                    return !K.Value || static_cast<Thread *>(Ctx)->Keys.push({K.Number, K.Value});
                                  },
                                  &T);
}

/// What is in the way of capturing \p T, the calling thread, at that poll.
static Thread::BlockedType findBlock(Thread &T, const void *ReturnAddress) {
  unwind::Obstacle Youngest;
  if (reasons::isStackFull(T)) // walking it would need room, too
    return Thread::ByFullStack;
  bool Good = unwind::check(T, ReturnAddress, Youngest, T.StackBytes);
  T.Obstacle = Youngest.Function;
  if (!Good)
    return Thread::ByFrame;
  return noteKeys(T) ? Thread::Nothing : Thread::ByMemory;
}

static void setKeys(Thread &T) {
  for (const KeyValue &V : T.Keys)
    if (!libc::setKey || !libc::setKey(V.Key, V.Value))
      report::error("out of memory for the values of thread-specific keys");
}

/// Nobody ends \p T, the calling thread, until putCancellation().
static void holdCancellation(Thread &T) {
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &T.CancelState);
  pthread_setcanceltype(PTHREAD_CANCEL_DEFERRED, &T.CancelType);
}

static void putCancellation(const Thread &T) {
  int Old;
  pthread_setcanceltype(T.CancelType, &Old);
  pthread_setcancelstate(T.CancelState, &Old);
}

void parking::setCancellation(Thread &T) {
  int Old;
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &Old);
  if (T.IsCancelled)
    pthread_cancel(pthread_self());
  putCancellation(T);
}

/// At a poll. Signals wait: a handler's frames would be younger than what is captured.
__attribute__((noinline)) static void stand(Thread &T, const void *ReturnAddress) {
  T.Errno = errno;
  port::blockAllSignals(&T.Mask);
  holdCancellation(T);
  T.Blocked = findBlock(T, ReturnAddress);
  if (setjmp(T.AtPoll) != 0) { // in the capture child
    errno = T.Errno;
    unwind::takeDown(T);
  }
  standUntilLetGo(T);
  port::setSignalMask(T.Mask);
  errno = T.Errno;
  putCancellation(T);
}

void parking::begin(Thread &T) {
  T.Blocked = Thread::Nothing;
  standUntilLetGo(T);
}

void parking::standRebuilt(Thread &T) {
  standUntilLetGo(T);
  setKeys(T);
  setCancellation(T);
}

//===--- Of the thread that serves -------------------------------------------------===//

static bool takeServing() {
  int Free = 0;
  return __atomic_compare_exchange_n(&Serving, &Free, 1, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

void parking::close(Runtime &R) {
  while (R.HasThreads && !takeServing())
    port::giveWay();
}

Thread *parking::enter(Runtime &R, const void *ReturnAddress, bool Serves) {
  if (!R.HasThreads)
    return librarythreads::isMain() ? &R.Main : nullptr;
  Thread *T = R.thread();
  if (!T)
    return nullptr;
  for (;;) {
    if (read(Stopping)) {
      if (port::pid() != R.Owner)
        return nullptr;
      stand(*T, ReturnAddress);
      if (!Serves)
        return nullptr;
    }
    if (takeServing()) {
      holdCancellation(*T); // else what serving calls of libc may end the thread
      return T;
    }
    if (port::pid() != R.Owner)
      return nullptr; // forked by the program while another thread served
    port::giveWay();  // to the one that serves, which may want this one to stand
  }
}

void parking::leave(Runtime &R) {
  if (!R.HasThreads)
    return;
  write(Serving, 0);
  putCancellation(*R.thread());
}

/// The number of one that neither stands nor has ended; whoever sleeps is woken. 0: all stand.
static uint32_t findMoving(const Runtime &R, const Thread &Own) {
  Guard G;
  uint32_t Moving = 0;
  for (const Thread *T = &R.Main; T; T = T->Next) {
    if (T == &Own || read(T->State) == Thread::Stands)
      continue;
    Moving = T->Number;
    if (const int *Word = __atomic_load_n(&T->SleepsFor, __ATOMIC_SEQ_CST))
      port::wakeAll(Word);
  }
  return Moving;
}

/// With the lock.
static void go(Thread &T) {
  if (read(T.State) != Thread::Stands)
    return;
  write(T.State, Thread::Runs);
  port::wakeAll(&T.State);
}

void parking::holdAll() {
  Guard G;
  write(Stopping, 1);
}

bool parking::stop(Runtime &R, Thread &Own) {
  Late = Last = 0;
  Took = 0;
  if (!R.HasThreads)
    return true;
  Own.Blocked = noteKeys(Own) ? Thread::Nothing : Thread::ByMemory;
  holdAll();
  __cgt_flag = 1;
  uint64_t Start = port::now(), LastArrival = Start;
  for (int Before = read(Arrivals);;) {
    int Seen = read(Arrivals);
    uint32_t Moving = findMoving(R, Own);
    uint64_t Now = port::now();
    LastArrival = Seen != Before ? Now : LastArrival;
    Before = Seen;
    Took = Now - Start;
    if (Moving == 0)
      return true;
    Last = Moving;
    if (Now - LastArrival > LongestStop) {
      Late = Moving;
      letGo(R);
      return false;
    }
    port::waitWhile(&Arrivals, Seen, WakeAgain);
  }
}

void parking::waitFor(Thread &T) {
  for (int Seen; Seen = read(Arrivals), read(T.State) != Thread::Stands;)
    port::waitWhile(&Arrivals, Seen, WakeAgain);
}

void parking::build(Thread &T) {
  write(T.State, Thread::Builds);
  port::wakeAll(&T.State);
  waitFor(T);
}

void parking::letGo(Runtime &R) {
  if (!R.HasThreads)
    return;
  Guard G;
  write(Stopping, 0);
  for (Thread *T = R.Main.Next; T; T = T->Next)
    go(*T);
  go(R.Main);
}

bool parking::isStopping() { return read(Stopping) != 0; }
uint32_t parking::late() { return Late; }
uint64_t parking::stopTime() { return Took; }
uint32_t parking::lastToStand() { return Last; }

void parking::forEachBlocked(Runtime &R, void (*Visit)(void *Ctx, const Thread &T), void *Ctx) {
  Guard G;
  for (const Thread *T = &R.Main; T && R.HasThreads; T = T->Next)
    if (T->Blocked != Thread::Nothing)
      Visit(Ctx, *T);
}

//===--- The list -------------------------------------------------------------------===//

Thread *parking::find(Runtime &R, uint32_t Number) {
  Guard G;
  Thread *T = &R.Main;
  while (T && T->Number != Number)
    T = T->Next;
  return T;
}

void parking::add(Runtime &R, Thread &T) {
  Guard G;
  Thread *Before = &R.Main;
  while (Before->Next && Before->Next->Number < T.Number)
    Before = Before->Next;
  T.Next = Before->Next;
  Before->Next = &T;
  ++R.Others;
}

void parking::remove(Runtime &R, Thread &T) {
  {
    Guard G;
    Thread *Before = &R.Main;
    while (Before->Next != &T)
      Before = Before->Next;
    Before->Next = T.Next;
    --R.Others;
    write(T.State, Thread::HasEnded);
  }
  arrive();
}
