//===- Hooks.h - Functions registered with the process --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Signal handlers, atexit functions, cgt_on_save and cgt_on_resume callbacks: found when saving, registered again when
// resuming.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESOURCES_HOOKS_H
#define CGT_RESOURCES_HOOKS_H

#include "resources/Resources.h"

namespace cgt {
namespace hooks {

/// Notes which handlers were there before the program: they aren't its own.
void begin();
/// Has restore() set an action of the program's own for it?
bool isFromImage(int Signal);

// Rows of Resources.def. Signals: their actions, and which are blocked.
bool noteSignals(Runtime &R);
bool saveSignals(Saving &S);
void restoreSignals(Restoring &S);
bool saveExitHandlers(Saving &S);
void restoreExitHandlers(Restoring &S);
bool saveCallbacks(Saving &S);
void restoreCallbacks(Restoring &S);

/// Runs callbacks in order of registration.
void run(MapVector<Callback> &Callbacks);

} // namespace hooks
} // namespace cgt

#endif // CGT_RESOURCES_HOOKS_H
