//===- SyncObjects.h - What threads wait for -------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A pthread_mutex_t or mtx_t says the same everywhere: whether it is locked, how often, by which thread, and of what kind it is.
// Only the places of these numbers differ. Of other types the numbers are those of rt/units, or of libc where it has the same everywhere.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_CONVERT_SYNCOBJECTS_H
#define CGT_CONVERT_SYNCOBJECTS_H

#include "types/Schema.h"

namespace cgt {

enum class SyncKind : uint8_t {
  None,
  Mutex,
  Words,     ///< int's from the beginning on
  Attributes ///< of a thread that is to be made
};

/// Which of them the opaque type \p T is.
SyncKind syncKind(const TypeInfo &T);

/// One of them in memory.
struct SyncLayout {
  unsigned LongSize; ///< bytes of `long`
  bool BigEndian;
  uint64_t Bytes; ///< of the type
};

/// Makes \p Target of \p Source. False for one that the kernel has to do with, or that holds an address.
bool convertSync(SyncKind Kind, const SyncLayout &From, const uint8_t *Source, const SyncLayout &To, uint8_t *Target);

} // namespace cgt

#endif // CGT_CONVERT_SYNCOBJECTS_H
