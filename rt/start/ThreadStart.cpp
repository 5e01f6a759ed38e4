//===- ThreadStart.cpp - Threads begin, wait and end ---------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What rt/units/LibcThreads.c needs of the system, and what begins the threads of a resumed program. A program without threads of its own
// doesn't link this.
//
//===----------------------------------------------------------------------===//

#include "port/Port.h"
#include "port/ThreadStacks.h"
#include "restore/Restore.h"
#include "save/Capture.h"
#include "save/LibraryThreads.h"
#include "save/Parking.h"
#include "save/Unwind.h"
#include "start/Start.h"

#include <errno.h>

using namespace cgt;

extern "C" {
void __cgt_call_on(void (*Function)(void *), void *Argument, void *Top);
// Of rt/units, which calls for this file.
__attribute__((weak)) void __cgt_thread_run(int Number);
__attribute__((weak)) void __cgt_thread_cancelled(int Number);
}

/// The runtime is part of executables only. (Other models let LLVM lose the return address on powerpc.)
__attribute__((tls_model("local-exec"))) static thread_local Thread *Self;
/// What the objects of rt/units know a thread of a library by; 0: not asked for yet.
__attribute__((tls_model("local-exec"))) static thread_local int NumberOfLibrarys;

static uintptr_t anchor() { return reinterpret_cast<uintptr_t>(&Self); }

/// Main's thread begins the first other one.
static void beforeFirst(Runtime &R) {
  R.HasThreads = true;
  R.Main.Anchor = anchor();
  Self = &R.Main;
}

Thread *thread::own() { return Self; }

//===--- The beginning of a thread -------------------------------------------------===//

/// Ended, and not waited for yet.
static Thread *Ended;
static int EndedLock;

/// Runs the first function, or its clone, on the base frame. In the capture child control comes back here.
__attribute__((noinline)) static void runOnBase(void *Argument) {
  Runtime &R = Runtime::get();
  Thread &T = *static_cast<Thread *>(Argument);
  T.BasePosition = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  unwind::setBase(T);
  switch (setjmp(T.AtBase)) {
  case 0: break;
  case capture::OwnTaken: capture::taken(R, T);
  default: return; // it has left
  }
  if (T.Clone)
    reinterpret_cast<void (*)()>(T.Clone)();
  else
    __cgt_thread_run(static_cast<int>(T.Number));
  __asm__ volatile(""); // not a tail call: this frame is the base
}

/// What runs from here on is libc's.
static void end(Thread &T) {
  Self = nullptr;
  port::takeLock(&EndedLock);
  T.NextEnded = Ended;
  Ended = &T;
  port::dropLock(&EndedLock);
  parking::remove(Runtime::get(), T);
}

static void onCancel(void *Argument) {
  Thread &T = *static_cast<Thread *>(Argument);
  __cgt_thread_cancelled(static_cast<int>(T.Number));
  end(T);
}

static void *run(void *Argument) {
  Thread &T = *static_cast<Thread *>(Argument);
  Self = &T;
  T.Anchor = anchor();
  T.Tid = port::threadId();
  parking::begin(T);
  if (T.IsRebuilt)
    T.Clone = currentRestorer()->firstClone(T);
  pthread_cleanup_push(onCancel, &T);
  if (T.FramesEnd)
    __cgt_call_on(runOnBase, &T, reinterpret_cast<void *>(T.FramesEnd));
  else
    runOnBase(&T);
  pthread_cleanup_pop(0);
  end(T);
  return nullptr;
}

/// Of a thread that isn't the system's, or isn't any more.
static void drop(Thread *T) {
  if (T->OwnsStack && T->StackTop)
    threadstacks::giveBack(T->StackLow, T->StackTop);
  port::unmap(T, port::toPages(sizeof(Thread)));
}

/// Gives back what threads have left that have ended. \p Number 0: all that there are; else that one, which is about to end.
static void reap(uint32_t Number) {
  for (;;) {
    port::takeLock(&EndedLock);
    Thread **At = &Ended;
    while (*At && Number && (*At)->Number != Number)
      At = &(*At)->NextEnded;
    Thread *T = *At;
    if (T)
      *At = T->NextEnded;
    port::dropLock(&EndedLock);
    if (!T)
      return;
    pthread_join(T->Handle, nullptr);
    drop(T);
    if (Number)
      return;
  }
}

/// As \p Wanted says, null: nothing, but on that stack, and so that libc keeps what it has of the thread until reap(). An errno value.
static int beginThread(Thread &T, const pthread_attr_t *Wanted) {
  pthread_attr_t Attributes;
  int Error = Wanted ? 0 : pthread_attr_init(&Attributes);
  if (Error)
    return Error;
  if (Wanted)
    Attributes = *Wanted; // scheduling, processors and signals, too; what it leads to is the program's
  Error = pthread_attr_setstack(&Attributes, reinterpret_cast<void *>(T.StackLow), T.StackTop - T.StackLow);
  if (!Error)
    Error = pthread_attr_setdetachstate(&Attributes, PTHREAD_CREATE_JOINABLE);
  if (!Error)
    Error = pthread_create(&T.Handle, &Attributes, run, &T);
  if (!Wanted)
    pthread_attr_destroy(&Attributes);
  return Error;
}

static Thread *makeThread(uint32_t Number) {
  void *Memory = port::map(port::toPages(sizeof(Thread)));
  if (!Memory)
    return nullptr;
  auto *T = static_cast<Thread *>(Memory);
  *T = Thread();
  T->Number = Number;
  T->State = Thread::Starts;
  return T;
}

/// What the program asked for, else libc's default.
static size_t stackSize(const pthread_attr_t *Attributes) {
  size_t Size = 0;
  pthread_attr_t Default;
  if (Attributes && pthread_attr_getstacksize(Attributes, &Size) == 0 && Size)
    return Size;
  if (pthread_getattr_default_np(&Default) == 0) {
    pthread_attr_getstacksize(&Default, &Size);
    pthread_attr_destroy(&Default);
  }
  return Size;
}

/// The program's own memory, if it has given some, else ours. False when memory is out.
static bool takeStack(Thread &T, const pthread_attr_t *Attributes) {
  void *Low = nullptr;
  size_t Size = 0;
  if (Attributes && pthread_attr_getstack(Attributes, &Low, &Size) == 0 && Low) {
    T.StackLow = reinterpret_cast<uintptr_t>(Low);
    T.StackTop = T.StackLow + Size; // 0 if only a size was given
  }
  T.OwnsStack = T.StackTop == 0;
  return !T.OwnsStack || threadstacks::take(stackSize(Attributes), T.StackLow, T.StackTop);
}

//===--- In a resumed program ------------------------------------------------------------===//

void thread::beginAll(Runtime &R, Restorer &From) {
  beforeFirst(R);
  parking::holdAll();
  for (uint32_t K = 1; K < From.threads().size(); ++K) {
    Thread *T = makeThread(From.threads()[K].Sent.Number);
    if (!T || !From.threads().give(K, *T))
      From.refuseThread(K, ENOMEM);
    parking::add(R, *T);
    if (int Error = beginThread(*T, nullptr))
      From.refuseThread(K, Error);
    parking::waitFor(*T);
  }
}

void thread::rebuildAll(Runtime &R) {
  for (Thread *T = R.Main.Next; T; T = T->Next)
    if (T->IsRebuilt)
      parking::build(*T);
}

//===--- For rt/units -----------------------------------------------------------------===//

extern "C" {

int __cgt_keeps_threads() { return cgt::start::keepsThreads(); }

int __cgt_own_number() {
  Runtime &R = Runtime::get();
  const Thread *T = R.HasThreads ? Self : librarythreads::isMain() ? &R.Main : nullptr;
  if (T)
    return static_cast<int>(T->Number);
  if (!NumberOfLibrarys)
    NumberOfLibrarys = -port::threadId();
  return NumberOfLibrarys;
}

int __cgt_begin_thread(int Number, const pthread_attr_t *Attributes) {
  Runtime &R = Runtime::get();
  reap(0);
  Thread *T = makeThread(static_cast<uint32_t>(Number));
  if (!T)
    return EAGAIN;
  if (!takeStack(*T, Attributes)) {
    drop(T);
    return EAGAIN;
  }
  if (!R.HasThreads)
    beforeFirst(R);
  parking::add(R, *T);
  int Error = beginThread(*T, Attributes);
  if (Error) {
    parking::remove(R, *T);
    drop(T);
  }
  return Error;
}

void __cgt_reap_thread(int Number) {
  Runtime &R = Runtime::get();
  while (parking::find(R, static_cast<uint32_t>(Number))) // it is about to end
    port::giveWay();
  reap(static_cast<uint32_t>(Number));
}

pthread_t __cgt_thread_handle(int Number) {
  Runtime &R = Runtime::get();
  if (Number == static_cast<int>(Thread::MainNumber))
    return R.Main.Handle;
  const Thread *T = parking::find(R, static_cast<uint32_t>(Number));
  return T ? T->Handle : pthread_t();
}

int __cgt_has_threads() { return cgt::start::keepsThreads() && Runtime::get().HasThreads; }

int __cgt_was_asked() { return __cgt_flag != 0 || parking::isStopping(); }

int __cgt_wait_while(const int *At, int Value, int64_t Nanoseconds) {
  // A request that comes just before it sleeps is seen by the next poll, at the latest then.
  constexpr uint64_t Longest = 100000000;
  Runtime &R = Runtime::get();
  Thread *T = R.thread();
  uint64_t Time =
      Nanoseconds >= 0 && static_cast<uint64_t>(Nanoseconds) < Longest ? static_cast<uint64_t>(Nanoseconds) : Longest;
  if (T)
    __atomic_store_n(&T->SleepsFor, At, __ATOMIC_SEQ_CST);
  bool Interrupted = !parking::isStopping() && port::waitWhile(At, Value, Time ? Time : 1) == EINTR;
  if (T)
    __atomic_store_n(&T->SleepsFor, nullptr, __ATOMIC_SEQ_CST);
  return Interrupted;
}

void __cgt_wake(const int *At, int Most) { port::wake(At, Most); }
}
