//===- Mutations.h - What a hostile image says -------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_TEST_FUZZ_MUTATIONS_H
#define CGT_TEST_FUZZ_MUTATIONS_H

#include "ImageTree.h"

namespace cgt {
namespace fuzz {

/// Numbers that follow from a seed, the same everywhere.
class Random {
public:
  explicit Random(uint64_t Seed) : State(Seed) {}
  uint64_t next() { // splitmix64
    uint64_t Z = State += 0x9e3779b97f4a7c15;
    Z = (Z ^ Z >> 30) * 0xbf58476d1ce4e5b9;
    Z = (Z ^ Z >> 27) * 0x94d049bb133111eb;
    return Z ^ Z >> 31;
  }
  uint64_t below(uint64_t Limit) { return Limit ? next() % Limit : 0; }
  bool oneIn(uint64_t Times) { return below(Times) == 0; }
  template <typename T> T &of(std::vector<T> &Items) { return Items[static_cast<size_t>(below(Items.size()))]; }

private:
  uint64_t State;
};

/// Changes \p T at random, once or several times, and says how in \p What.
void mutate(ImageTree &T, Random &R, std::string &What);

} // namespace fuzz
} // namespace cgt

#endif // CGT_TEST_FUZZ_MUTATIONS_H
