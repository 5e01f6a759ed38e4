//===- LibcMutexes.cpp - Locked mutexes that libc keeps ------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The kernel may know who holds a mutex that is robust, shared between processes or has a protocol of priorities. rt/units leaves these to
// libc and notes here which are locked: a checkpoint waits for them. One whose owner has ended stays noted until somebody has taken it over
// and unlocked it; the owner may have been a thread of another process, which nobody has noted.
//
//===----------------------------------------------------------------------===//

#include "libc/Libc.h"

#include "libc/LibcLock.h"
#include "port/Memory.h"

using namespace cgt;

namespace {
struct LockedMutex {
  const void *Mutex;
  unsigned Times; ///< of a recursive one
};
} // namespace

[[clang::require_constant_initialization]] static MapVector<LockedMutex> Locked;
static bool IsLost; ///< memory was out: one is locked that isn't noted
static int Lock;

bool libc::holdsMutexes() {
  libc::Guard Guard(Lock);
  return IsLost || !Locked.empty();
}

extern "C" {

void __cgt_mutex_locked(const void *Mutex, int WasLeft) {
  libc::Guard Guard(Lock);
  for (LockedMutex &M : Locked)
    if (M.Mutex == Mutex) {
      M.Times = WasLeft ? 1 : M.Times + 1;
      return;
    }
  IsLost |= !Locked.push({Mutex, 1});
}

void __cgt_mutex_unlocked(const void *Mutex) {
  libc::Guard Guard(Lock);
  for (LockedMutex &M : Locked)
    if (M.Mutex == Mutex) {
      if (--M.Times == 0) {
        M = Locked.back();
        Locked.pop();
      }
      return;
    }
}
}
