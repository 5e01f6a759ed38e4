//===- Chunks.h - Arrays that grow without moving ----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RMR_CHUNKS_H
#define CGT_RMR_CHUNKS_H

#include "rmr/Memory.h"

namespace cgt {
namespace rmr {

/// A growing array of plain values, in chunks of 1, 2, 4, ... times 2^LogFirst. Elements stay where they are, and what is
/// no longer used serves the next user, uninitialized.
template <typename T, unsigned LogFirst> class Chunks {
public:
  explicit Chunks(const cgt_rmr_memory &Memory) : Memory(Memory) {}
  Chunks(const Chunks &) = delete;

  /// Null when out of memory.
  T *add() {
    if (Next == End && !nextChunk())
      return nullptr;
    ++Count;
    return Next++;
  }
  T &operator[](uint32_t I) {
    uint64_t At = uint64_t(I) + (uint64_t(1) << LogFirst);
    unsigned Log = 63u - static_cast<unsigned>(__builtin_clzll(At));
    return Blocks[Log - LogFirst][At - (uint64_t(1) << Log)];
  }
  /// The elements from \p I on that lie together, up to \p Past.
  T *run(uint32_t I, const T *&Past) {
    uint64_t At = uint64_t(I) + (uint64_t(1) << LogFirst);
    unsigned Log = 63u - static_cast<unsigned>(__builtin_clzll(At));
    T *Block = Blocks[Log - LogFirst];
    uint64_t Size = uint64_t(1) << Log, Rest = Count - I, Begin = At - Size;
    Past = Block + (Rest < Size - Begin ? Begin + Rest : Size);
    return Block + Begin;
  }
  uint32_t size() const { return Count; }
  /// Forgets the elements, not the memory.
  void reset() {
    Count = 0;
    Used = 0;
    Next = End = nullptr;
  }
  /// Gives back chunks beyond the first \p Kept elements' when none is used.
  void trim(uint64_t Kept) {
    for (unsigned K = 0; K < NumBlocks; ++K)
      if (Blocks[K] && ((uint64_t(1) << K) - 1) << LogFirst > Kept) {
        Memory.release(Memory.context, Blocks[K]);
        Blocks[K] = nullptr;
      }
  }
  void clear() {
    reset();
    for (T *&Block : Blocks)
      if (Block) {
        Memory.release(Memory.context, Block);
        Block = nullptr;
      }
  }

private:
  static constexpr unsigned NumBlocks = 33 - LogFirst;

  bool nextChunk() {
    if (Used == NumBlocks)
      return false;
    uint64_t Size = uint64_t(1) << (Used + LogFirst);
    if (Size > SIZE_MAX / 2 / sizeof(T))
      return false;
    if (!Blocks[Used])
      Blocks[Used] = static_cast<T *>(Memory.allocate(Memory.context, static_cast<size_t>(Size) * sizeof(T)));
    if (!Blocks[Used])
      return false;
    Next = Blocks[Used++];
    End = Next + Size;
    return true;
  }

  cgt_rmr_memory Memory;
  T *Blocks[NumBlocks] = {};
  T *Next = nullptr, *End = nullptr;
  uint32_t Count = 0;
  unsigned Used = 0; ///< chunks
};

} // namespace rmr
} // namespace cgt

#endif // CGT_RMR_CHUNKS_H
