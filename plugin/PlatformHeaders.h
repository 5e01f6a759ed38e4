//===- PlatformHeaders.h - Headers that come with the compiler ----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PLUGIN_PLATFORMHEADERS_H
#define CGT_PLUGIN_PLATFORMHEADERS_H

#include "clang/AST/Decl.h"

#include <string>
#include <vector>

namespace clang {
class HeaderSearchOptions;
}

namespace cgt {

/// Types of libc differ from platform to platform under one name. Those of a library that the user points to by -isystem
/// are declared by the program, as far as types go.
class PlatformHeaders {
public:
  explicit PlatformHeaders(const clang::HeaderSearchOptions &Options);
  /// Is it declared by the compiler, or in a header from where the compiler looks by itself?
  bool declare(const clang::Decl &D) const;

private:
  bool All = false;                 ///< the compiler looks nowhere by itself: what -isystem names is libc, perhaps
  std::vector<std::string> Folders; ///< what the paths of such headers begin with
};

} // namespace cgt

#endif // CGT_PLUGIN_PLATFORMHEADERS_H
