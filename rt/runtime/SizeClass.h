//===- SizeClass.h - Block sizes of slabs ------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Blocks of 16, 32, … 512 bytes, then eight sizes per doubling up to 32 KiB. A block is larger than what was asked for
// by at least a byte, so that a pointer one past the end never is another block's.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RUNTIME_SIZECLASS_H
#define CGT_RUNTIME_SIZECLASS_H

#include <stddef.h>
#include <stdint.h>

namespace cgt {

constexpr size_t BlockAlign = 16;                ///< what malloc gives
constexpr size_t LargestSmall = 32768 - 1;       ///< larger requests get pages of their own
constexpr unsigned NumClasses = 1 + 32 + 6 * 8; ///< class 0 isn't used

inline unsigned classOf(size_t Size) {
  if (Size < 512)
    return static_cast<unsigned>((Size + BlockAlign) / BlockAlign);
  unsigned Log = 31 - static_cast<unsigned>(__builtin_clz(static_cast<unsigned>(Size)));
  return 33 + (Log - 9) * 8 + static_cast<unsigned>(Size >> (Log - 3)) - 8;
}

inline uint32_t blockSizeOf(unsigned Class) {
  if (Class <= 32)
    return static_cast<uint32_t>(Class * BlockAlign);
  unsigned Octave = (Class - 33) / 8, Eighth = (Class - 33) % 8;
  return (Eighth + 9) << (Octave + 6);
}

} // namespace cgt

#endif // CGT_RUNTIME_SIZECLASS_H
