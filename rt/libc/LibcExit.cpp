//===- LibcExit.cpp - Functions that libc calls later ------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "libc/LibcExit.h"

#include "libc/LibcLock.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

using namespace cgt;
using libc::ExitHandler;
using libc::ForkHandlers;

#define CGT_PUBLIC extern "C" __attribute__((visibility("default")))

[[clang::require_constant_initialization]] static MapVector<ExitHandler> ExitHandlers;
[[clang::require_constant_initialization]] static MapVector<ForkHandlers> Forks;
static int Lock;

const MapVector<ExitHandler> &libc::exitHandlers() { return ExitHandlers; }
const MapVector<ForkHandlers> &libc::forkHandlers() { return Forks; }

static bool registerHandler(const ExitHandler &H) {
  switch (H.Kind) {
  case ExitHandler::Atexit: return atexit(reinterpret_cast<void (*)()>(H.Function)) == 0;
  case ExitHandler::OnExit: return on_exit(reinterpret_cast<void (*)(int, void *)>(H.Function), H.Argument) == 0;
  case ExitHandler::AtQuickExit: return at_quick_exit(reinterpret_cast<void (*)()>(H.Function)) == 0;
  }
  return false;
}

bool libc::addExitHandler(const ExitHandler &H) {
  Guard Held(Lock);
  if (!ExitHandlers.push(H))
    return false;
  if (registerHandler(H))
    return true;
  ExitHandlers.pop();
  return false;
}

bool libc::addForkHandlers(const ForkHandlers &H) {
  Guard Held(Lock);
  if (!Forks.push(H))
    return false;
  if (pthread_atfork(H.Prepare, H.Parent, H.Child) == 0)
    return true;
  Forks.pop();
  return false;
}

static int added(ExitHandler::KindType Kind, void *Function, void *Argument) {
  return libc::addExitHandler({Kind, Function, Argument}) ? 0 : -1;
}

CGT_PUBLIC int __cgt_atexit(void (*Function)()) {
  return added(ExitHandler::Atexit, reinterpret_cast<void *>(Function), nullptr);
}

CGT_PUBLIC int __cgt_on_exit(void (*Function)(int, void *), void *Argument) {
  return added(ExitHandler::OnExit, reinterpret_cast<void *>(Function), Argument);
}

CGT_PUBLIC int __cgt_at_quick_exit(void (*Function)()) {
  return added(ExitHandler::AtQuickExit, reinterpret_cast<void *>(Function), nullptr);
}

CGT_PUBLIC int __cgt_pthread_atfork(void (*Prepare)(), void (*Parent)(), void (*Child)()) {
  return libc::addForkHandlers({Prepare, Parent, Child}) ? 0 : ENOMEM;
}
