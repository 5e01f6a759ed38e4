//===- Polls.h - Requests are served at polls --------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_SAVE_POLLS_H
#define CGT_SAVE_POLLS_H

#include "program/Runtime.h"

namespace cgt {
namespace polls {

/// A poll with the flag up: counts it, and saves if something has asked for it. \p Position: an address in the caller's frame.
void slow(Runtime &R, const void *ReturnAddress, uintptr_t Position);

/// cgt_checkpoint(): 0 saved, <0 failed or not asked to save anywhere. The same image serves what is due there; where none
/// is made, other requests wait on, and none of its own does.
int checkpoint(Runtime &R, const void *ReturnAddress);

/// At normal exit: a writer still at work is waited for, a request never served is reported. The job of ckpt= ends with status 0: its
/// images are removed.
void atExit(Runtime &R, int Status);

} // namespace polls
} // namespace cgt

#endif // CGT_SAVE_POLLS_H
