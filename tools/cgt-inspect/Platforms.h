//===- Platforms.h - The platforms by name -----------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The runtime asks its compiler what its platform is like; only --check-for and --platforms need
// those that no image describes. They stand in abi/Platforms.def.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_INSPECT_PLATFORMS_H
#define CGT_INSPECT_PLATFORMS_H

#include "types/Platform.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace cgt {

llvm::ArrayRef<Platform> knownPlatforms();

/// By a triple in any spelling ("s390x-unknown-linux-gnu") or its architecture alone; null when unknown.
const Platform *findPlatform(llvm::StringRef Triple);

} // namespace cgt

#endif // CGT_INSPECT_PLATFORMS_H
