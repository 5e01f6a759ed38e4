//===- LibcExit.h - Functions that libc calls later -----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the program has registered for its end and for forks, in the order in which it did.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_LIBC_LIBCEXIT_H
#define CGT_LIBC_LIBCEXIT_H

#include "port/Memory.h"

namespace cgt {
namespace libc {

struct ExitHandler {
  enum KindType : uint8_t { Atexit, OnExit, AtQuickExit } Kind;
  void *Function;
  void *Argument; ///< of on_exit
};
const MapVector<ExitHandler> &exitHandlers();
/// Registers it with libc. False when out of memory.
bool addExitHandler(const ExitHandler &H);

/// Of pthread_atfork; each may be null.
struct ForkHandlers {
  void (*Prepare)();
  void (*Parent)();
  void (*Child)();
};
const MapVector<ForkHandlers> &forkHandlers();
bool addForkHandlers(const ForkHandlers &H);

} // namespace libc
} // namespace cgt

#endif // CGT_LIBC_LIBCEXIT_H
