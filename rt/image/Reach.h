//===- Reach.h - Blocks that a resumed program can come to --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A block that nothing refers to can't matter to the program, whatever its bytes mean on another platform. What refers to it
// is searched for in all that the image carries, and doubts count as references: every word that could be a pointer is taken
// for one, whatever its type says.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_IMAGE_REACH_H
#define CGT_IMAGE_REACH_H

#include "image/Checkpoint.h"

namespace cgt {

class Reach {
public:
  /// Follows what refers to blocks, from frames, objects and hooks on. Once, before isReached(). False when memory is out.
  [[nodiscard]] bool find(const Image &From, Allocator &Memory);

  /// Does anything lead to block \p Block of run \p Run? Without a successful find(): yes.
  bool isReached(uint32_t Run, uint64_t Block) const {
    if (!Reached)
      return true;
    uint64_t Number = FirstBlocks[Run] + Block;
    return Reached[Number / 8] >> (Number % 8) & 1;
  }
  /// Does anything to any of its blocks?
  bool isAnyReached(uint32_t Run) const;

private:
  bool prepare(Allocator &Memory);
  uint64_t elementSize(const HeapRun &Run) const;
  void add(uint32_t Run, uint64_t Block);
  void follow(uint64_t Value);
  void scan(const uint8_t *Data, uint64_t Address, uint64_t Size, unsigned Step);
  void scanBlock(uint64_t Number);
  void scanFrames();
  void scanObjects();

  const Image *I = nullptr;
  const uint32_t *Order = nullptr;       ///< runs by address
  const uint64_t *FirstBlocks = nullptr; ///< number of each run's first block, and of all
  uint8_t *Steps = nullptr;              ///< of each run: how far apart pointers may stand in it
  uint8_t *Reached = nullptr;            ///< a bit for each block
  uint64_t *Queue = nullptr;             ///< blocks in the order they were reached
  uint64_t Count = 0;
  uint64_t Low = 0, High = 0; ///< bounds of all blocks
};

} // namespace cgt

#endif // CGT_IMAGE_REACH_H
