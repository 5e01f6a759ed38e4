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

#include "program/Runtime.h"

namespace cgt {
namespace hooks {

/// Notes which handlers were there before the program: they aren't its own.
void begin();
/// Has restore() set an action of the program's own for it?
bool isFromImage(int Signal);
/// A signal that the program blocks and that waits for it, those that ask for checkpoints aside; 0 when there is none.
int pendingSignal();
/// Lists what the program has registered. False when memory is out.
bool collect(Runtime &R, MapVector<HookRecord> &Out);
/// Registers one hook again. \p Function null: H.Function is 0 (default) or 1 (ignore).
void restore(Runtime &R, const HookRecord &H, void *Function, void *Argument);
/// Runs callbacks in order of registration.
void run(MapVector<Callback> &Callbacks);

} // namespace hooks
} // namespace cgt

#endif // CGT_RESOURCES_HOOKS_H
