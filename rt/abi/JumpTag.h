//===- JumpTag.h - What setjmp's buffers say of themselves ---------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The registers in a jmp_buf mean nothing in another process. So code compiled with CGT writes whose it is into each one before it calls
// setjmp: a tag, at the end of the buffer, where libc has room for more signals than any kernel has. The tag goes wherever the
// buffer's bytes go: a copy is another buffer of the same frame.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_ABI_JUMPTAG_H
#define CGT_ABI_JUMPTAG_H

#include <stdint.h>

namespace cgt {

/// The last bytes of a jmp_buf. Integers are in the byte order of the buffer's platform.
struct JumpTag {
  char Magic[8];       ///< JumpMagic
  uint32_t Activation; ///< the number of the activation that called setjmp; 0: the buffer is nobody's
  uint32_t Step;       ///< the call's step number in that function
  uint32_t Generation; ///< of the process: one more after each resume. In any other process the registers are void
  uint32_t MaskOffset; ///< where in the buffer the kernel's part of the signal mask is
  uint32_t HasMask;    ///< 1: it was asked for
  uint32_t Unused;     ///< 0
};

constexpr char JumpMagic[] = {'c', 'g', 't', '.', 'j', 'u', 'm', 'p'};

} // namespace cgt

#endif // CGT_ABI_JUMPTAG_H
