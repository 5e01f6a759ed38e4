//===- Jumps.h - Buffers of setjmp's between platforms -------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What travels is the jump tag (abi/JumpTag.h) and the signal mask, which the target has at its beginning: libc's place for it is
// known to those who use it there (libc/LibcJumps.cpp).
//
//===----------------------------------------------------------------------===//

#ifndef CGT_CONVERT_JUMPS_H
#define CGT_CONVERT_JUMPS_H

#include "abi/JumpTag.h"
#include "convert/BitSets.h"

namespace cgt {

/// Is the opaque type a buffer of setjmp's?
bool isJumpBuffer(const TypeInfo &T);

/// One buffer in memory.
struct JumpBuffer {
  BitMeaning Signals; ///< of its mask
  unsigned LongSize;  ///< bytes of `long`
  bool BigEndian;
  uint64_t Bytes; ///< of the type
};

/// Makes \p Target of \p Source: its tag and mask, and zeros. A buffer without a tag is nobody's, and all zeros.
void convertJumpBuffer(const JumpBuffer &From, const uint8_t *Source, const JumpBuffer &To, uint8_t *Target);

} // namespace cgt

#endif // CGT_CONVERT_JUMPS_H
