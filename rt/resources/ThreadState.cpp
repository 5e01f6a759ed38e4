//===- ThreadState.cpp - What libc keeps for a thread -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "resources/ThreadState.h"

#include "convert/Mutexes.h"
#include "libc/LibcExit.h"
#include "libc/LibcJumps.h"
#include "libc/LibcKeys.h"
#include "resources/HookList.h"

#include <string.h>

using namespace cgt;
using report::num;

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

bool threadstate::saveKeys(Saving &S) {
  return !libc::forEachKey || libc::forEachKey(
                                  [](void *Ctx, const libc::ThreadKey &K) {
                                    return pushHook(*static_cast<Saving *>(Ctx), HookRecord::ThreadKey,
                                                    reinterpret_cast<void *>(K.Destructor), K.Value, K.Number);
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

void threadstate::restoreMutexes(Restoring &S) {
  forEachHook(S, HookRecord::HeldMutex, [](const HookRecord &, void *, void *Mutex) {
    auto Owner = static_cast<uint32_t>(port::pid());
    auto *At = static_cast<char *>(Mutex) + MutexOwnerOffset;
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
