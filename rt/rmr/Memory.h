//===- Memory.h - The caller's memory, in chunks and buffers -----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RMR_MEMORY_H
#define CGT_RMR_MEMORY_H

#include "base/Bytes.h"
#include "cgt/rmr.h"

namespace cgt {
namespace rmr {

/// `new (Place{Memory}) T`: <new> belongs to the C++ library.
struct Place {
  void *Memory;
};

/// malloc and free.
cgt_rmr_memory standardMemory();
bool isStandard(const cgt_rmr_memory &Memory);

inline uint64_t alignUp(uint64_t Size, uint64_t Align) { return (Size + Align - 1) & ~(Align - 1); }

/// memcpy, without a call for the sizes of one scalar.
inline void copySmall(void *To, const void *From, size_t Size) {
  switch (Size) {
  case 4: memcpy(To, From, 4); return;
  case 8: memcpy(To, From, 8); return;
  default: memcpy(To, From, Size);
  }
}

/// Small pieces that are given back together.
class Pool {
  struct Chunk {
    Chunk *Next;
    size_t Size;
  };

public:
  explicit Pool(const cgt_rmr_memory &Memory) : Memory(Memory) {}
  Pool(const Pool &) = delete;

  /// 16-byte aligned, zeroed, or null.
  void *take(size_t Size);
  /// Gives all back.
  void clear();
  const cgt_rmr_memory &from() const { return Memory; }
  /// Bytes taken so far.
  size_t taken() const { return Taken; }
  /// A moment, and a way back to it: all that has been taken since is given back.
  struct Mark {
    Chunk *Chunks;
    char *Next;
    size_t Left, Taken;
  };
  Mark mark() const { return {Chunks, Next, Left, Taken}; }
  void giveBack(const Mark &Since);
  /// For pure code, as long as the pool stays where it is.
  Allocator &allocator() {
    A = {[](void *Ctx, size_t Size) { return static_cast<Pool *>(Ctx)->take(Size); }, this};
    return A;
  }

private:
  cgt_rmr_memory Memory;
  Chunk *Chunks = nullptr;
  char *Next = nullptr;
  size_t Left = 0, Taken = 0;
  Allocator A{};
};

/// A block that grows, 16-byte aligned.
class Buffer {
public:
  explicit Buffer(const cgt_rmr_memory &Memory) : Memory(Memory) {}
  Buffer(const Buffer &) = delete;

  uint8_t *data() { return Data; }
  size_t capacity() const { return Capacity; }
  /// Makes room for \p Size bytes in all and keeps the first \p Used; grows by half at least. False when out of memory.
  bool reserve(uint64_t Size, size_t Used);
  void clear();
  /// Of two that use the same memory.
  void swap(Buffer &Other) {
    void *OldBlock = Block;
    uint8_t *OldData = Data;
    size_t OldCapacity = Capacity;
    Block = Other.Block, Data = Other.Data, Capacity = Other.Capacity;
    Other.Block = OldBlock, Other.Data = OldData, Other.Capacity = OldCapacity;
  }

private:
  cgt_rmr_memory Memory;
  void *Block = nullptr;
  uint8_t *Data = nullptr;
  size_t Capacity = 0;
};

/// A growing array of plain values.
template <typename T> class List {
public:
  explicit List(const cgt_rmr_memory &Memory) : Bytes(Memory) {}

  bool add(const T &New) {
    if (!Bytes.reserve((static_cast<uint64_t>(Count) + 1) * sizeof(T), Count * sizeof(T)))
      return false;
    begin()[Count++] = New;
    return true;
  }
  T *begin() { return reinterpret_cast<T *>(Bytes.data()); }
  T *end() { return begin() + Count; }
  T &operator[](size_t I) { return begin()[I]; }
  size_t size() const { return Count; }
  /// Forgets the last element.
  void drop() { --Count; }
  /// Forgets the elements, not the memory.
  void reset() { Count = 0; }
  void clear() {
    Count = 0;
    Bytes.clear();
  }

private:
  Buffer Bytes;
  size_t Count = 0;
};

} // namespace rmr
} // namespace cgt

inline void *operator new(size_t, cgt::rmr::Place At) noexcept { return At.Memory; }

#endif // CGT_RMR_MEMORY_H
