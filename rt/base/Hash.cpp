//===- Hash.cpp - XXH3-64 of a stream --------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The only file that includes xxhash, inline and without libc's allocator.
//
//===----------------------------------------------------------------------===//

#include "base/Hash.h"

#define XXH_INLINE_ALL
#define XXH_NO_STDLIB
#include <xxhash.h>

using namespace cgt;

static XXH3_state_t *stateOf(unsigned char *Bytes) { return reinterpret_cast<XXH3_state_t *>(Bytes); }

Hasher::Hasher() {
  static_assert(sizeof(XXH3_state_t) <= sizeof State && alignof(XXH3_state_t) <= 64, "xxhash's state fits");
  XXH3_64bits_reset(stateOf(State));
}

void Hasher::update(const void *Data, size_t Size) {
  if (Size != 0)
    XXH3_64bits_update(stateOf(State), Data, Size);
}

uint64_t Hasher::digest() const { return XXH3_64bits_digest(reinterpret_cast<const XXH3_state_t *>(State)); }

uint64_t cgt::hashOf(const void *Data, size_t Size) { return XXH3_64bits(Data, Size); }
