//===- Collect.h - What goes into an image --------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_SAVE_COLLECT_H
#define CGT_SAVE_COLLECT_H

#include "port/Report.h"
#include "program/Runtime.h"

namespace cgt {
namespace collect {

/// Describes the whole state in memory for the writer. Only in the capture child, after the last frame is gone. False when
/// something can't be carried or memory is out; \p Why then says what.
bool all(Runtime &R, ImageSource &Out, Figures &F, char *Why, size_t WhySize);

/// Adds a run, or extends the last one by a block of the same kind right behind it. Untyped blocks stay alone. False when
/// memory is out.
bool append(MapVector<HeapRun> &Runs, const HeapRun &Run);

/// "function 'f' (file.c:12)" for a code address, or "a function outside the program's own code".
void describeFunction(uintptr_t Address, report::Buffer &Out);
/// "function 'f'" for the beginning of one whose address the program takes, or "a function of the program".
void describeCode(uintptr_t Address, report::Buffer &Out);

} // namespace collect
} // namespace cgt

#endif // CGT_SAVE_COLLECT_H
