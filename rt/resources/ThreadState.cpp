//===- ThreadState.cpp - What libc keeps for a thread -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "resources/ThreadState.h"

#include "libc/LibcExit.h"
#include "libc/LibcJumps.h"
#include "libc/LibcKeys.h"
#include "resources/HookList.h"

#include <string.h>

using namespace cgt;
using report::num;

//===--- Threads besides main's ----------------------------------------------------===//

static bool isNamed(const sigset_t &Mask, int Signal) {
  return sigismember(&Mask, Signal) == 1 && !port::signalName(Signal).empty();
}

/// The image's activations are those of one thread behind another's. image/ThreadEntries.cpp reads it.
bool threadstate::saveThreads(Saving &S) {
  uint32_t Count = 0;
  for (const Thread *T = &S.R.Main; T; T = T->Next)
    ++Count;
  if (Count == 1)
    return true;
  S.Own.writeULEB(Count);
  for (const Thread *T = &S.R.Main; T; T = T->Next) {
    uint32_t Signals = 0;
    for (int Signal = 1; Signal <= SIGRTMAX; ++Signal)
      Signals += isNamed(T->Mask, Signal);
    S.Own.writeULEB(T->Number);
    S.Own.writeULEB(T->NumFrames);
    S.Own.writeU32(static_cast<uint32_t>(T->Errno));
    S.Own.writeULEB(T->StackLow);
    S.Own.writeULEB(T->StackTop);
    S.Own.writeULEB(Signals);
    for (int Signal = 1; Signal <= SIGRTMAX; ++Signal)
      if (isNamed(T->Mask, Signal))
        S.Own.writeString(port::signalName(Signal));
    S.Own.writeULEB(T->Keys.size());
    for (const KeyValue &V : T->Keys) {
      S.Own.writeULEB(V.Key);
      S.Own.writeULEB(reinterpret_cast<uintptr_t>(V.Value));
    }
  }
  return true;
}

//===--- Cancellation ---------------------------------------------------------------===//

enum CancelFlags : uint8_t { IsDisabled = 1, IsAsynchronous = 2, IsPending = 4 };

bool threadstate::saveCancellation(Saving &S) {
  for (const Thread *T = &S.R.Main; T; T = T->Next) {
    uint8_t Flags = (T->CancelState == PTHREAD_CANCEL_DISABLE ? IsDisabled : 0) |
                    (T->CancelType == PTHREAD_CANCEL_ASYNCHRONOUS ? IsAsynchronous : 0) | (T->IsCancelled ? IsPending : 0);
    if (Flags == 0)
      continue;
    S.Own.writeULEB(T->Number);
    S.Own.writeU8(Flags);
  }
  return true;
}

/// Each thread sees to it when it goes on.
void threadstate::restoreCancellation(Restoring &S) {
  while (S.Own.remaining() != 0) {
    uint32_t Number;
    uint8_t Flags;
    if (!S.Own.readULEB32(Number).ok() || !S.Own.readU8(Flags).ok())
      S.refuse("what it says of cancelled threads is damaged");
    for (Thread *T = &S.R.Main; T; T = T->Next)
      if (T->Number == Number) {
        T->CancelState = Flags & IsDisabled ? PTHREAD_CANCEL_DISABLE : PTHREAD_CANCEL_ENABLE;
        T->CancelType = Flags & IsAsynchronous ? PTHREAD_CANCEL_ASYNCHRONOUS : PTHREAD_CANCEL_DEFERRED;
        T->IsCancelled = (Flags & IsPending) != 0;
      }
  }
}

//===--- Handlers of forks --------------------------------------------------------===//

using ForkHandler = void (*)();

bool threadstate::saveForkHandlers(Saving &S) {
  for (const libc::ForkHandlers &H : libc::forkHandlers())
    if (!pushHook(S, HookRecord::ForkPrepare, reinterpret_cast<void *>(H.Prepare), nullptr) ||
        !pushHook(S, HookRecord::ForkParent, reinterpret_cast<void *>(H.Parent), nullptr) ||
        !pushHook(S, HookRecord::ForkChild, reinterpret_cast<void *>(H.Child), nullptr))
      return false;
  return true;
}

void threadstate::restoreForkHandlers(Restoring &S) {
  libc::ForkHandlers Now = {};
  forEachHookThat(
      S, [](const HookRecord &H) { return H.Kind >= HookRecord::ForkPrepare && H.Kind <= HookRecord::ForkChild; },
      [&Now](const HookRecord &H, void *Function, void *) {
        (H.Kind == HookRecord::ForkPrepare  ? Now.Prepare
         : H.Kind == HookRecord::ForkParent ? Now.Parent
                                            : Now.Child) = reinterpret_cast<ForkHandler>(Function);
        return H.Kind != HookRecord::ForkChild || libc::addForkHandlers(Now);
      });
}

//===--- Keys -----------------------------------------------------------------------===//

/// Another thread may be the one that saves.
static void *valueOfMain(const Runtime &R, const libc::ThreadKey &K) {
  if (!R.HasThreads)
    return K.Value;
  for (const KeyValue &V : R.Main.Keys)
    if (V.Key == K.Number)
      return V.Value;
  return nullptr;
}

bool threadstate::saveKeys(Saving &S) {
  return !libc::forEachKey ||
         libc::forEachKey(
             [](void *Ctx, const libc::ThreadKey &K) {
               Saving &S = *static_cast<Saving *>(Ctx);
               return pushHook(S, HookRecord::ThreadKey, reinterpret_cast<void *>(K.Destructor), valueOfMain(S.R, K), K.Number);
             },
             &S);
}

void threadstate::restoreKeys(Restoring &S) {
  forEachHook(S, HookRecord::ThreadKey, [&S](const HookRecord &H, void *Function, void *Value) {
    libc::ThreadKey K = {H.Number, reinterpret_cast<void (*)(void *)>(Function), Value};
    if (libc::makeKey && libc::makeKey(K))
      return true;
    char Why[160];
    report::Buffer(Why, sizeof Why)
        .add("the thread-specific key ", num(H.Number), " is taken here by a library; restore with the libraries of the saver");
    S.refuse(Why);
  });
}

//===--- Mutexes ----------------------------------------------------------------------===//

/// Of images of earlier releases: main's thread holds it, whose owner was the kernel's number for that.
void threadstate::restoreMutexes(Restoring &S) {
  forEachHook(S, HookRecord::HeldMutex, [](const HookRecord &, void *, void *Mutex) {
    constexpr size_t OwnerOffset = 8;
    uint32_t Owner = Thread::MainNumber;
    auto *At = static_cast<char *>(Mutex) + OwnerOffset;
    if (Mutex && port::isMapped(reinterpret_cast<uintptr_t>(At)))
      memcpy(At, &Owner, sizeof Owner);
    return true;
  });
}

//===--- Buffers of setjmp's -------------------------------------------------------===//

bool threadstate::saveJumps(Saving &S) {
  const libc::JumpNumbers *Given = libc::jumpNumbers ? libc::jumpNumbers() : nullptr;
  if (Given && Given->Generations != 0) {
    S.Own.writeU32(Given->Activations);
    S.Own.writeU32(Given->Generations);
  }
  return true;
}

void threadstate::restoreJumps(Restoring &S) {
  libc::JumpNumbers Given;
  if (!S.HasOwn)
    return;
  if (!S.Own.readU32(Given.Activations).ok() || !S.Own.readU32(Given.Generations).ok())
    S.refuse("its numbers of setjmp's buffers are damaged; use an undamaged copy or an older image");
  if (libc::jumpNumbers)
    *libc::jumpNumbers() = Given;
}
