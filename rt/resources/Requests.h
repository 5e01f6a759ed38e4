//===- Requests.h - Signals and timers that ask for checkpoints ----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the keys signal, exit_signal and interval install. The program sees as its own the actions that it has set for
// the signals of exit_signal; they are kept here, and act where no checkpoint can be made.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESOURCES_REQUESTS_H
#define CGT_RESOURCES_REQUESTS_H

#include "program/Runtime.h"

namespace cgt {
namespace requests {

/// Installs the handlers that CGT_OPTIONS ask for and starts the interval. Call after restore. \p FromImage: whether a
/// signal has an action from the image, which stays where exit_signal doesn't name it.
void install(Runtime &R, bool (*FromImage)(int Signal));

/// Takes what has come in since the last call (bits of Request).
unsigned take(Runtime &R);
/// The signal of exit_signal that came in last.
int exitSignal();

/// From now on the signals of exit_signal do what they would without CGT.
void giveBack(Runtime &R);
/// They ask for checkpoints again.
void takeBack(Runtime &R);

/// sigaction() as the program is to see it. \p New and \p Old may be null. -1 and errno on failure.
int changeAction(int Signal, const struct sigaction *New, struct sigaction *Old);
/// The program's own action; false when it has none that is to be carried.
bool ownAction(int Signal, struct sigaction &Action);
/// Whether the signal, pending, is only one that asks for a checkpoint.
bool isOurs(int Signal);

/// The interval ends \p Nanoseconds from now on. Nothing without interval=.
void startInterval(uint64_t Nanoseconds);

/// Raises the flag once the process has run for \p Nanoseconds more, without disturbing it while it sleeps. False when
/// there is no timer for that.
bool raiseAfter(uint64_t Nanoseconds);
/// Has it been raised so since the last call?
bool takeRaised();
/// The same for looks at the program's size.
bool lookAfter(uint64_t Nanoseconds);
bool takeLook();

} // namespace requests
} // namespace cgt

#endif // CGT_RESOURCES_REQUESTS_H
