//===- measure.h - Time of the processor, rounds, medians ---------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the benchmarks have in common: contestants take turns in rounds, and medians over the rounds count.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_BENCH_MEASURE_H
#define CGT_BENCH_MEASURE_H

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <ctime>
#include <vector>

namespace bench {

/// The processor's time of this thread, in seconds: others may run meanwhile.
inline double busy() {
  timespec T;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &T);
  return static_cast<double>(T.tv_sec) + 1e-9 * static_cast<double>(T.tv_nsec);
}

inline double median(std::vector<double> V) {
  std::nth_element(V.begin(), V.begin() + static_cast<std::ptrdiff_t>(V.size() / 2), V.end());
  return V[V.size() / 2];
}

using Clock = std::chrono::steady_clock;

inline double since(Clock::time_point Start) { return std::chrono::duration<double>(Clock::now() - Start).count(); }

/// Rounds for .8 s and nine at least, after .1 s of rounds that don't count: a core takes milliseconds to run wide vectors at
/// their full rate. \p Round is told whether it counts.
template <typename Function> void repeat(Function Round) {
  constexpr unsigned LeastRounds = 9;
  constexpr double WarmUp = .1, Enough = .8;
  auto Start = Clock::now();
  while (since(Start) < WarmUp)
    Round(false);
  for (unsigned K = 0; K < LeastRounds || since(Start) < Enough; ++K)
    Round(true);
}

} // namespace bench

#endif // CGT_BENCH_MEASURE_H
