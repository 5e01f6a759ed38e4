//===- LaidOut.h - A heap laid out as the sender's ---------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESTORE_LAIDOUT_H
#define CGT_RESTORE_LAIDOUT_H

#include "convert/Plan.h"
#include "image/Checkpoint.h"

namespace cgt {

/// The sender's pages of which every block has its place here, all of them at one distance from where they were. Addresses
/// in them need no look-up, unless their page holds numbers, which may be used as another type.
struct LaidOut {
  uint64_t Start = 0, Bytes = 0; ///< at the sender; 0: there are none
  uint64_t Shift = 0;            ///< to be added to an address
  uint8_t *HasNumbers = nullptr; ///< by page

  bool contains(uint64_t Address) const { return Address - Start < Bytes; }

  /// Pointers of this platform, from number \p Done on, up to the first that needs a look by itself; its number.
  uint64_t translate(const PointerBatch &B, uint64_t Done) const {
    bool Writes = !B.Copied || Shift != 0;
    for (; Done < B.Count; ++Done) {
      uintptr_t Value;
      memcpy(&Value, B.Source + Done * B.SourceStride, sizeof Value);
      if (!contains(Value) || HasNumbers[(Value - Start) / SpanRecord::PageBytes])
        break;
      Value += static_cast<uintptr_t>(Shift);
      if (Writes)
        memcpy(B.Target + Done * B.TargetStride, &Value, sizeof Value);
    }
    return Done;
  }
};

} // namespace cgt

#endif // CGT_RESTORE_LAIDOUT_H
