//===- LibcTimers.h - Timers of timer_create -----------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The program knows its timers by small numbers of the runtime's, which stay what they are in a resumed program.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_LIBC_LIBCTIMERS_H
#define CGT_LIBC_LIBCTIMERS_H

#include <stdint.h>

namespace cgt {
namespace libc {

struct TimerState {
  uint32_t Number; ///< as the program knows it
  int32_t Clock;
  bool Signals; ///< sends Signal with Value; else it does nothing
  int Signal;
  uint64_t Value;          ///< of sigev_value
  bool IsAddress;          ///< of the program's memory
  uint64_t Left, Interval; ///< nanoseconds; Left 0: it isn't set
};

// Absent from programs that have none.

/// Calls \p Visit for each, in order of number. False as soon as that returns false.
__attribute__((weak)) bool forEachTimer(bool (*Visit)(void *Ctx, const TimerState &T), void *Ctx);
/// Makes and sets one again. Errno value.
__attribute__((weak)) int makeTimer(const TimerState &T);
/// Is there one that runs a function in a thread of its own?
__attribute__((weak)) bool hasThreadTimers();

} // namespace libc
} // namespace cgt

#endif // CGT_LIBC_LIBCTIMERS_H
