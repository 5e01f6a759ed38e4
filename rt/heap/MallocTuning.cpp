//===- MallocTuning.cpp - Functions that tune libc's malloc ----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Who links the runtime's malloc gets nothing of libc's, so these are here too. They do nothing. Apart from malloc, since not
// every sanitizer has all of them.
//
//===----------------------------------------------------------------------===//

#include <errno.h>
#include <malloc.h>

#define CGT_WEAK extern "C" __attribute__((weak, visibility("default")))

CGT_WEAK int mallopt(int, int) noexcept { return 1; }
CGT_WEAK int malloc_trim(size_t) noexcept { return 0; }
CGT_WEAK void malloc_stats() noexcept {}
CGT_WEAK struct mallinfo mallinfo() noexcept { return {}; }
CGT_WEAK struct mallinfo2 mallinfo2() noexcept { return {}; }
CGT_WEAK int malloc_info(int, FILE *) noexcept {
  errno = ENOSYS;
  return -1;
}
