//===- Memory.h - Memory for what is fuzzed ----------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_TEST_FUZZ_MEMORY_H
#define CGT_TEST_FUZZ_MEMORY_H

#include "base/Bytes.h"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

namespace cgt {
namespace fuzz {

/// Block by block, so that a sanitizer sees each step beyond one's end. Aborts when more is asked for than \p Limit.
class Arena {
public:
  explicit Arena(size_t Limit) : Limit(Limit) {}
  Allocator &allocator() { return A; }

private:
  static void *allocate(void *Ctx, size_t Size) {
    auto *This = static_cast<Arena *>(Ctx);
    This->Taken += Size;
    if (This->Taken > This->Limit) {
      fprintf(stderr, "%zu bytes of memory taken\n", This->Taken);
      abort();
    }
    This->Blocks.emplace_back(calloc(1, Size ? Size : 1), free);
    return This->Blocks.back().get();
  }
  size_t Limit, Taken = 0;
  std::vector<std::unique_ptr<void, void (*)(void *)>> Blocks;
  Allocator A{allocate, this};
};

} // namespace fuzz
} // namespace cgt

#endif // CGT_TEST_FUZZ_MEMORY_H
