//===- ThreadEntries.h - Whose activations are whose ----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The entry "threads" of section RSRC, which an image has if its program had others than main's.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_IMAGE_THREADENTRIES_H
#define CGT_IMAGE_THREADENTRIES_H

#include "image/Checkpoint.h"

namespace cgt {

/// The entry's name.
inline constexpr const char *ThreadsEntry = "threads";

struct ThreadEntry {
  uint32_t Number = 1;          ///< main's is 1
  uint32_t First = 0, Last = 0; ///< its activations, the last excluded
  int32_t Errno = 0;
  uint64_t StackLow = 0, StackTop = 0; ///< 0: main's
  uint32_t NumSignals = 0, NumKeys = 0;
  Cursor Signals = Cursor(nullptr, 0); ///< names of those that it blocks
  Cursor Keys = Cursor(nullptr, 0);    ///< of each value the key, uleb32, and the value, uleb
};

/// Calls \p Visit for each thread, in order of numbers, main's first; also where there is no such entry. Fails as soon as that does, or
/// where the entry is malformed.
Status forEachThread(const Image &I, Status (*Visit)(void *Ctx, const ThreadEntry &T), void *Ctx);

} // namespace cgt

#endif // CGT_IMAGE_THREADENTRIES_H
