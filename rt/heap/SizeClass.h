//===- SizeClass.h - Block sizes of slabs ------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Blocks of 16, 32, … 512 bytes, then 512 to 32768 in eight steps per doubling and a cache line more. A block is larger
// than what was asked for by at least a byte, so that a pointer one past the end never is another block's; an array of small
// elements by more than one of them, so that it isn't the place in front of another such array either (`a - 1`, to count
// from 1).
//
// The line more is for matrices whose rows are blocks of 2^k bytes: rows a multiple of 512 bytes apart would have their
// columns in a few sets of the cache (a transposition then takes twice the time), and would just miss the class of 2^k.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_HEAP_SIZECLASS_H
#define CGT_HEAP_SIZECLASS_H

#include <stddef.h>
#include <stdint.h>

namespace cgt {

constexpr size_t BlockAlign = 16; ///< what malloc gives
constexpr size_t CacheLine = 64;
constexpr size_t LargestSmall = 32768 - 1;          ///< larger requests get pages of their own
constexpr unsigned NumClasses = 1 + 32 + 6 * 8 + 1; ///< class 0 isn't used

/// What a block of \p Size bytes made of elements is to be larger by, less a byte. Without it, blocks are larger by at most 16
/// bytes, or, large ones, by an eighth and a cache line: only an element no larger than that could lie exactly between two.
inline size_t slackFor(size_t Size, size_t ElementSize) {
  bool IsArray = ElementSize <= BlockAlign ? Size > ElementSize : Size >= 512 && Size / 4 >= ElementSize;
  return IsArray ? ElementSize : 0;
}

inline unsigned classOf(size_t Size) {
  if (Size < 512)
    return static_cast<unsigned>((Size + BlockAlign) / BlockAlign);
  Size -= CacheLine;
  if (Size < 512)
    return 33;
  unsigned Log = 31 - static_cast<unsigned>(__builtin_clz(static_cast<unsigned>(Size)));
  return 34 + (Log - 9) * 8 + static_cast<unsigned>(Size >> (Log - 3)) - 8;
}

inline uint32_t blockSizeOf(unsigned Class) {
  if (Class <= 32)
    return static_cast<uint32_t>(Class * BlockAlign);
  unsigned Octave = (Class - 33) / 8, Eighth = (Class - 33) % 8;
  return ((Eighth + 8) << (Octave + 6)) + static_cast<uint32_t>(CacheLine);
}

} // namespace cgt

#endif // CGT_HEAP_SIZECLASS_H
