//===- Architecture.h - One spelling for each architecture -------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An architecture has several names in triples (arm64, aarch64). What cgt-cc and cgt-inspect know of them stands in
// abi/Platforms.def.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PLATFORMS_ARCHITECTURE_H
#define CGT_PLATFORMS_ARCHITECTURE_H

#include <string>

namespace cgt {

/// The name that platforms go by here: "x86_64" for "amd64". Unknown names come back as they are.
std::string normalizeArchitecture(const std::string &Name);

/// The architecture of the other word size ("i686" for "x86_64" and the reverse) if that has \p Bits bits; \p Name otherwise.
std::string resizeArchitecture(const std::string &Name, unsigned Bits);

} // namespace cgt

#endif // CGT_PLATFORMS_ARCHITECTURE_H
