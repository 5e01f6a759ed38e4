//===- Architecture.cpp - One spelling for each architecture --------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Architecture.h"

#include <fnmatch.h>
#include <sstream>

using namespace cgt;

namespace {
struct Row {
  const char *Triple, *Spellings, *OtherSize;
  unsigned Bits;

  std::string name() const {
    std::string Text = Triple;
    return Text.substr(0, Text.find('-'));
  }
};
} // namespace

static constexpr Row Rows[] = {
#define CGT_PLATFORM(Triple, Spellings, OtherSize, Order, Word, ...) {Triple, Spellings, OtherSize, 8 * Word},
#include "abi/Platforms.def"
};

std::string cgt::normalizeArchitecture(const std::string &Name) {
  for (const Row &R : Rows) {
    std::istringstream Spellings(R.Spellings);
    for (std::string Pattern; Spellings >> Pattern;)
      if (fnmatch(Pattern.c_str(), Name.c_str(), 0) == 0)
        return R.name();
  }
  return Name;
}

std::string cgt::resizeArchitecture(const std::string &Name, unsigned Bits) {
  for (const Row &R : Rows) {
    if (*R.OtherSize == 0)
      continue;
    if (Name == R.name() && R.Bits != Bits)
      return R.OtherSize;
    if (Name == R.OtherSize && R.Bits == Bits)
      return R.name();
  }
  return Name;
}
