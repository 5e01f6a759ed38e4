//===- LibcKeys.h - Thread-specific keys ----------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_LIBC_LIBCKEYS_H
#define CGT_LIBC_LIBCKEYS_H

#include <stdint.h>

namespace cgt {
namespace libc {

/// A key of pthread_key_create or tss_create, with this thread's value.
struct ThreadKey {
  uint32_t Number;
  void (*Destructor)(void *);
  void *Value;
};

// Absent from programs that have none.

/// Calls \p Visit for each, in order of number. False as soon as that returns false.
__attribute__((weak)) bool forEachKey(bool (*Visit)(void *Ctx, const ThreadKey &K), void *Ctx);
/// Makes one of that number, with its value. False when that number is taken, or there is no memory.
__attribute__((weak)) bool makeKey(const ThreadKey &K);
/// Sets this thread's value. False when memory is out.
__attribute__((weak)) bool setKey(unsigned Number, void *Value);

} // namespace libc
} // namespace cgt

#endif // CGT_LIBC_LIBCKEYS_H
