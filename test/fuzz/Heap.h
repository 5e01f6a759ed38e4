//===- Heap.h - Memory that a stream takes -----------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Counts what malloc gives while a stream's function runs, whoever asks for it, and holds it against what has arrived.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_TEST_FUZZ_HEAP_H
#define CGT_TEST_FUZZ_HEAP_H

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <sanitizer/allocator_interface.h>

namespace cgt {
namespace fuzz {

/// For each byte that has arrived: docs/rmr.md, "Hostile peers", says at most 60 times those of a graph's directory, less of
/// all others.
constexpr size_t MemoryPerByte = 64;
/// For each time that a record is read as some type of ours, which is remembered.
constexpr size_t MemoryPerTry = 1024;
/// Our own types and what a stream always takes.
constexpr size_t FixedMemory = 1u << 18;

class Heap {
public:
  /// While one exists, what is taken and given back counts.
  class Counting {
  public:
    Counting() { Counts = true; }
    ~Counting() { Counts = false; }
  };

  /// Nothing taken, nothing arrived.
  static void start() {
    static const int Installed = __sanitizer_install_malloc_and_free_hooks(taken, released);
    if (!Installed)
      abort();
    Now = 0;
    Limit = FixedMemory;
  }
  static void arrived(size_t Bytes) { Limit += MemoryPerByte * Bytes; }
  static void tried() { Limit += MemoryPerTry; }
  static size_t now() { return Now; }

private:
  static void taken(const volatile void *, size_t Size) {
    if (!Counts)
      return;
    Now += Size;
    if (Now <= Limit)
      return;
    Counts = false;
    fprintf(stderr, "%zu bytes of memory, %zu are justified\n", Now, Limit);
    abort();
  }
  static void released(const volatile void *Block) {
    if (Counts && Block)
      Now -= __sanitizer_get_allocated_size(Block);
  }

  static inline thread_local bool Counts = false;
  static inline size_t Now = 0, Limit = 0;
};

} // namespace fuzz
} // namespace cgt

#endif // CGT_TEST_FUZZ_HEAP_H
