//===- LibcStack.cpp - What libc says of main's stack -----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "port/OwnStack.h"
#include "port/Port.h"

#include <errno.h>
#include <pthread.h>

using namespace cgt;

extern "C" {
__attribute__((weak)) int __cgt_keeps_threads();
__attribute__((weak)) pthread_t __cgt_thread_handle(int Number);
}

/// libc knows the kernel's stack only.
extern "C" __attribute__((visibility("default"))) int __cgt_pthread_getattr_np(pthread_t Thread, pthread_attr_t *Attributes) {
  constexpr uintptr_t Unlimited = sizeof(void *) == 4 ? 64 << 20 : 1 << 30;
  if (__cgt_keeps_threads && __cgt_keeps_threads()) // which numbers them
    Thread = __cgt_thread_handle(static_cast<int>(Thread));
  int Error = Thread ? pthread_getattr_np(Thread, Attributes) : ESRCH;
  if (Error || !ownstack::top() || !port::isMainThread() || !pthread_equal(Thread, pthread_self()))
    return Error;
  uintptr_t End = port::stackEnd(), Low = End ? End : port::stackTop() - Unlimited;
  return pthread_attr_setstack(Attributes, reinterpret_cast<void *>(Low), ownstack::top() - Low);
}
