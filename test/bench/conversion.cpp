//===- conversion.cpp - Conversions against memcpy ---------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ninja conversion-bench && test/bench/conversion-bench [--benchmark_filter=REGEX]
//
// Each round times a conversion and, right before and after in turn, memcpy of as many bytes; what counts is the median of
// the rounds' ratios. Columns: "of_source" is memcpy's time for the sender's bytes over the conversion's, "of_target" the
// same for the receiver's. The machine's state is the same for both, so that ratios hold on a busy machine too. Rounds of
// 256 MiB also time loops that only load and store (memory.h): what memory allows.
//
//===----------------------------------------------------------------------===//

#include "convert/kernels/Kernels.h"

#include "measure.h"
#include "memory.h"

#include "base/KeyTable.h"
#include "convert/Float.h"
#include "convert/Plan.h"
#include "support/TagParser.h"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <sys/mman.h>
#include <vector>

using namespace bench;
using namespace cgt;

namespace {

/// Memory that never runs out, or a fixed arena that starts anew (for timing a compilation alone).
class Arena {
public:
  Allocator &allocator() { return A; }
  void reset() {
    memset(Data.data(), 0, Used);
    Used = 0;
  }

private:
  static void *allocate(void *Ctx, size_t Size) {
    auto *Self = static_cast<Arena *>(Ctx);
    Size = (Size + 15) / 16 * 16;
    if (Self->Data.size() - Self->Used < Size)
      return nullptr;
    Self->Used += Size;
    return Self->Data.data() + Self->Used - Size;
  }
  std::vector<char> Data = std::vector<char>(1 << 20);
  size_t Used = 0;
  Allocator A{allocate, this};
};

struct Side {
  Platform Where;
  UnitInfo Unit;
  TypeRef type() const { return {&Where, &Unit, Unit.NumTypes - 1}; }
};

/// A sender's and a receiver's tag of one type.
struct Pair {
  Pair(const char *FromTag, bool FromBig, unsigned FromWord, const char *ToTag, bool ToBig, unsigned ToWord) {
    read(From, FromTag, FromBig, FromWord);
    read(To, ToTag, ToBig, ToWord);
  }
  const Plan &compile(Arena &Memory, const KernelTable *Kernels) const {
    const Plan *P = nullptr;
    if (!compilePlan(From.type(), To.type(), Memory.allocator(), P, nullptr, 0, Kernels).ok())
      abort();
    return *P;
  }
  Side From, To;
  Arena Memory;

private:
  void read(Side &S, const char *Tag, bool Big, unsigned Word) {
    S.Where.BigEndian = S.Where.BitFieldsFromTop = Big;
    S.Where.PointerSize = S.Where.LongSize = static_cast<uint8_t>(Word);
    if (!parseTag(Tag, Memory.allocator(), S.Unit).ok())
      abort();
  }
};

/// Pages that are there already. What the caches are to hold lies in one large page: of small ones it depends on where they are
/// how much a cache holds.
class Buffer {
public:
  explicit Buffer(size_t Size) : Size(Size + 4096 < LargePage ? 2 * LargePage : Size + 4096) {
    bool IsLarge = this->Size == 2 * LargePage;
    Start = static_cast<uint8_t *>(mmap(nullptr, this->Size, PROT_READ | PROT_WRITE,
                                        MAP_PRIVATE | MAP_ANONYMOUS | (IsLarge ? 0 : MAP_POPULATE), -1, 0));
    Data = Start;
    if (IsLarge) {
      Data += (0 - reinterpret_cast<uintptr_t>(Start)) % LargePage;
      madvise(Data, LargePage, MADV_HUGEPAGE);
    }
    for (size_t K = 0; K < Size + 4096; K += 64)
      Data[K] = 0;
  }
  ~Buffer() { munmap(Start, Size); }
  uint8_t *data() const { return Data; }

private:
  static constexpr size_t LargePage = size_t(2) << 20;
  size_t Size;
  uint8_t *Start, *Data;
};

/// Of one call, on average. What ran before leaves the caches in a state that slows the first ones (glibc's memcpy the
/// first twenty of anything else): they don't count.
template <typename Function> double seconds(unsigned Times, Function F) {
  for (unsigned K = 0; K < Times / 4; ++K) {
    F();
    benchmark::ClobberMemory();
  }
  double Start = busy();
  for (unsigned K = 0; K < Times; ++K) {
    F();
    benchmark::ClobberMemory();
  }
  return (busy() - Start) / Times;
}

} // namespace

/// The paper's struct of Figure 8: char, short, int, long, double.
#define FIGURE8_LP64 "((c1,1)(1,0)(i2,1)(i4,1)(i8,1)(f8,1),1)"
#define FIGURE8_ILP32_DOUBLE8 "((c1,1)(1,0)(i2,1)(i4,1)(i4,1)(4,0)(f8,1),1)"
#define FIGURE8_ILP32_DOUBLE4 "((c1,1)(1,0)(i2,1)(i4,1)(i4,1)(f8,1),1)"
/// 48 bytes, 16 fields.
#define NODE_LP64 "((i8,1)(i4,8)(i2,2)(c1,4),1)"
static constexpr size_t NodeBytes = 48;

namespace {
/// In the same rounds as a conversion from one buffer to another: loops that only load and store as many bytes.
class MemoryLimit {
public:
  MemoryLimit(const Plan &P, const Buffer &Source, size_t SourceBytes, const Buffer &Target, size_t TargetBytes)
      : P(P), Source(Source), Target(Target), SourceBytes(SourceBytes), TargetBytes(TargetBytes) {}
  /// \p Conversion, \p Copy: what those took, the latter for the larger side's bytes.
  void measure(double Conversion, double Copy, bool Counts) {
    double Read = seconds(1, [&] { readOnly(Source.data(), SourceBytes); });
    double Store = seconds(1, [&] { storeOnly(Target.data(), TargetBytes); });
    double Both[2];
    for (bool AskAhead : {false, true})
      Both[AskAhead] = seconds(1, [&] {
        if (!loadAndStore(Source.data(), SourceBytes, Target.data(), TargetBytes, sourceSize(P), targetSize(P), AskAhead))
          abort();
      });
    if (!Counts)
      return;
    Reads.push_back(Read);
    Stores.push_back(Store);
    Copies.push_back(Copy);
    for (bool AskAhead : {false, true}) {
      Loops[AskAhead].Times.push_back(Both[AskAhead]);
      Loops[AskAhead].OfCopy.push_back(Copy / Both[AskAhead]);
      Loops[AskAhead].OfLoop.push_back(Both[AskAhead] / Conversion);
    }
  }
  /// Of the faster loop. Rates are in bytes of the larger side, of reads and stores alone in their own.
  void report(benchmark::UserCounters &Counters) const {
    auto Rate = [](size_t Bytes, const std::vector<double> &Times) {
      return static_cast<double>(Bytes) / median(Times) / 1e9;
    };
    size_t Larger = std::max(SourceBytes, TargetBytes);
    const auto &Best = Loops[median(Loops[1].Times) < median(Loops[0].Times)];
    Counters["read_GB/s"] = Rate(SourceBytes, Reads);
    Counters["store_GB/s"] = Rate(TargetBytes, Stores);
    Counters["memcpy_GB/s"] = Rate(Larger, Copies);
    Counters["loop_GB/s"] = Rate(Larger, Best.Times);
    Counters["loop_of_memcpy"] = median(Best.OfCopy);
    Counters["of_loop"] = median(Best.OfLoop);
  }

private:
  const Plan &P;
  const Buffer &Source, &Target;
  size_t SourceBytes, TargetBytes;
  std::vector<double> Reads, Stores, Copies;
  struct {
    std::vector<double> Times, OfCopy, OfLoop;
  } Loops[2];
};
} // namespace

constexpr size_t InMemory = size_t(256) << 20;

/// \p Bytes: of the larger side. Values are zero, of which nothing is lost.
static void convertAll(benchmark::State &State, const Pair &Types, size_t Bytes, const KernelTable *Kernels) {
  Arena Memory;
  const Plan &P = Types.compile(Memory, Kernels);
  uint64_t Count = Bytes / std::max(sourceSize(P), targetSize(P));
  size_t SourceBytes = Count * sourceSize(P), TargetBytes = Count * targetSize(P);
  Buffer Source(SourceBytes), Target(std::max(SourceBytes, TargetBytes)), Other(std::max(SourceBytes, TargetBytes));
  ConvertContext C;
  MemoryLimit Limit(P, Source, SourceBytes, Target, TargetBytes);
  unsigned Times = static_cast<unsigned>(std::max<size_t>(1, (size_t(64) << 20) / Bytes));
  std::vector<double> OfSource, OfTarget, Rates;
  auto Convert = [&] {
    if (!convert(P, Source.data(), Target.data(), Count, C).ok())
      abort();
  };
  for (auto _ : State) {
    repeat([&](bool Counts) {
      double Time = seconds(Times, Convert);
      double A = seconds(Times, [&] { memcpy(Target.data(), Source.data(), SourceBytes); });
      double B = TargetBytes == SourceBytes
                     ? A
                     : seconds(Times, [&] { memcpy(Target.data(), Other.data(), TargetBytes); });
      if (Bytes == InMemory)
        Limit.measure(Time, std::max(A, B), Counts);
      if (!Counts)
        return;
      OfSource.push_back(A / Time);
      OfTarget.push_back(B / Time);
      Rates.push_back(static_cast<double>(TargetBytes) / Time);
    });
  }
  State.counters["of_source"] = median(OfSource);
  State.counters["of_target"] = median(OfTarget);
  State.counters["GB/s"] = median(Rates) / 1e9;
  if (Bytes == InMemory)
    Limit.report(State.counters);
}

//===--- The lines ---------------------------------------------------------===//

namespace {
struct Line {
  const char *Name, *From;
  bool FromBig;
  unsigned FromWord;
  const char *To;
  bool ToBig;
  unsigned ToWord;
};
} // namespace

static const Line Lines[] = {
    {"homogeneous", FIGURE8_LP64, false, 8, FIGURE8_LP64, false, 8},
    {"figure8/BE-LE", FIGURE8_LP64, true, 8, FIGURE8_LP64, false, 8},
    {"node48/BE-LE", NODE_LP64, true, 8, NODE_LP64, false, 8},
    {"int16/BE-LE", "(i2,1)", true, 8, "(i2,1)", false, 8},
    {"int32/BE-LE", "(i4,1)", true, 8, "(i4,1)", false, 8},
    {"int64/BE-LE", "(i8,1)", true, 8, "(i8,1)", false, 8},
    {"double/BE-LE", "(f8,1)", true, 8, "(f8,1)", false, 8},
    {"figure8/ILP32-BE-double8/LP64-LE", FIGURE8_ILP32_DOUBLE8, true, 4, FIGURE8_LP64, false, 8},
    {"figure8/ILP32-BE-double4/LP64-LE", FIGURE8_ILP32_DOUBLE4, true, 4, FIGURE8_LP64, false, 8},
    {"long/ILP32-BE/LP64-LE", "(i4,1)", true, 4, "(i8,1)", false, 8},
    {"figure8/LP64-LE/ILP32-BE-double8", FIGURE8_LP64, false, 8, FIGURE8_ILP32_DOUBLE8, true, 4},
    {"figure8/LP64-BE/ILP32-LE-double4", FIGURE8_LP64, true, 8, FIGURE8_ILP32_DOUBLE4, false, 4},
    {"long/LP64-BE/ILP32-LE", "(i8,1)", true, 8, "(i4,1)", false, 4},
    {"long/LP64-LE/ILP32-LE", "(i8,1)", false, 8, "(i4,1)", false, 4},
};

static void addConversions() {
  struct {
    const char *Name;
    size_t Bytes;
  } static const Sizes[] = {{"4KiB", 4096},
                            {"64KiB", 65536},
                            {"256KiB", 262144},
                            {"256MiB", InMemory},
                            {"1e6-nodes", 1000000 * NodeBytes}};
  for (const Line &L : Lines) {
    auto Types = std::make_shared<Pair>(L.From, L.FromBig, L.FromWord, L.To, L.ToBig, L.ToWord);
    for (auto &Size : Sizes) {
      if (Size.Bytes % NodeBytes == 0 && std::string(L.From) != NODE_LP64)
        continue;
      auto Add = [&](const KernelTable *Kernels, const char *By) {
        std::string Name = std::string(L.Name) + "/" + Size.Name + "/" + By;
        benchmark::RegisterBenchmark(Name.c_str(), [=](benchmark::State &State) {
          convertAll(State, *Types, Size.Bytes, Kernels);
        })->Iterations(1)->Unit(benchmark::kMillisecond);
      };
      const KernelTable *All[8];
      unsigned Count = allKernels(All, 8);
      for (unsigned K = 0; K < Count; ++K)
        if (K == 0 || Size.Bytes == 262144)
          Add(All[K], All[K]->Name);
      if (Size.Bytes == 262144)
        Add(nullptr, "interpreter");
    }
  }
}

/// Nodes that lie a line apart in the target, as blocks of a heap do, or on both sides, \p OneByOne by a call each.
static void nodesApart(benchmark::State &State, bool OneByOne) {
  constexpr size_t Count = 1000000, Apart = 64;
  Pair Types(NODE_LP64, true, 8, NODE_LP64, false, 8);
  Arena Memory;
  const Plan &P = Types.compile(Memory, kernels());
  Buffer Source(Count * Apart), Target(Count * Apart);
  ConvertContext C;
  std::vector<double> Times, Ratios;
  for (auto _ : State)
    repeat([&](bool Counts) {
      double Time = seconds(1, [&] {
        if (!OneByOne && !convertSpaced(P, Source.data(), NodeBytes, Target.data(), Apart, Count, C).ok())
          abort();
        for (size_t K = 0; OneByOne && K < Count * Apart; K += Apart)
          if (!convert(P, Source.data() + K, Target.data() + K, 1, C).ok())
            abort();
      });
      double Copy = seconds(1, [&] {
        for (size_t K = 0; K < Count; ++K)
          memcpy(Target.data() + K * Apart, Source.data() + K * (OneByOne ? Apart : NodeBytes), NodeBytes);
      });
      if (!Counts)
        return;
      Times.push_back(Time / Count * 1e9);
      Ratios.push_back(Copy / Time);
    });
  State.counters["ns_each"] = median(Times);
  State.counters["of_copies"] = median(Ratios);
}

//===--- Plans -------------------------------------------------------------===//

static void newPlan(benchmark::State &State, const Line &L) {
  Pair Types(L.From, L.FromBig, L.FromWord, L.To, L.ToBig, L.ToWord);
  Arena Memory;
  for (auto _ : State) {
    benchmark::DoNotOptimize(&Types.compile(Memory, kernels()));
    Memory.reset();
  }
}

/// Plans are found by the numbers of two types. Of 1000, all are asked for in turn.
static void cachedPlan(benchmark::State &State) {
  constexpr uint32_t Count = 1000;
  Arena Memory;
  KeyTable Plans;
  auto Key = [](uint32_t K) { return KeyTable::Key{{K % 7, K, K % 5, K}}; };
  for (uint32_t K = 0; K < Count; ++K)
    if (!Plans.insert(Key(K), K, Memory.allocator()))
      abort();
  std::vector<double> Times;
  for (auto _ : State)
    repeat([&](bool Counts) {
      double Time = seconds(100, [&] {
        for (uint32_t K = 0; K < Count; ++K)
          benchmark::DoNotOptimize(Plans.find(Key(K)));
      });
      if (Counts)
        Times.push_back(Time * 1e9 / Count);
    });
  State.counters["ns_each"] = median(Times);
}

//===--- Long doubles ------------------------------------------------------===//

/// Conversion of values in [1, 2) by us and by libgcc, in turn. \p ToQuad: x87 to binary128, else the other way.
static void longDoubles(benchmark::State &State, bool ToQuad) {
  constexpr uint64_t Count = 4096;
  Pair Types(ToQuad ? "(x16,1)" : "(f16,1)", false, 8, ToQuad ? "(f16,1)" : "(x16,1)", false, 8);
  Arena Memory;
  const Plan &P = Types.compile(Memory, kernels());
  std::vector<long double> X(Count);
  std::vector<__float128> Q(Count);
  for (uint64_t K = 0; K < Count; ++K) {
    X[K] = 1 + static_cast<long double>(rand()) / RAND_MAX;
    Q[K] = X[K];
  }
  ConvertContext C;
  std::vector<double> Ratios, Times;
  for (auto _ : State)
    repeat([&](bool Counts) {
      double Ours = seconds(10, [&] {
        if (!(ToQuad ? convert(P, X.data(), Q.data(), Count, C) : convert(P, Q.data(), X.data(), Count, C)).ok())
          abort();
      });
      double Theirs = seconds(10, [&] {
        for (uint64_t K = 0; K < Count; ++K)
          if (ToQuad)
            Q[K] = X[K];
          else
            X[K] = static_cast<long double>(Q[K]);
      });
      if (!Counts)
        return;
      Ratios.push_back(Theirs / Ours);
      Times.push_back(Ours / Count * 1e9);
    });
  State.counters["times_libgcc"] = median(Ratios);
  State.counters["ns_each"] = median(Times);
}

int main(int Count, char **Arguments) {
  addConversions();
  for (bool OneByOne : {false, true})
    benchmark::RegisterBenchmark(OneByOne ? "node48/one-by-one" : "node48/spaced",
                                 [OneByOne](benchmark::State &State) { nodesApart(State, OneByOne); })
        ->Iterations(1);
  for (const Line &L : Lines)
    benchmark::RegisterBenchmark(("new-plan/" + std::string(L.Name)).c_str(),
                                 [&L](benchmark::State &State) { newPlan(State, L); });
  benchmark::RegisterBenchmark("cached-plan", cachedPlan)->Iterations(1);
  for (bool ToQuad : {true, false})
    benchmark::RegisterBenchmark(ToQuad ? "long-double/x87-quad" : "long-double/quad-x87",
                                 [ToQuad](benchmark::State &State) { longDoubles(State, ToQuad); })
        ->Iterations(1);
  benchmark::Initialize(&Count, Arguments);
  if (benchmark::ReportUnrecognizedArguments(Count, Arguments))
    return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
