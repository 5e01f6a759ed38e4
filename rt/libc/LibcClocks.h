//===- LibcClocks.h - Clocks that go on where they were -----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_LIBC_LIBCCLOCKS_H
#define CGT_LIBC_LIBCCLOCKS_H

#include <stdint.h>
#include <time.h>

namespace cgt {
namespace libc {

/// The clocks that a process sees, in the order in which an image has them.
#define CGT_CLOCKS                                                                                                             \
  CGT_CLOCK(Monotonic)                                                                                                         \
  CGT_CLOCK(Boot)                                                                                                              \
  CGT_CLOCK(Processor)                                                                                                         \
  CGT_CLOCK(User)                                                                                                              \
  CGT_CLOCK(System)                                                                                                            \
  CGT_CLOCK(ChildrenUser)                                                                                                      \
  CGT_CLOCK(ChildrenSystem)                                                                                                    \
  CGT_CLOCK(Ticks)

struct Clocks { ///< nanoseconds
#define CGT_CLOCK(Name) int64_t Name = 0;
  CGT_CLOCKS
#undef CGT_CLOCK
};

// Absent from programs that ask no clock.

/// What the program sees now. False when it has never looked.
__attribute__((weak)) bool readClocks(Clocks &Out);
/// From now on it sees clocks that go on from \p Shown.
__attribute__((weak)) void setClocks(const Clocks &Shown);
/// What the program's time of that clock is ahead of the kernel's.
int64_t clockOffset(clockid_t Clock);
/// The kernel's time for the program's.
__attribute__((weak)) void toKernel(clockid_t Clock, timespec &Time);

} // namespace libc
} // namespace cgt

#endif // CGT_LIBC_LIBCCLOCKS_H
