//===- Capture.h - From a running program to an image --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A copy-on-write child is the snapshot: it takes its own stack down (each frame's pad leaves a record), reads globals and
// heap once the last frame is gone (values that the optimiser kept in registers are in memory by then), writes the image and
// ends. The program itself goes on at once; a failed save can't harm it.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_SAVE_CAPTURE_H
#define CGT_SAVE_CAPTURE_H

#include "program/Runtime.h"

namespace cgt {
namespace capture {

enum class Outcome {
  Saved,
  Started,
  Deferred, ///< something is in the way that may go away
  Refused,  ///< something is in the way that won't
  Failed    ///< it has been told why
};

/// Saves at the poll that \p ReturnAddress lies in. With \p Wait, returns when the image is in place (Saved) or has
/// failed; else Started. Deferred: \p Frame is as reasons::find says.
Outcome save(Runtime &R, const void *ReturnAddress, bool Wait, uintptr_t &Frame);

/// Reaps the writing child if it has ended (\p Block: waits for it). False when its save failed: the program has then been
/// told, and the image's number is free again.
bool reap(Runtime &R, bool Block);

/// A save pad's request for a record; in the child.
void *pushFrame(Runtime &R, const CgtSite *Site);
/// The same for a frame whose variables lie at \p Own as in the beginning of its record, \p Bytes long.
void *takeFrame(Runtime &R, const CgtSite *Site, const void *Own, size_t Bytes);
/// The same for a clone whose variables are in its own record \p Own; returns the exception object.
void *saveFrame(Runtime &R, const CgtSite *Site, const void *Own);
/// Adds to the youngest record what its pad has left an address of, while the frame's memory still stands.
void finishFrame(Runtime &R);

/// Adds an array of variable length, or all of alloca()'s pieces, as __cgt_frame_array says.
void addArray(Runtime &R, void *Record, size_t Slot, const void *Address, size_t Bytes);

/// What AtBase of a thread comes back with. In the child: the thread's frames are records, or, of main's, those of all threads are. Left: the
/// thread has ended by pthread_exit().
enum Return { OwnTaken = 1, AllTaken = 2, Left = 3 };

/// The frames of \p T are records: goes on with another thread's, or back to main's base.
[[noreturn]] void taken(Runtime &R, Thread &T);
/// The rest of the capture, on main's base frame; in the child.
[[noreturn]] void finish(Runtime &R);

} // namespace capture
} // namespace cgt

#endif // CGT_SAVE_CAPTURE_H
