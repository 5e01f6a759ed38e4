//===- rivals.cpp - The paper's figures 6, 7 and 9, against other libraries ---===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// rivals-bench FOLDER POINT... [--benchmark_format=json]; FOLDER has the streams of sender.c, named PLATFORM.KIND.COUNT.
// test/bench/all makes them.
//
// One benchmark is one point of a figure, FIGURE/KIND/COUNT (test/bench/figures.py has all). Each of its rounds times every contestant once, encoding and decoding; counters
// are medians over the rounds: NAME/encode and NAME/decode in nanoseconds an array, and, taken within each round,
// NAME/of_memcpy and NAME/of_xdr, those libraries' time for encoding and decoding over NAME's, as well as
// NAME/decode_of_memcpy. What is decoded is compared with what was encoded, before anything is timed.
//
//===----------------------------------------------------------------------===//

#include "Contestant.h"
#include "measure.h"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>

using namespace bench;

void bench::fail(const char *What) {
  fprintf(stderr, "rivals-bench: error: %s\n", What);
  exit(1);
}

namespace {

/// Of one call on average.
template <typename Function> double seconds(size_t Times, Function F) {
  double Start = busy();
  for (size_t K = 0; K < Times; ++K) {
    F();
    benchmark::ClobberMemory();
  }
  return (busy() - Start) / static_cast<double>(Times);
}

struct Runner {
  std::string Name;
  Made By;
  size_t Times = 1; ///< a round's calls of encode() and of decode()
  std::vector<double> Encode, Decode;
};

/// Is what was decoded what was encoded? Padding doesn't count.
bool isEqual(const Case &C) {
  if (C.What != SAMPLE)
    return memcmp(C.Data, C.Result, C.bytes()) == 0;
  auto *A = static_cast<const sample *>(C.Data), *B = static_cast<const sample *>(C.Result);
  for (size_t I = 0; I < C.Count; ++I)
    if (A[I].a != B[I].a || A[I].b != B[I].b || A[I].c != B[I].c || A[I].d != B[I].d || A[I].e != B[I].e)
      return false;
  return true;
}

constexpr size_t Sizes[] = {1, 2, 4, 8, 8, sizeof(sample)}; ///< of kinds
const char *const Kinds[] = {"char", "short", "int", "long", "double", "sample"};

constexpr double RoundTime = .002; ///< of a contestant, at least
constexpr unsigned LeastRounds = 7;
constexpr double Enough = 1.5; ///< seconds of a benchmark

class Measurement {
public:
  Measurement(kind What, size_t Count, const std::string &Folder) {
    C = {What, Count, records(Count * Sizes[What]), Sizes[What], nullptr, nullptr};
    Data.resize(C.bytes());
    Result.resize(C.bytes());
    fill(What, Data.data(), Count);
    C.Data = Data.data();
    C.Result = Result.data();
    std::string Stream = std::string(".") + Kinds[What] + "." + std::to_string(Count);
    add("memcpy", makeCopy(C));
    add("cgt", makeCgt(C, ""));
    add("cgt-s390x", makeCgt(C, Folder + "/s390x" + Stream));
    add("cgt-powerpc", makeCgt(C, Folder + "/powerpc" + Stream));
    add("cgt-plan", makePlan(C));
    add("xdr", makeXdr(C));
    add("hdf5", makeHdf5(C, false));
    add("hdf5-big-endian", makeHdf5(C, true));
    add("openmpi", makeOpenMpi(C));
    if (Count != 1 && What != INT && What != SAMPLE)
      return; // no figure is of such arrays, and those have no message for them
    add("capnproto", makeCapnProto(C));
    add("protobuf", makeProtobuf(C));
  }

  void run() {
    auto Start = Clock::now();
    for (unsigned K = 0; K < LeastRounds || since(Start) < Enough; ++K)
      for (Runner &R : All) {
        R.Encode.push_back(seconds(R.Times, [&] { R.By->encode(); }));
        R.Decode.push_back(seconds(R.Times, [&] { R.By->decode(); }));
      }
  }

  void report(std::map<std::string, benchmark::Counter> &Counters) const {
    const Runner &Copy = All[0], &Xdr = find("xdr");
    double Each = 1e9 / static_cast<double>(C.Records);
    for (const Runner &R : All) {
      std::vector<double> OfCopy, OfXdr, DecodeOfCopy;
      for (size_t K = 0; K < R.Encode.size(); ++K) {
        double Both = R.Encode[K] + R.Decode[K];
        OfCopy.push_back((Copy.Encode[K] + Copy.Decode[K]) / Both);
        OfXdr.push_back((Xdr.Encode[K] + Xdr.Decode[K]) / Both);
        DecodeOfCopy.push_back(Copy.Decode[K] / R.Decode[K]);
      }
      Counters[R.Name + "/encode"] = median(R.Encode) * Each;
      Counters[R.Name + "/decode"] = median(R.Decode) * Each;
      Counters[R.Name + "/of_memcpy"] = median(OfCopy);
      Counters[R.Name + "/of_xdr"] = median(OfXdr);
      Counters[R.Name + "/decode_of_memcpy"] = median(DecodeOfCopy);
    }
  }

private:
  const Runner &find(const char *Name) const {
    return *std::find_if(All.begin(), All.end(), [&](const Runner &R) { return R.Name == Name; });
  }
  void add(const char *Name, Made By) {
    memset(Result.data(), 0, Result.size());
    By->encode();
    By->decode();
    if (!isEqual(C))
      fail((std::string(Name) + " decodes something else").c_str());
    auto Start = Clock::now();
    By->encode();
    By->decode();
    double Once = since(Start);
    All.push_back({Name, std::move(By), static_cast<size_t>(Once < RoundTime ? RoundTime / (Once + 1e-9) : 1), {}, {}});
  }

  Case C;
  std::vector<char> Data, Result;
  std::vector<Runner> All;
};

/// False: there is none of this name.
bool addPoint(const std::string &Name, const std::string &Folder) {
  size_t First = Name.find('/'), Second = Name.rfind('/');
  if (First == Second)
    return false;
  std::string Kind = Name.substr(First + 1, Second - First - 1);
  auto Known = std::find(std::begin(Kinds), std::end(Kinds), Kind);
  size_t Count = strtoull(Name.c_str() + Second + 1, nullptr, 10);
  if (Count != 0 && Name.compare(0, First, "linked") == 0)
    return addLinked(Name, Kind, Count, Folder);
  if (Known == std::end(Kinds) || Count == 0)
    return false;
  auto What = static_cast<kind>(Known - std::begin(Kinds));
  benchmark::RegisterBenchmark(Name.c_str(), [=](benchmark::State &State) {
    Measurement M(What, Count, Folder);
    for (auto _ : State)
      M.run();
    M.report(State.counters);
  })->Iterations(1)->Unit(benchmark::kMillisecond);
  return true;
}

} // namespace

int main(int Count, char **Arguments) {
  benchmark::Initialize(&Count, Arguments);
  bool AreKnown = Count > 2;
  for (int K = 2; K < Count; ++K)
    AreKnown = addPoint(Arguments[K], Arguments[1]) && AreKnown;
  if (!AreKnown) {
    fprintf(stderr, "usage: rivals-bench FOLDER FIGURE/KIND/COUNT... [--benchmark_...]\n");
    return 2;
  }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
