//===- ForeignMalloc.cpp - Programs whose malloc isn't the runtime's -------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "heap/ForeignMalloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

using namespace cgt;

// What isn't linked is null. Addresses are read from memory, as a compiler knows that two functions are never one.
extern "C" {
__attribute__((weak)) void *__cgt_plain_malloc(size_t Size) noexcept;
__attribute__((weak)) int __cgt_plain_posix_memalign(void **Result, size_t Align, size_t Size) noexcept;
extern const char __cgt_sanitizer[] __attribute__((weak));
}
using Malloc = void *(size_t);
static Malloc *const volatile Own = __cgt_plain_malloc;
static Malloc *const volatile InForce = malloc;
using Memalign = int(void **, size_t, size_t);
static Memalign *const volatile OwnMemalign = __cgt_plain_posix_memalign;
static Memalign *const volatile MemalignInForce = posix_memalign;
static const char *const volatile Sanitizer = __cgt_sanitizer;

bool foreign::hasMalloc() { return Own != InForce; }

const char *foreign::sanitizer() { return Sanitizer; }

void *foreign::allocate(size_t Size, size_t Align, bool Zero) {
  void *Block = nullptr;
  if (Align <= alignof(max_align_t))
    Block = malloc(Size);
  else if (OwnMemalign == MemalignInForce) // the other malloc has none
    errno = ENOMEM;
  else if (int Error = posix_memalign(&Block, Align, Size))
    errno = Error;
  return Block && Zero ? memset(Block, 0, Size) : Block;
}

void *foreign::resize(void *Block, size_t Size) { return realloc(Block, Size); }

void foreign::release(void *Block) { free(Block); }
