//===- LibcJumps.h - Numbers that setjmp's buffers are known by ----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_LIBC_LIBCJUMPS_H
#define CGT_LIBC_LIBCJUMPS_H

#include <stdint.h>

namespace cgt {
namespace libc {

/// The last numbers that were given: to an activation, and to a process that this one comes from, or this one.
struct JumpNumbers {
  uint32_t Activations, Generations;
};

/// Null in programs without setjmp.
__attribute__((weak)) JumpNumbers *jumpNumbers();

} // namespace libc
} // namespace cgt

#endif // CGT_LIBC_LIBCJUMPS_H
