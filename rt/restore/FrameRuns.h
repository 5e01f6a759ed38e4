//===- FrameRuns.h - Blocks of an image that lie in frames ---------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESTORE_FRAMERUNS_H
#define CGT_RESTORE_FRAMERUNS_H

#include "image/Checkpoint.h"
#include "port/Memory.h"

namespace cgt {

/// An array of variable length, or a piece of what alloca() has given.
struct FrameRun {
  uint32_t Run, Activation;
  const FieldInfo *Field; ///< the sender's
  uint64_t Address;
  char *Own = nullptr;
  uint64_t Bytes = 0; ///< here

  bool isPiece() const { return Field->Flags & FieldPieces; }
};

/// Those of an image, in order of run and of address.
class FrameRuns {
public:
  /// Malformed when the image's runs are in no order.
  Status find(const Image &I);
  FrameRun *ofRun(uint32_t Run);
  const FrameRun *ofRun(uint32_t Run) const { return const_cast<FrameRuns *>(this)->ofRun(Run); }
  /// What an activation has at \p Address; null: nothing.
  const FrameRun *at(uint32_t Activation, uint64_t Address) const;
  uint32_t size() const { return static_cast<uint32_t>(All.size()); }
  FrameRun *begin() { return All.begin(); }
  FrameRun *end() { return All.end(); }
  const FrameRun *begin() const { return All.begin(); }
  const FrameRun *end() const { return All.end(); }
  void release() { All.release(); }

private:
  MapVector<FrameRun> All;
};

} // namespace cgt

#endif // CGT_RESTORE_FRAMERUNS_H
