//===- KnownPlatforms.h - What values look like on each platform --*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The rows of abi/Platforms.def, for what no image describes: --check-for and --platforms, and tests. The runtime asks its
// compiler instead.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PLATFORMS_KNOWNPLATFORMS_H
#define CGT_PLATFORMS_KNOWNPLATFORMS_H

#include "types/Platform.h"

#include <vector>

namespace cgt {

const std::vector<Platform> &knownPlatforms();

} // namespace cgt

#endif // CGT_PLATFORMS_KNOWNPLATFORMS_H
