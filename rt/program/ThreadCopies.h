//===- ThreadCopies.h - Copies of thread-local variables -----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The program's thread-local variables in a thread of a library's, which has no part in images: a copy that isn't as the thread found it
// would be lost.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PROGRAM_THREADCOPIES_H
#define CGT_PROGRAM_THREADCOPIES_H

#include "program/Program.h"

namespace cgt {
namespace threadcopies {

/// The calling thread's copy of one thread-local variable: all others of the program lie as far from it as in any thread.
uintptr_t anchor();
/// Looks for the variables. False when memory is out.
bool prepare();
/// The name of one that the thread of that anchor has changed since it began.
bool findChanged(uintptr_t Anchor, Str &Name);

} // namespace threadcopies
} // namespace cgt

#endif // CGT_PROGRAM_THREADCOPIES_H
