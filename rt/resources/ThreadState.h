//===- ThreadState.h - What libc keeps for a thread -----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Cancellation, keys with their values, handlers of forks, who held a mutex, and numbers of setjmp's buffers.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESOURCES_THREADSTATE_H
#define CGT_RESOURCES_THREADSTATE_H

#include "resources/Resources.h"

namespace cgt {
namespace threadstate {

// Rows of Resources.def.
bool saveThreads(Saving &S);
bool saveCancellation(Saving &S);
void restoreCancellation(Restoring &S);
bool saveForkHandlers(Saving &S);
void restoreForkHandlers(Restoring &S);
bool saveKeys(Saving &S);
void restoreKeys(Restoring &S);
void restoreMutexes(Restoring &S);
bool saveJumps(Saving &S);
void restoreJumps(Restoring &S);

} // namespace threadstate
} // namespace cgt

#endif // CGT_RESOURCES_THREADSTATE_H
