//===- FrameWalk.h - How long is a file that is still coming? ----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_IMAGE_FRAMEWALK_H
#define CGT_IMAGE_FRAMEWALK_H

#include "base/Bytes.h"

namespace cgt {
namespace image {

/// Follows a file's frame as far as its bytes have arrived, so that nothing is waited for or taken that no frame says. Looks
/// at headers of sections and chunks only, not at checksums.
class FrameWalk {
public:
  /// \p Data are the first \p Size bytes; more of them at each call. What can't be an image's beginning is refused.
  Status go(const void *Data, uint64_t Size);
  /// Length of the whole file; 0 when it isn't known yet.
  uint64_t length() const { return Length; }

private:
  uint64_t At = 0;   ///< what comes next: a header
  uint64_t Left = 0; ///< of the section's contents
  uint64_t Length = 0;
  uint32_t NumSections = 0;
  bool InSection = false, IsTable = false;
};

} // namespace image
} // namespace cgt

#endif // CGT_IMAGE_FRAMEWALK_H
