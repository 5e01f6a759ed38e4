//===- Diff.h - What two images differ in ------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_INSPECT_DIFF_H
#define CGT_INSPECT_DIFF_H

#include "Values.h"

#include "llvm/Support/raw_ostream.h"

namespace cgt {

/// Compares the program's state: frames, variables, globals, heap, output so far. Values are compared as such and pointers
/// by what they refer to, so that images of different platforms may be equal. What differs in the saving process only
/// (platform, polls) is a note. Prints "what: A | B" and returns the number of differences, notes apart.
uint64_t printDifferences(const Values &A, const Values &B, bool Full, llvm::raw_ostream &OS);

} // namespace cgt

#endif // CGT_INSPECT_DIFF_H
