//===- Platforms.h - The platforms by name -----------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// As the user names them.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_INSPECT_PLATFORMS_H
#define CGT_INSPECT_PLATFORMS_H

#include "KnownPlatforms.h"

#include "llvm/ADT/StringRef.h"

namespace cgt {

/// By a triple in any spelling ("s390x-unknown-linux-gnu") or its architecture alone; null when unknown.
const Platform *findPlatform(llvm::StringRef Triple);

} // namespace cgt

#endif // CGT_INSPECT_PLATFORMS_H
