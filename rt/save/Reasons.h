//===- Reasons.h - Why requests wait or fail ------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All that is in the way of a checkpoint at one moment, told once and counted.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_SAVE_REASONS_H
#define CGT_SAVE_REASONS_H

#include "resources/Unsupported.h"

namespace cgt {
namespace reasons {

/// What the messages begin with.
enum class Occasion {
  Waits,     ///< a request waits
  Fails,     ///< a request has failed
  Checkpoint ///< cgt_checkpoint() has saved nothing
};

/// Goes the stack of \p T, the calling thread, so near its end that a save has no room on it?
bool isStackFull(const Thread &T);

/// What becomes of a request at the poll that \p ReturnAddress lies in. \p Frame: address of the frame that is in the
/// way, 0 where it isn't a frame. Sets the thread's StackBytes.
Fate find(Runtime &R, const void *ReturnAddress, uintptr_t &Frame);

/// Counts what is in the way now, as met by one request.
void count(Runtime &R, const void *ReturnAddress);
/// The same, and tells what hasn't been told (\p Again: all of it).
void tell(Runtime &R, Occasion O, bool Again, const void *ReturnAddress);
/// The same for a request of exit_signal, which can't be served: all is told, and the next such signal is the
/// program's.
void tellExit(Runtime &R, const void *ReturnAddress);
/// A request of exit_signal has failed, and it has been told why.
void exitFailed(Runtime &R);

/// At normal exit: how often each reason was met; \p Unserved: requests still wait for what the last try met.
void atExit(bool Unserved);

} // namespace reasons
} // namespace cgt

#endif // CGT_SAVE_REASONS_H
