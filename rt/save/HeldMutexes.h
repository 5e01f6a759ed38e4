//===- HeldMutexes.h - Mutexes that the program has locked ---------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A locked mutex has its owner's number, which is another in each process. An image tells which ones are locked, so that they
// belong to the resumed program's thread.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_SAVE_HELDMUTEXES_H
#define CGT_SAVE_HELDMUTEXES_H

#include "image/Checkpoint.h"
#include "program/Program.h"

namespace cgt {
namespace heldmutexes {

/// Adds a hook to \p Out for each mutex in frames, globals and blocks of a type whose owner is \p Thread. False when memory is out.
bool find(const Program &P, const ImageSource &Source, uint32_t Thread, MapVector<HookRecord> &Out);

} // namespace heldmutexes
} // namespace cgt

#endif // CGT_SAVE_HELDMUTEXES_H
