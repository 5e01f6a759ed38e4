//===- BitSets.h - Sets of small numbers in libc's types -----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A fd_set and a sigset_t are arrays of `unsigned long` in which a bit stands for a descriptor or a signal. Where a bit
// lies depends on the size and the byte order of `long`, which signal it stands for also on the machine.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_CONVERT_BITSETS_H
#define CGT_CONVERT_BITSETS_H

#include "types/Platform.h"
#include "types/Schema.h"

namespace cgt {

/// What a bit's number means.
enum class BitMeaning : uint8_t {
  None,   ///< the type is no set
  Number, ///< itself: fd_set
  Signal, ///< a signal of most machines. Bit 0 is signal 1
  SignalMips,
  SignalSparc,
};

/// Of a set of signals on the platform \p P.
BitMeaning signalMeaning(const Platform &P);
/// Of the opaque type \p T on the platform \p P.
BitMeaning bitMeaning(const TypeInfo &T, const Platform &P);

/// One set in memory.
struct BitSet {
  BitMeaning Meaning;
  unsigned WordSize; ///< bytes
  bool BigEndian;
  uint64_t Bytes; ///< of the type
};

/// Makes \p Target of \p Source.
void convertBitSet(const BitSet &From, const uint8_t *Source, const BitSet &To, uint8_t *Target);

} // namespace cgt

#endif // CGT_CONVERT_BITSETS_H
