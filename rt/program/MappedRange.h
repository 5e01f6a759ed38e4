//===- MappedRange.h - Where the sender's objects are here -----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PROGRAM_MAPPEDRANGE_H
#define CGT_PROGRAM_MAPPEDRANGE_H

#include "convert/Plan.h"
#include "image/Checkpoint.h"

namespace cgt {

/// Equal objects of the sender, Stride apart, and where they are here.
struct MappedRange {
  uint64_t Start = 0;
  uint64_t Size = 0;   ///< bytes of one object at the sender
  uint64_t Stride = 0; ///< from object to object; anything when Count is 1
  uint64_t Count = 1;
  void *Own = nullptr;          ///< own address of the first
  uint64_t OwnStride = 0;       ///< from object to object here
  const Plan *Layout = nullptr; ///< null: offsets are the same on both sides

  // What it is: one of these, or none.
  const HeapRun *Run = nullptr;
  bool IsInFrame = false; ///< the run's block is memory of a frame
  const ObjectRecord *Object = nullptr;
  const FieldInfo *Variable = nullptr;
  const uint8_t *Data = nullptr; ///< the sender's bytes of the first object; null: not known
  uint64_t DataStride = 0;
  /// The sender's bytes of one of them; null: not known.
  const uint8_t *data(uint64_t Index) const { return Data ? Data + Index * DataStride : nullptr; }
  /// Numbers, an array of them, or a block of no known type whose second uses matter. What has a layout, the map sets it for.
  bool OfNumbers = false;
};

} // namespace cgt

#endif // CGT_PROGRAM_MAPPEDRANGE_H
