//===- pointers.cpp - A sender's pointers looked up in heap order -----------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ninja pointers-bench && test/bench/pointers-bench [KIND [COUNT]]
//
// Blocks as the runtime's heap has them: slabs of 64 KiB, each of one size, a tenth of the blocks free. Each block holds a
// pointer to one of the next few; they are looked up in order of address. "random" shuffles the pointers; "single" puts each
// block into a range of its own. The rival is std::upper_bound over all blocks' addresses and the same computation of the
// own address. Medians of 9 rounds, in turn. Lines before tell of hash tables and of an arena that moved as a whole.
//
//===----------------------------------------------------------------------===//

#include "format/KeyTable.h"
#include "runtime/AddressMap.h"
#include "runtime/LaidOut.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <random>
#include <string>
#include <vector>

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

  Sample(size_t Count, bool Single, bool Random);
};

/// Of the processor, so that a busy machine makes less difference.
double seconds() {
  timespec T;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &T);
  return static_cast<double>(T.tv_sec) + static_cast<double>(T.tv_nsec) * 1e-9;
}

double median(std::vector<double> V) {
  std::sort(V.begin(), V.end());
  return V[V.size() / 2];
}

} // namespace

Sample::Sample(size_t Count, bool Single, bool Random) {
  std::mt19937_64 Next(1);
  static const HeapRun Run;
  uint64_t Slab = 0x1000000000;
  auto *Own = reinterpret_cast<char *>(uint64_t(0x2000000000));
  for (; Blocks.size() < Count; Slab += 65536) {
    uint64_t Size = 16 + 8 * (Next() % 16), Stride = (Size + 16) / 16 * 16, OwnStride = Stride + 16;
    MappedRange R;
    R.Run = &Run;
    for (uint64_t At = Slab; At + Stride <= Slab + 65536; At += Stride, Own += OwnStride) {
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

static void measure(const char *Name, size_t Count, bool Single, bool Random) {
  Sample S(Count, Single, Random);
  std::vector<double> Ours, Theirs;
  std::vector<void *> Own(S.Pointers.size()), Other(S.Pointers.size());
  double Each = 1e9 / static_cast<double>(S.Pointers.size());
  for (unsigned Round = 0; Round < 9; ++Round) {
    double Start = seconds();
    for (size_t K = 0; K < S.Pointers.size(); K += AddressMap::Batch)
      S.Map.findMany(&S.Pointers[K], static_cast<unsigned>(std::min<size_t>(AddressMap::Batch, S.Pointers.size() - K)), &Own[K]);
    double Middle = seconds();
    for (size_t K = 0; K < S.Pointers.size(); ++K) {
      size_t At = static_cast<size_t>(std::upper_bound(S.Starts.begin(), S.Starts.end(), S.Pointers[K]) - S.Starts.begin()) - 1;
      const Block &B = S.Blocks[At];
      uint64_t Offset = S.Pointers[K] - B.Start;
      Other[K] = Offset <= B.Size ? B.Own + Offset : nullptr;
    }
    Ours.push_back((Middle - Start) * Each);
    Theirs.push_back((seconds() - Middle) * Each);
  }
  if (Own != Other) {
    printf("results differ\n");
    exit(1);
  }
  std::vector<double> Ratios;
  for (size_t K = 0; K < Ours.size(); ++K)
    Ratios.push_back(Theirs[K] / Ours[K]);
  printf("%-8s %8zu blocks: %6.2f ns each, upper_bound %7.2f ns, %6.1f times\n", Name, Count, median(Ours), median(Theirs),
         median(Ratios));
  S.Map.release();
}

/// All slots of an arena that lies elsewhere now, \p Stride bytes apart.
static void moved(size_t Count, size_t Stride) {
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
  for (unsigned Round = 0; Round < 9; ++Round) {
    double Start = seconds();
    if (Home.translate(B, 0) != Count)
      abort();
    Times.push_back((seconds() - Start) * 1e9 / static_cast<double>(Count));
  }
  printf("moved arena, %zu slots %zu bytes apart: %.2f ns each\n", Count, Stride, median(Times));
}

static void plans() {
  static std::vector<char> Room(1 << 20);
  static size_t Used;
  Allocator Memory{[](void *, size_t Size) -> void * { return Room.data() + (Used += (Size + 15) / 16 * 16) - (Size + 15) / 16 * 16; }, nullptr};
  KeyTable Table;
  constexpr uint32_t Count = 1000;
  for (uint32_t K = 0; K < Count; ++K)
    if (!Table.insert({{K % 7, K, K % 5, K}}, K, Memory))
      abort();
  std::vector<double> Times;
  uint64_t Sum = 0;
  for (unsigned Round = 0; Round < 9; ++Round) {
    double Start = seconds();
    for (unsigned N = 0; N < 1000; ++N)
      for (uint32_t K = 0; K < Count; ++K)
        Sum += Table.find({{K % 7, K, K % 5, K}});
    Times.push_back((seconds() - Start) * 1e9 / (1000.0 * Count));
  }
  printf("plan of 1000 looked up: %.2f ns (%llu)\n", median(Times), static_cast<unsigned long long>(Sum % 10));
}

int main(int NumArguments, char **Arguments) {
  setvbuf(stdout, nullptr, _IOLBF, 0);
  std::string Only = NumArguments > 1 ? Arguments[1] : "";
  if (Only.empty()) {
    plans();
    moved(1000000, 8);
    moved(1000000, 64);
  }
  static const struct {
    const char *Name;
    bool Single, Random;
  } Kinds[] = {{"order", false, false}, {"single", true, false}, {"random", false, true}};
  for (const auto &K : Kinds)
    for (size_t Count : {100000, 1000000, 10000000})
      if (Only.empty() || (Only == K.Name && (NumArguments < 3 || std::stoul(Arguments[2]) == Count)))
        measure(K.Name, Count, K.Single, K.Random);
}
