//===- LibraryThreads.cpp - Threads that aren't the program's ----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A thread that is stopped may hold any lock of libc's or of a library's: between stop() and letGo() the thread that serves makes system
// calls and nothing else. It takes the heap's lock first, so that nobody who is stopped holds that.
//
//===----------------------------------------------------------------------===//

#include "save/LibraryThreads.h"

#include "heap/HeapState.h"
#include "libc/LibcKeys.h"
#include "program/ThreadCopies.h"
#include "save/Collect.h"
#include "save/Unwind.h"

#include <errno.h>

using namespace cgt;
using librarythreads::BlockedType;
using report::num;

/// A thread that blocks all signals is waited for no longer than that.
static constexpr uint64_t LongestWait = 100000000; // 100 ms
static constexpr uint64_t LookAgain = 1000000;     // 1 ms

namespace {
/// A thread that was seen once. Its own handler reads and writes this, so that it is never given back; another thread may get it.
struct Task {
  enum StateType : int {
    IsFree,    ///< it isn't asked for anything, or is gone
    IsAsked,   ///< its signal is on the way
    Stands,    ///< in its handler
    Walks,     ///< it is to look at its stack, and stand again
    IsEmulator ///< never asked
  };
  Task *Next;
  int Tid;
  int State;
  bool IsThere;       ///< among the threads that were listed last
  uintptr_t Position; ///< the handler's frame
  uintptr_t Anchor;   ///< its copy of threadcopies::anchor()
  uint32_t Key;       ///< of the program, under which it has a value; one more than its number, 0: none
  // Of a walk.
  uintptr_t Function; ///< of the program on its stack, 0: none
  uintptr_t Oldest;   ///< where the frame lies that the unwinder came to last
};
} // namespace

static Task *Tasks;
[[clang::require_constant_initialization]] static MapAllocator Memory;
static int Holding;  ///< they are to stand
static int Turn;     ///< changes when one has something to do, or all may go
static int Arrivals; ///< grows when one stands
static int Signal;   ///< that stops them; 0: none
static struct sigaction Before;
static Task *InTheWay;
static BlockedType Blocked;
static Str Changed; ///< ByCopy: the variable; empty: a key

[[gnu::tls_model("local-exec")]] static thread_local bool IsMainThread;

static int read(const int &Word) { return __atomic_load_n(&Word, __ATOMIC_SEQ_CST); }
static void write(int &Word, int Value) { __atomic_store_n(&Word, Value, __ATOMIC_SEQ_CST); }

static void next(int &Word) {
  __atomic_fetch_add(&Word, 1, __ATOMIC_SEQ_CST);
  port::wakeAll(&Word);
}

bool librarythreads::isMain() { return IsMainThread; }
BlockedType librarythreads::blocked() { return Blocked; }
void librarythreads::clearBlocked() { Blocked = BlockedType::Nothing; }

//===--- In the thread that is stopped ---------------------------------------------===//

static void stand(Task &T) {
  write(T.State, Task::Stands);
  next(Arrivals);
}

/// Only the thread itself can walk its stack.
static void walk(Task &T) {
  T.Function = T.Oldest = 0;
  unwind::findOwn(T.Function, T.Oldest);
}

static void noteKey(Task &T) {
  T.Key = 0;
  if (libc::forEachKey)
    libc::forEachKey(
        [](void *Ctx, const libc::ThreadKey &K) {
          if (K.Value)
            static_cast<Task *>(Ctx)->Key = K.Number + 1;
          return !K.Value;
        },
        &T);
}

static void onSignal(int) {
  port::KeepErrno Keep;
  int Tid = port::threadId();
  Task *T = __atomic_load_n(&Tasks, __ATOMIC_SEQ_CST);
  while (T && !(T->Tid == Tid && read(T->State) == Task::IsAsked))
    T = T->Next;
  if (!T)
    return; // it comes too late
  T->Position = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  T->Anchor = threadcopies::anchor();
  noteKey(*T);
  stand(*T);
  for (int Seen; Seen = read(Turn), read(Holding);) {
    if (read(T->State) == Task::Walks) {
      walk(*T);
      stand(*T);
    }
    port::waitWhile(&Turn, Seen);
  }
  write(T->State, Task::IsFree);
}

//===--- In the thread that serves -------------------------------------------------===//

static Task *find(int Tid) {
  for (Task *T = Tasks; T; T = T->Next)
    if (T->Tid == Tid)
      return T;
  return nullptr;
}

/// Null when memory is out.
static Task *add(int Tid) {
  Task *T = Tasks;
  while (T && (T->IsThere || read(T->State) == Task::IsEmulator))
    T = T->Next;
  if (T) { // its thread is gone
    write(T->State, Task::IsFree);
    T->Tid = Tid;
    return T;
  }
  T = static_cast<Task *>(Memory.allocate(sizeof(Task)));
  if (!T)
    return nullptr;
  T->Tid = Tid;
  T->Next = Tasks;
  __atomic_store_n(&Tasks, T, __ATOMIC_SEQ_CST);
  return T;
}

static bool isOwn(const Runtime &R, int Tid) {
  for (const Thread *T = &R.Main; T; T = T->Next)
    if (T->Tid == Tid)
      return true;
  return false;
}

void librarythreads::begin() {
  IsMainThread = true;
  Runtime::get().Main.Tid = port::threadId();
}

void librarythreads::noteEmulator() {
  int Own = port::threadId();
  port::forEachThread(
      [](void *Ctx, int Tid) {
        if (Tid != *static_cast<int *>(Ctx))
          if (Task *T = add(Tid))
            write(T->State, Task::IsEmulator);
        return true;
      },
      &Own);
}

/// Looks which threads there are. False when memory is out.
static bool list(Runtime &R) {
  for (Task *T = Tasks; T; T = T->Next)
    T->IsThere = false;
  // Those first that are known, so that a new one doesn't take their place.
  auto NoteKnown = [](void *, int Tid) {
    if (Task *T = find(Tid))
      T->IsThere = true;
    return true;
  };
  auto AddNew = [](void *Ctx, int Tid) {
    if (find(Tid) || isOwn(*static_cast<Runtime *>(Ctx), Tid))
      return true;
    Task *T = add(Tid);
    if (T)
      T->IsThere = true;
    return T != nullptr;
  };
  port::forEachThread(NoteKnown, nullptr);
  return port::forEachThread(AddNew, &R);
}

/// Of one that isn't the program's. Is it to stand, and doesn't yet?
static bool isMoving(const Task &T) { return T.IsThere && read(T.State) == Task::IsAsked; }

/// \p T: the thread; null: any of them.
static bool block(Task *T, BlockedType Why) {
  InTheWay = T;
  Blocked = Why;
  return false;
}

/// Waits until \p Task::State isn't \p State. False when that takes too long; one that has ended meanwhile is gone.
static bool waitWhileIn(Task &T, int State) {
  uint64_t Start = port::now();
  for (int Seen; Seen = read(Arrivals), T.IsThere && read(T.State) == State;) {
    if (port::waitWhile(&Arrivals, Seen, LookAgain) == 0)
      continue;
    T.IsThere = port::isThread(T.Tid);
    if (port::now() - Start > LongestWait)
      return !T.IsThere;
  }
  return true;
}

/// Asks those that are new, and counts them in \p Count. False when one can't be asked.
static bool askNew(unsigned &Count) {
  Count = 0;
  for (Task *T = Tasks; T; T = T->Next) {
    if (!T->IsThere || read(T->State) != Task::IsFree)
      continue;
    ++Count;
    write(T->State, Task::IsAsked);
    int Error = port::sendSignalTo(T->Tid, Signal);
    if (Error == 0)
      continue;
    write(T->State, Task::IsFree);
    T->IsThere = false;
    if (Error != ESRCH)
      return block(T, BlockedType::BySilence);
  }
  return true;
}

/// Those of an earlier stop() that are about to go on are waited for.
static bool allHaveGone() {
  for (Task *T = Tasks; T; T = T->Next)
    if (T->IsThere && (!waitWhileIn(*T, Task::Stands) || !waitWhileIn(*T, Task::Walks)))
      return block(T, BlockedType::BySilence);
  return true;
}

static bool waitForAll() {
  for (Task *T = Tasks; T; T = T->Next)
    if (isMoving(*T) && !waitWhileIn(*T, Task::IsAsked))
      return block(T, BlockedType::BySilence);
  return true;
}

/// One that nobody uses. Emulators can't send the highest ones.
static int freeSignal() {
  for (int S = SIGRTMIN + 8; S <= SIGRTMAX; ++S)
    if (struct sigaction Now; port::getAction(S, Now) == 0 && Now.sa_handler == SIG_DFL)
      return S;
  return 0;
}

static bool beginStopping() {
  struct sigaction Stops = {};
  Stops.sa_handler = onSignal;
  Stops.sa_flags = SA_RESTART;
  sigfillset(&Stops.sa_mask);
  Signal = freeSignal();
  return Signal && port::getAction(Signal, Before) == 0 && port::setAction(Signal, Stops) == 0;
}

/// One that was sent and not taken yet must not end the program.
static void endStopping() {
  struct sigaction Ignored = Before;
  Ignored.sa_handler = SIG_IGN;
  port::setAction(Signal, Ignored);
  for (Task *T = Tasks; T; T = T->Next)
    if (read(T->State) == Task::IsAsked)
      write(T->State, Task::IsFree);
  port::setAction(Signal, Before);
  Signal = 0;
}

static bool stopAll(Runtime &R) {
  for (unsigned Asked = 1; Asked;) {
    if (!list(R))
      return block(nullptr, BlockedType::ByMemory);
    if (!askNew(Asked) || !waitForAll())
      return false;
  }
  return true;
}

//===--- Looking at them -------------------------------------------------------------===//

/// What looks like an address in the program's code among the words of \p T's stack, its registers included, which lie there: where the
/// oldest one lies, 0: there is none. False when the stack isn't known.
static bool findWord(const Task &T, uintptr_t &Oldest) {
  constexpr uintptr_t Largest = 64 << 20;
  uintptr_t Low = T.Position & ~(sizeof(uintptr_t) - 1), Top = T.Anchor; // libc has thread-local variables above the stack
  Oldest = 0;
  if (Top < Low || Top - Low > Largest)
    return false;
  uintptr_t PageSize = port::pageSize(), Page = 0;
  for (uintptr_t At = Low; At < Top; At += sizeof(uintptr_t)) {
    if (At >= Page) {
      if (!port::isMapped(At))
        return false;
      Page = (At & ~(PageSize - 1)) + PageSize;
    }
    if (unwind::isOwnCode(*reinterpret_cast<const uintptr_t *>(At)))
      Oldest = At;
  }
  return true;
}

/// The words of a stack tell what isn't there. What is there may be left from before: the unwinder tells.
static bool runsOurs(Task &T) {
  uintptr_t Oldest;
  bool Known = findWord(T, Oldest);
  if (Known && !Oldest)
    return false;
  write(T.State, Task::Walks);
  next(Turn);
  if (!waitWhileIn(T, Task::Walks))
    return true;
  return T.IsThere && (T.Function || !Known || T.Oldest <= Oldest);
}

static bool look() {
  for (Task *T = Tasks; T; T = T->Next) {
    if (!T->IsThere || read(T->State) != Task::Stands)
      continue;
    if (runsOurs(*T))
      return block(T, BlockedType::ByCall);
    if (T->Key || threadcopies::findChanged(T->Anchor, Changed))
      return block(T, BlockedType::ByCopy);
  }
  return true;
}

/// An emulator's threads and the program's own are none.
static bool isAnyThere() {
  for (Task *T = Tasks; T; T = T->Next)
    if (T->IsThere && read(T->State) != Task::IsEmulator)
      return true;
  return false;
}

bool librarythreads::stop(Runtime &R) {
  Blocked = BlockedType::Nothing;
  Changed = Str();
  InTheWay = nullptr;
  if (!list(R) || (isAnyThere() && (!unwind::listOwnCode() || !threadcopies::prepare())))
    return block(nullptr, BlockedType::ByMemory);
  if (!isAnyThere())
    return true;
  if (!beginStopping())
    return block(nullptr, BlockedType::BySignals);
  if (!allHaveGone()) {
    endStopping();
    return false;
  }
  heap::Lock::take();
  write(Holding, 1);
  if (stopAll(R) && look())
    return true;
  letGo();
  return false;
}

void librarythreads::letGo() {
  if (!read(Holding))
    return;
  write(Holding, 0);
  next(Turn);
  endStopping();
  heap::Lock::drop();
}

void librarythreads::forget() {
  if (!read(Holding))
    return;
  write(Holding, 0);
  port::setAction(Signal, Before);
  heap::Lock::drop();
}

void librarythreads::describe(report::Buffer &Out) {
  if (InTheWay)
    Out.add("thread ", num(static_cast<uint64_t>(InTheWay->Tid)), ", which a library has made, ");
  switch (Blocked) {
  case BlockedType::Nothing: break;
  case BlockedType::ByCall:
    Out.add("runs ");
    if (InTheWay->Function)
      collect::describeCode(InTheWay->Function, Out);
    else
      Out.add("what the unwinder can't see");
    break;
  case BlockedType::ByCopy:
    if (InTheWay->Key)
      Out.add("has a value under the thread-specific key ", num(InTheWay->Key - 1));
    else
      Out.add("has changed its copy of the thread-local variable '", Changed, "'");
    break;
  case BlockedType::BySilence: Out.add("doesn't answer a signal"); break;
  case BlockedType::BySignals:
    Out.add("each real-time signal has an action, and none is left to stop a library's threads");
    break;
  case BlockedType::ByMemory: Out.add("memory is out for looking at a library's threads"); break;
  }
}
