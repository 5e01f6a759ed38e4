//===- TypeSpelling.h - Names of types that are the same everywhere -*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PLUGIN_TYPESPELLING_H
#define CGT_PLUGIN_TYPESPELLING_H

#include "PlatformHeaders.h"

#include "clang/AST/ASTContext.h"

#include <string>

namespace cgt {

/// The name of a type whose bytes mean something to libc or the ABI of one platform only, else "".
std::string opaqueName(const clang::ASTContext &Context, const clang::TypedefNameDecl &Typedef);

/// True when \p Type is a `va_list` by whatever typedefs.
bool isVaList(const clang::ASTContext &Context, clang::QualType Type);

/// "struct node"; one without a name is called by its typedef, else \p Use.
std::string nameOf(const clang::TagDecl &Tag, llvm::StringRef Use);

/// \p Type as C spells it: user typedefs resolved, those of system headers kept, no qualifiers. \p Use names what has no
/// name.
std::string spellType(const clang::ASTContext &Context, const PlatformHeaders &Headers, clang::QualType Type,
                      llvm::StringRef Use);

} // namespace cgt

#endif // CGT_PLUGIN_TYPESPELLING_H
