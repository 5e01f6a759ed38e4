//===- Mutexes.h - libc's mutexes ------------------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A pthread_mutex_t or mtx_t says the same everywhere: whether it is locked, how often, by which thread, and of what kind it is.
// Only the places of these numbers differ.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_CONVERT_MUTEXES_H
#define CGT_CONVERT_MUTEXES_H

#include "types/Schema.h"

namespace cgt {

/// Is the opaque type one?
bool isMutex(const TypeInfo &T);

/// One mutex in memory.
struct MutexLayout {
  unsigned LongSize; ///< bytes of `long`
  bool BigEndian;
  uint64_t Bytes; ///< of the type
};

/// Where each has its owner's number, a thread's as the kernel has it.
constexpr size_t MutexOwnerOffset = 8;

/// Makes \p Target of \p Source. False for one whose protocol or robustness the kernel knows of.
bool convertMutex(const MutexLayout &From, const uint8_t *Source, const MutexLayout &To, uint8_t *Target);

} // namespace cgt

#endif // CGT_CONVERT_MUTEXES_H
