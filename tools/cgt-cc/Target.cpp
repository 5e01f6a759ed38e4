//===- Target.cpp - Names of platforms
//-------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Target.h"

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

/// One spelling for each architecture; unknown ones stay as they are.
static std::string normalizeArch(const std::string &Arch) {
  static const struct {
    const char *Other, *Name;
  } Spellings[] = {{"amd64", "x86_64"},  {"arm64", "aarch64"},   {"systemz", "s390x"},   {"ppc", "powerpc"},
                   {"ppc32", "powerpc"}, {"ppc64", "powerpc64"}, {"sparcv9", "sparc64"}, {"mipseb", "mips"}};
  for (const auto &S : Spellings)
    if (Arch == S.Other)
      return S.Name;
  if (Arch.size() == 4 && Arch[0] == 'i' && Arch[1] >= '3' && Arch[1] <= '9' && Arch.compare(2, 2, "86") == 0)
    return "i686";
  if ((startsWith(Arch, "armv") && Arch.back() != 'b') || Arch == "armhf")
    return "arm";
  return Arch;
}

static std::string resizeArch(const std::string &Arch, WordSize Size) {
  static const struct {
    const char *Bits32, *Bits64;
  } Pairs[] = {{"i686", "x86_64"}, {"powerpc", "powerpc64"}, {"sparc", "sparc64"},
               {"mips", "mips64"}, {"riscv32", "riscv64"},   {"s390", "s390x"}};
  for (const auto &P : Pairs) {
    if (Size == WordSize::Bits32 && Arch == P.Bits64)
      return P.Bits32;
    if (Size == WordSize::Bits64 && Arch == P.Bits32)
      return P.Bits64;
  }
  return Arch;
}

std::string cgt::normalizeTriple(const std::string &Triple, WordSize Size) {
  std::vector<std::string> Parts = splitAtDashes(Triple);
  std::string Name = resizeArch(normalizeArch(Parts[0]), Size);
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
