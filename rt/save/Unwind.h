//===- Unwind.h - Walking and taking down the stack ---------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The C++ unwinder, present on every Linux target, finds each frame's landing pad: a save pad of ours (pass/SavePads.cpp).
// A capture first walks the stack and makes sure that every frame down to the base is ours and has a pad for its pc; only
// then the child unwinds it by force.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_SAVE_UNWIND_H
#define CGT_SAVE_UNWIND_H

#include "program/Thread.h"

#include <stddef.h>
#include <stdint.h>

namespace cgt {
namespace unwind {

/// Prepares the table of instrumented functions and makes the unwinder allocate what it needs (static builds call malloc
/// on first use). False when memory is out.
bool prepare(Thread &Main);

/// Where a function's code begins: what a function pointer refers to on targets with descriptors or mode bits.
uintptr_t codeAddress(const void *Function);

/// Marks the calling function's frame as the base of \p T's stack.
void setBase(Thread &T);

/// What is in the way of a capture.
struct Obstacle {
  uintptr_t Function = 0; ///< start of the frame's function; 0: unknown
  uintptr_t Frame = 0;    ///< its frame address; 0: unknown
};

/// Walks the stack of \p T, the calling thread, from the frame that \p ReturnAddress lies in down to the base. True when each frame can
/// be captured; then \p Bytes is the stack between.
bool check(const Thread &T, const void *ReturnAddress, Obstacle &Found, size_t &Bytes);

/// The same walk, which calls \p Visit for each frame that can't be captured.
void obstacles(const Thread &T, const void *ReturnAddress, void (*Visit)(void *Ctx, const Obstacle &O), void *Ctx);

/// Lists all functions of the program's own units. False when memory is out.
bool listOwnCode();
/// Is that address, which may be a return address, in one of them?
bool isOwnCode(uintptr_t Address);
/// Walks the calling thread's stack as far as the unwinder sees. \p Function: the oldest of these functions on it; 0: none. \p Oldest: where
/// the oldest frame lies.
void findOwn(uintptr_t &Function, uintptr_t &Oldest);

/// Runs the pads of all frames of \p T from the caller to the base, youngest first, then longjmps to T.AtBase. In the capture child, on
/// the stack of \p T.
[[noreturn]] void takeDown(Thread &T);

/// The object that a pad hands back to the unwinder.
void *exceptionObject();

} // namespace unwind
} // namespace cgt

#endif // CGT_SAVE_UNWIND_H
