//===- Ahead.h - Before it is too late -----------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Will a save fit into the time that a scheduler gives, onto the disk, and into the memory that the program may have? Told while something
// can still be done about it.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_SAVE_AHEAD_H
#define CGT_SAVE_AHEAD_H

#include "program/Runtime.h"

namespace cgt {
namespace ahead {

/// The image \p Name of so many bytes is about to be restored.
void beforeRestore(Runtime &R, const char *Name, uint64_t Bytes);
/// The program is about to begin, or to go on.
void begin(const Runtime &R);
/// From time to time while it grows. To be called at polls.
void look(const Runtime &R);

/// A save begins. False when there is no memory for what the program would change while the
/// image is written: it is to stand still.
bool beforeSave(const Runtime &R);
/// It has ended; in the program.
void afterSave(const Runtime &R);
/// In the writing child: the image \p Name has so many bytes.
void afterWriting(Runtime &R, const char *Name, uint64_t Bytes);

} // namespace ahead
} // namespace cgt

#endif // CGT_SAVE_AHEAD_H
