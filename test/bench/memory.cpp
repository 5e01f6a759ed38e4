//===- memory.cpp - What memory alone allows --------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "memory.h"

#include <benchmark/benchmark.h>
#include <numeric>

// The widest vectors that the processor has; others are made of several.
#ifdef __x86_64__
#define WIDEST __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define WIDEST
#endif
#define INLINE static inline __attribute__((always_inline))

namespace {
typedef uint64_t Line __attribute__((vector_size(64)));
constexpr size_t Ahead = 4096;

/// Lines of one turn.
template <unsigned L, unsigned S> struct Turns {
  static constexpr unsigned Loads = L, Stores = S;
};
} // namespace

/// Each line is stored as soon as another is there.
template <typename Turn, bool AskAhead> INLINE void loadAndStoreTurns(const uint8_t *Source, uint8_t *Target, size_t Count) {
  const auto *From = reinterpret_cast<const Line *>(Source);
  auto *To = reinterpret_cast<Line *>(Target);
  constexpr unsigned Most = Turn::Loads > Turn::Stores ? Turn::Loads : Turn::Stores;
  for (; Count; --Count, From += Turn::Loads, To += Turn::Stores) {
    Line V = {};
    for (unsigned K = 0; K < Most; ++K) {
      if (AskAhead && K < Turn::Loads)
        __builtin_prefetch(reinterpret_cast<const char *>(From + K) + Ahead, 0, 0);
      if (K < Turn::Loads)
        V ^= From[K];
      if (K < Turn::Stores)
        __builtin_nontemporal_store(V, To + K);
    }
  }
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

template <typename Turn>
INLINE void loadAndStoreTurns(const uint8_t *Source, uint8_t *Target, size_t TargetBytes, bool AskAhead) {
  size_t Count = TargetBytes / (Turn::Stores * sizeof(Line));
  if (AskAhead)
    loadAndStoreTurns<Turn, true>(Source, Target, Count);
  else
    loadAndStoreTurns<Turn, false>(Source, Target, Count);
}

WIDEST bool bench::loadAndStore(const uint8_t *Source, size_t SourceBytes, uint8_t *Target, size_t TargetBytes,
                                size_t SourceUnit, size_t TargetUnit, bool AskAhead) {
  size_t Common = std::gcd(SourceUnit, TargetUnit), From = SourceUnit / Common, To = TargetUnit / Common;
  if (SourceBytes / SourceUnit != TargetBytes / TargetUnit)
    return false;
  if (From == 1 && To == 1)
    loadAndStoreTurns<Turns<1, 1>>(Source, Target, TargetBytes, AskAhead);
  else if (From == 2 && To == 1)
    loadAndStoreTurns<Turns<2, 1>>(Source, Target, TargetBytes, AskAhead);
  else if (From == 1 && To == 2)
    loadAndStoreTurns<Turns<1, 2>>(Source, Target, TargetBytes, AskAhead);
  else if (From == 6 && To == 5)
    loadAndStoreTurns<Turns<6, 5>>(Source, Target, TargetBytes, AskAhead);
  else if (From == 5 && To == 6)
    loadAndStoreTurns<Turns<5, 6>>(Source, Target, TargetBytes, AskAhead);
  else
    return false;
  return true;
}

WIDEST void bench::readOnly(const uint8_t *Source, size_t Size) {
  Line Sums[4] = {};
  const auto *From = reinterpret_cast<const Line *>(Source);
  for (size_t K = 0; K + 4 <= Size / sizeof(Line); K += 4)
    for (unsigned N = 0; N < 4; ++N)
      Sums[N] ^= From[K + N];
  uint64_t All = (Sums[0] ^ Sums[1] ^ Sums[2] ^ Sums[3])[0];
  benchmark::DoNotOptimize(All);
}

WIDEST void bench::storeOnly(uint8_t *Target, size_t Size) {
  Line Value = {1};
  auto *To = reinterpret_cast<Line *>(Target);
  for (size_t K = 0; K < Size / sizeof(Line); ++K)
    __builtin_nontemporal_store(Value, To + K);
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
}
