//===- Sparse.h - Memory that is mostly zeros --------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A program may have far more zeros than memory: pages that were never written. They are looked for in large blocks, part by
// part, and not written here either.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESTORE_SPARSE_H
#define CGT_RESTORE_SPARSE_H

#include "image/Checkpoint.h"

namespace cgt {

/// Blocks of this many bytes and more are looked at, in parts of about as many.
constexpr uint64_t SparsePart = 64 << 10;

inline bool isZero(const void *Data, uint64_t Size) {
  auto *Bytes = static_cast<const uint8_t *>(Data);
  return Size == 0 || (Bytes[0] == 0 && memcmp(Bytes, Bytes + 1, static_cast<size_t>(Size - 1)) == 0);
}

/// Writes only if it must: reading a fresh page takes no memory.
inline void makeZero(void *Target, uint64_t Size) {
  if (!isZero(Target, Size))
    memset(Target, 0, static_cast<size_t>(Size));
}

/// The same for a copy.
inline void copySparse(char *Target, const uint8_t *Source, uint64_t Size) {
  for (uint64_t At = 0, Part; At < Size; At += Part) {
    Part = Size - At < SparsePart ? Size - At : SparsePart;
    if (Part == SparsePart && isZero(Source + At, Part))
      makeZero(Target + At, Part);
    else
      memcpy(Target + At, Source + At, static_cast<size_t>(Part));
  }
}

/// Has one of these blocks a part of zeros?
bool hasZeros(const HeapRun &Run, uint64_t First, uint64_t Count);

} // namespace cgt

#endif // CGT_RESTORE_SPARSE_H
