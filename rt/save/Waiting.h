//===- Waiting.h - Requests that can't be served yet ----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A request that waits must cost next to nothing. As long as polls are rare each looks at the clock; where they are
// frequent the flag goes down, and a timer raises it for the next try.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_SAVE_WAITING_H
#define CGT_SAVE_WAITING_H

#include "program/Runtime.h"

namespace cgt {
namespace waiting {

/// Requests wait: are they to be tried at this poll? If not, the flag is up again where the next poll is to ask. \p
/// Position: address of the youngest frame.
bool isTime(Runtime &R, uintptr_t Position);

/// A try that began at the processor time \p Start has failed, as it does while the stack isn't above \p Frame (0: that
/// isn't known). The requests wait, and what is in the way is told when it is time to.
void defer(Runtime &R, unsigned Requests, uint64_t Start, uintptr_t Frame, const void *ReturnAddress);

/// Nothing waits any more.
void end(Runtime &R);

} // namespace waiting
} // namespace cgt

#endif // CGT_SAVE_WAITING_H
