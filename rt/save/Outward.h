//===- Outward.h - Pages with pointers that lead out of the heap -----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A platform like the sender's maps the heap's pages where they were. Pointers into the heap are right then as they are; the
// saver notes where others stand, so that nobody has to read the whole heap to find them.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_SAVE_OUTWARD_H
#define CGT_SAVE_OUTWARD_H

#include "image/Checkpoint.h"
#include "program/Program.h"

namespace cgt {
namespace outward {

/// Fills \p Source.Outward, whose runs and spans are those of this process, if the heap isn't scattered over too much address
/// space and memory suffices. \p Pages and \p Memory hold what it refers to.
void note(const Program &P, ImageSource &Source, MapVector<PageRange> &Pages, MapAllocator &Memory);

} // namespace outward
} // namespace cgt

#endif // CGT_SAVE_OUTWARD_H
