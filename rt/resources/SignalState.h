//===- SignalState.h - What belongs to signals besides handlers ----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which signals are blocked while a handler runs, on which stack it runs, and which signals wait for the program to unblock them.
// Signals travel by name.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESOURCES_SIGNALSTATE_H
#define CGT_RESOURCES_SIGNALSTATE_H

#include "resources/Resources.h"

namespace cgt {
namespace signalstate {

// Rows of Resources.def. After those of the handlers.
bool saveMasks(Saving &S);
void restoreMasks(Restoring &S);
bool saveStack(Saving &S);
void restoreStack(Restoring &S);
bool notePending(Runtime &R);
bool savePending(Saving &S);
void restorePending(Restoring &S);

/// A real-time signal that the program blocks and that waits for it, with what its sender said: that isn't carried. 0 when there
/// is none.
int queuedSignal();

} // namespace signalstate
} // namespace cgt

#endif // CGT_RESOURCES_SIGNALSTATE_H
