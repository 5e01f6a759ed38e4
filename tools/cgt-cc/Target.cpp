//===- Target.cpp - Names of platforms -------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Target.h"

#include "Architecture.h"

#include <vector>

using namespace cgt;

static std::vector<std::string> splitAtDashes(const std::string &Text) {
  std::vector<std::string> Parts(1);
  for (char C : Text) {
    if (C == '-')
      Parts.emplace_back();
    else
      Parts.back() += C;
  }
  return Parts;
}

static bool startsWith(const std::string &Text, const char *Prefix) { return Text.rfind(Prefix, 0) == 0; }

std::string cgt::normalizeTriple(const std::string &Triple, WordSize Size) {
  std::vector<std::string> Parts = splitAtDashes(Triple);
  std::string Name = normalizeArchitecture(Parts[0]);
  if (Size != WordSize::Default)
    Name = resizeArchitecture(Name, Size == WordSize::Bits32 ? 32 : 64);
  // ARCH-VENDOR-linux-ENV, ARCH-linux-ENV, ARCH-linux, ARCH-VENDOR-linux
  size_t Os = Parts.size() > 1 && startsWith(Parts[1], "linux") ? 1 : 2;
  if (Os >= Parts.size())
    return Triple;
  Name += "-" + Parts[Os] + "-";
  return Name + (Os + 1 < Parts.size() ? Parts[Os + 1] : "gnu");
}

std::string cgt::respellForClang(const std::string &Triple) {
  std::string Name = normalizeTriple(Triple, WordSize::Default);
  return startsWith(Name, "i686-") || startsWith(Name, "arm-") ? Triple : Name;
}
