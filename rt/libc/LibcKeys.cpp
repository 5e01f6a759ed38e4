//===- LibcKeys.cpp - Thread-specific keys ----------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// libc gives the lowest number that is free, so that a resumed program can have the numbers that it had.
//
//===----------------------------------------------------------------------===//

#include "libc/LibcKeys.h"

#include "libc/LibcLock.h"
#include "port/Port.h"

#include <errno.h>
#include <pthread.h>
#include <threads.h>

using namespace cgt;

#define CGT_PUBLIC extern "C" __attribute__((visibility("default")))

using Destructor = void (*)(void *);

namespace {
struct KnownKey {
  bool Exists;
  Destructor Function;
};
} // namespace

/// By number.
[[clang::require_constant_initialization]] static MapVector<KnownKey> Keys;
static int Lock;

static bool note(unsigned Number, Destructor Function) {
  while (Keys.size() <= Number)
    if (!Keys.push({}))
      return false;
  Keys[Number] = {true, Function};
  return true;
}

static void forget(unsigned Number) {
  if (Number < Keys.size())
    Keys[Number] = {};
}

CGT_PUBLIC int __cgt_pthread_key_create(pthread_key_t *Key, Destructor Function) {
  libc::Guard Guard(Lock);
  int Error = pthread_key_create(Key, Function);
  if (Error == 0 && !note(*Key, Function)) {
    pthread_key_delete(*Key);
    return ENOMEM;
  }
  return Error;
}

CGT_PUBLIC int __cgt_pthread_key_delete(pthread_key_t Key) {
  libc::Guard Guard(Lock);
  int Error = pthread_key_delete(Key);
  if (Error == 0)
    forget(Key);
  return Error;
}

CGT_PUBLIC int __cgt_tss_create(tss_t *Key, Destructor Function) {
  return __cgt_pthread_key_create(Key, Function) == 0 ? thrd_success : thrd_error;
}

CGT_PUBLIC void __cgt_tss_delete(tss_t Key) { __cgt_pthread_key_delete(Key); }

bool libc::forEachKey(bool (*Visit)(void *Ctx, const ThreadKey &K), void *Ctx) {
  for (unsigned K = 0; K < Keys.size(); ++K)
    if (Keys[K].Exists && !Visit(Ctx, {K, Keys[K].Function, pthread_getspecific(K)}))
      return false;
  return true;
}

bool libc::setKey(unsigned Number, void *Value) { return pthread_setspecific(Number, Value) == 0; }

bool libc::makeKey(const ThreadKey &K) {
  // Those below it that are free are taken meanwhile.
  MapVector<pthread_key_t> Below;
  pthread_key_t Key = 0;
  bool Made;
  while ((Made = pthread_key_create(&Key, K.Destructor) == 0) && Key < K.Number && Below.push(Key))
    ;
  for (pthread_key_t Other : Below)
    pthread_key_delete(Other);
  Below.release();
  return Made && Key == K.Number && note(Key, K.Destructor) && pthread_setspecific(Key, K.Value) == 0;
}
