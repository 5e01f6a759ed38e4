//===- LibcLock.h - One thread at a time in a wrapper ---------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_LIBC_LIBCLOCK_H
#define CGT_LIBC_LIBCLOCK_H

#include "port/Port.h"

#include <sys/single_threaded.h>

namespace cgt {
namespace libc {

/// Holds the lock in \p Word, which begins as 0, as long as it lives. Programs with one thread need none.
class Guard {
public:
  explicit Guard(int &Word) : Word(__libc_single_threaded ? nullptr : &Word) {
    if (this->Word)
      port::takeLock(this->Word);
  }
  ~Guard() {
    if (Word)
      port::dropLock(Word);
  }
  Guard(const Guard &) = delete;
  Guard &operator=(const Guard &) = delete;

private:
  int *Word;
};

} // namespace libc
} // namespace cgt

#endif // CGT_LIBC_LIBCLOCK_H
