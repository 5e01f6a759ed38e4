//===- Hash.h - XXH3-64 of a stream ------------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_BASE_HASH_H
#define CGT_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

namespace cgt {

/// XXH3-64 without seed, of bytes given piece by piece.
class Hasher {
public:
  Hasher();
  void update(const void *Data, size_t Size);
  uint64_t digest() const;

private:
  alignas(64) unsigned char State[640];
};

uint64_t hashOf(const void *Data, size_t Size);

} // namespace cgt

#endif // CGT_BASE_HASH_H
