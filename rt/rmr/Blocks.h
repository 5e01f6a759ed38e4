//===- Blocks.h - Memory that the caller is given --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RMR_BLOCKS_H
#define CGT_RMR_BLOCKS_H

#include "rmr/Memory.h"

namespace cgt {
namespace rmr {

/// What the caller is given, aligned as it must be. Memory of malloc's is free's to take back.
class Blocks {
public:
  explicit Blocks(const cgt_rmr_memory &Memory) : Memory(Memory), Moved(Memory) {}

  void *take(size_t Size, size_t Align);
  void release(void *Data);
  void clear() { Moved.clear(); }

private:
  struct Entry {
    void *Data, *Block;
  };
  cgt_rmr_memory Memory;
  List<Entry> Moved; ///< those that don't begin where the caller's allocator said
};

} // namespace rmr
} // namespace cgt

#endif // CGT_RMR_BLOCKS_H
