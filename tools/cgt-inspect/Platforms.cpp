//===- Platforms.cpp - The platforms by name -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Platforms.h"

#include "Architecture.h"

using namespace cgt;
using namespace llvm;

static std::string architecture(StringRef Triple) { return normalizeArchitecture(Triple.split('-').first.str()); }

const Platform *cgt::findPlatform(StringRef Triple) {
  if (Triple.contains('-') && !Triple.contains("linux"))
    return nullptr;
  std::string Wanted = architecture(Triple);
  for (const Platform &P : knownPlatforms())
    if (architecture(StringRef(P.Triple.Data, P.Triple.Size)) == Wanted)
      return &P;
  return nullptr;
}
