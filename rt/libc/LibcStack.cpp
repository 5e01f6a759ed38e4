//===- LibcStack.cpp - What libc says of main's stack -----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "port/OwnStack.h"
#include "port/Port.h"

#include <pthread.h>

using namespace cgt;

/// libc knows the kernel's stack only.
extern "C" __attribute__((visibility("default"))) int __cgt_pthread_getattr_np(pthread_t Thread, pthread_attr_t *Attributes) {
  constexpr uintptr_t Unlimited = sizeof(void *) == 4 ? 64 << 20 : 1 << 30;
  int Error = pthread_getattr_np(Thread, Attributes);
  if (Error || !ownstack::top() || !port::isMainThread() || !pthread_equal(Thread, pthread_self()))
    return Error;
  uintptr_t End = port::stackEnd(), Low = End ? End : port::stackTop() - Unlimited;
  return pthread_attr_setstack(Attributes, reinterpret_cast<void *>(Low), ownstack::top() - Low);
}
