//===- Summary.h - The figures of an image -----------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_INSPECT_SUMMARY_H
#define CGT_INSPECT_SUMMARY_H

#include "Values.h"

namespace cgt {

struct TypeTotal {
  std::string Type;
  uint64_t Blocks = 0, Bytes = 0;
};

struct Summary {
  uint64_t Globals = 0, GlobalBytes = 0;
  uint64_t HeapBlocks = 0, HeapBytes = 0;
  std::vector<TypeTotal> HeapTypes; ///< most bytes first
  uint64_t Pointers[NumTargetKinds] = {};
  uint64_t OlderFrame = 0; ///< variables of a frame that point into an older frame
  uint64_t HeapToStack = 0, GlobalToStack = 0;

  uint64_t resolved() const;
};

Summary summarize(const Values &V);

/// "x87 extended", "double", ...
const char *longDoubleName(LongDoubleFormat Format);
const char *roundingName(int Rounding);
/// Of the executable that wrote the image, in hexadecimal digits; empty: not known.
std::string buildId(const Image &I);
/// Version of the CGT that the image was saved by; empty: not known.
Str release(const Image &I);

} // namespace cgt

#endif // CGT_INSPECT_SUMMARY_H
