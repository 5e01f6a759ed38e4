//===- pointers.cpp - A sender's pointers looked up in heap order -----------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ninja pointers-bench && test/bench/pointers-bench [--benchmark_filter=REGEX]
//
// Blocks as the runtime's heap has them: slabs of 64 KiB, each of one size, a tenth of the blocks free. Each block holds a
// pointer to one of the next few; they are looked up in order of address. "random" shuffles the pointers; "single" puts each
// block into a range of its own. The rival is std::upper_bound over all blocks' addresses and the same computation of the
// own address, in the same rounds. "moved" tells of an arena that moved as a whole, by the bytes between slots.
//
//===----------------------------------------------------------------------===//

#include "measure.h"

#include "port/Port.h"
#include "program/AddressMap.h"
#include "restore/LaidOut.h"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

using namespace bench;
using namespace cgt;

namespace {

struct Block {
  uint64_t Start, Size;
  char *Own;
};

struct Sample {
  std::vector<Block> Blocks;
  std::vector<uint64_t> Starts, Pointers;
  AddressMap Map;

  ~Sample() { Map.release(); }
  void find(std::vector<void *> &Own) const;
  void findByUpperBound(std::vector<void *> &Own) const;
  Sample(size_t Count, bool Single, bool Random);
};

/// In large pages, as a restored heap is.
template <typename T> void reserve(std::vector<T> &V, size_t Count) {
  V.reserve(Count);
  port::preferLargePages(V.data(), Count * sizeof(T));
}

struct Kind {
  const char *Name;
  bool Single, Random;
};

} // namespace

Sample::Sample(size_t Count, bool Single, bool Random) {
  std::mt19937_64 Next(1);
  static const HeapRun Run;
  constexpr size_t SlabBytes = 65536;
  const size_t Most = Count + SlabBytes / 16; // the last slab may have more
  reserve(Blocks, Most);
  reserve(Starts, Most);
  reserve(Pointers, Most);
  uint64_t Slab = 0x1000000000;
  auto *Own = reinterpret_cast<char *>(uint64_t(0x2000000000));
  for (; Blocks.size() < Count; Slab += SlabBytes) {
    uint64_t Size = 16 + 8 * (Next() % 16), Stride = (Size + 16) / 16 * 16, OwnStride = Stride + 16;
    MappedRange R;
    R.Run = &Run;
    for (uint64_t At = Slab; At + Stride <= Slab + SlabBytes; At += Stride, Own += OwnStride) {
      bool Used = Next() % 10 != 0;
      if ((!Used || Single) && R.Count && R.Start)
        if (!Map.add(R))
          abort();
      if (!Used || Single)
        R.Start = 0;
      if (!Used)
        continue;
      if (R.Start == 0) {
        R.Start = At;
        R.Size = Size;
        R.Stride = Stride;
        R.Own = Own;
        R.OwnStride = OwnStride;
        R.Count = 0;
      }
      ++R.Count;
      Blocks.push_back({At, Size, Own});
    }
    if (R.Start && !Map.add(R))
      abort();
  }
  if (!Map.sort())
    abort();
  for (size_t K = 0; K < Blocks.size(); ++K) {
    Starts.push_back(Blocks[K].Start);
    size_t To = Random ? Next() % Blocks.size() : std::min(K + Next() % 8, Blocks.size() - 1);
    Pointers.push_back(Blocks[To].Start);
  }
}

void Sample::find(std::vector<void *> &Own) const {
  for (size_t K = 0; K < Pointers.size(); K += AddressMap::Batch)
    Map.findMany(&Pointers[K], static_cast<unsigned>(std::min<size_t>(AddressMap::Batch, Pointers.size() - K)), &Own[K]);
}

void Sample::findByUpperBound(std::vector<void *> &Own) const {
  for (size_t K = 0; K < Pointers.size(); ++K) {
    size_t At = static_cast<size_t>(std::upper_bound(Starts.begin(), Starts.end(), Pointers[K]) - Starts.begin()) - 1;
    const Block &B = Blocks[At];
    uint64_t Offset = Pointers[K] - B.Start;
    Own[K] = Offset <= B.Size ? B.Own + Offset : nullptr;
  }
}

static void lookUp(benchmark::State &State, const Kind &As, size_t Count) {
  Sample S(Count, As.Single, As.Random);
  std::vector<double> Ours, Theirs, Ratios;
  std::vector<void *> Own, Other;
  for (auto *Result : {&Own, &Other}) {
    reserve(*Result, S.Pointers.size());
    Result->resize(S.Pointers.size());
  }
  double Each = 1e9 / static_cast<double>(S.Pointers.size());
  for (auto _ : State)
    repeat([&](bool Counts) {
      double Start = busy();
      S.find(Own);
      double Middle = busy();
      S.findByUpperBound(Other);
      double End = busy();
      if (!Counts)
        return;
      Ours.push_back((Middle - Start) * Each);
      Theirs.push_back((End - Middle) * Each);
      Ratios.push_back(Theirs.back() / Ours.back());
    });
  if (Own != Other) {
    fprintf(stderr, "pointers-bench: error: results differ\n");
    exit(1);
  }
  State.counters["ns_each"] = median(Ours);
  State.counters["upper_bound_ns"] = median(Theirs);
  State.counters["times"] = median(Ratios);
}

/// All slots of an arena that lies elsewhere now, \p Stride bytes apart.
static void moved(benchmark::State &State, size_t Stride) {
  constexpr size_t Count = 1000000;
  LaidOut Home;
  Home.Start = 0x1000000000;
  Home.Bytes = Count * Stride;
  Home.Shift = 0x100000;
  std::vector<uint8_t> Numbers(Home.Bytes / SpanRecord::PageBytes + 1), From(Count * Stride), To(Count * Stride);
  Home.HasNumbers = Numbers.data();
  std::mt19937_64 Next(1);
  for (size_t K = 0; K < Count; ++K) {
    uint64_t Value = Home.Start + Next() % Count * Stride;
    memcpy(&From[K * Stride], &Value, sizeof Value);
  }
  PointerBatch B{From.data(), Stride, To.data(), Stride, Count, 8, false, false, false, nullptr, 0, 0, 0};
  std::vector<double> Times;
  for (auto _ : State)
    repeat([&](bool Counts) {
      double Start = busy();
      if (Home.translate(B, 0) != Count)
        abort();
      if (Counts)
        Times.push_back((busy() - Start) * 1e9 / static_cast<double>(Count));
    });
  State.counters["ns_each"] = median(Times);
}

int main(int NumArguments, char **Arguments) {
  static const Kind Kinds[] = {{"order", false, false}, {"single", true, false}, {"random", false, true}};
  for (size_t Stride : {8, 64})
    benchmark::RegisterBenchmark(("moved/" + std::to_string(Stride)).c_str(),
                                 [Stride](benchmark::State &State) { moved(State, Stride); })
        ->Iterations(1);
  for (const Kind &K : Kinds)
    for (size_t Count : {100000, 1000000, 10000000})
      benchmark::RegisterBenchmark((K.Name + ("/" + std::to_string(Count))).c_str(),
                                   [&K, Count](benchmark::State &State) { lookUp(State, K, Count); })
          ->Iterations(1);
  benchmark::Initialize(&NumArguments, Arguments);
  if (benchmark::ReportUnrecognizedArguments(NumArguments, Arguments))
    return 2;
  benchmark::RunSpecifiedBenchmarks();
}
