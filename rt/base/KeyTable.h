//===- KeyTable.h - Hash table from keys to indices --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Open addressing in memory of the caller's. Keys are a few indices (a pair of types, a step of a function), values
// indices of what was made for them.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_BASE_KEYTABLE_H
#define CGT_BASE_KEYTABLE_H

#include "base/Bytes.h"

namespace cgt {

class KeyTable {
public:
  struct Key {
    uint32_t Parts[4] = {};

    bool operator==(const Key &K) const { return memcmp(Parts, K.Parts, sizeof Parts) == 0; }
    uint64_t hash() const {
      uint64_t A = uint64_t(Parts[0]) << 32 | Parts[1], B = uint64_t(Parts[2]) << 32 | Parts[3];
      A = (A ^ (B * 0x9e3779b97f4a7c15)) * 0xff51afd7ed558ccd;
      return A ^ (A >> 32);
    }
  };
  static constexpr uint32_t Absent = UINT32_MAX;

  /// The key's value, or Absent.
  uint32_t find(const Key &K) const {
    for (uint64_t At = K.hash();; ++At) {
      if (Capacity == 0)
        return Absent;
      const Entry &E = Entries[At & (Capacity - 1)];
      if (E.Value == Absent || E.K == K)
        return E.Value;
    }
  }
  /// \p K isn't in the table yet, \p Value isn't Absent. False when memory is out. What the table had before it grew stays
  /// allocated.
  [[nodiscard]] bool insert(const Key &K, uint32_t Value, Allocator &Memory) {
    if (Count >= Capacity / 2 && !grow(Memory))
      return false;
    ++Count;
    put(Entries, Capacity, {K, Value});
    return true;
  }

private:
  struct Entry {
    Key K;
    uint32_t Value = Absent;
  };

  static void put(Entry *Into, uint64_t Size, const Entry &E) {
    uint64_t At = E.K.hash();
    while (Into[At & (Size - 1)].Value != Absent)
      ++At;
    Into[At & (Size - 1)] = E;
  }
  bool grow(Allocator &Memory) {
    uint64_t Size = Capacity ? 2 * Capacity : 64;
    auto *Larger = Memory.array<Entry>(Size);
    if (!Larger)
      return false;
    for (uint64_t I = 0; I < Size; ++I)
      Larger[I] = Entry();
    for (uint64_t I = 0; I < Capacity; ++I)
      if (Entries[I].Value != Absent)
        put(Larger, Size, Entries[I]);
    Entries = Larger;
    Capacity = Size;
    return true;
  }

  Entry *Entries = nullptr;
  uint64_t Capacity = 0, Count = 0;
};

} // namespace cgt

#endif // CGT_BASE_KEYTABLE_H
