//===- Trace.h - Types of blocks that were allocated without one -----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A block from `void *p = malloc(n)` gets the type of the pointers that lead to it: all typed memory is walked from frames
// and globals on, and an untyped block whose start a `T *` holds becomes one of T. So does a block that was allocated as
// characters (`char *emalloc()`), if all typed pointers into it agree.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_SAVE_TRACE_H
#define CGT_SAVE_TRACE_H

#include "image/Checkpoint.h"
#include "port/Report.h"
#include "program/Program.h"
#include "program/Runtime.h"

namespace cgt {
namespace trace {

/// Types \p Runs's untyped blocks (an untyped run has one block, so that each can get its own type), counts pointers, and
/// refuses pointers into memory that isn't saved. False with the reason in \p Why. \p Union: one whose bytes may be a pointer,
/// so that only platforms like this one can restore the image.
bool typeBlocks(const Program &P, const ImageSource &Source, MapVector<HeapRun> &Runs, Figures &F, Place &Union,
                report::Buffer &Why);

} // namespace trace
} // namespace cgt

#endif // CGT_SAVE_TRACE_H
