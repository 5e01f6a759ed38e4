//===- Annotations.h - Annotate attributes and places of declarations -*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the parts of the plugin share: reading and writing `annotate` attributes, which are the only thing that clang
// carries from a declaration into the IR, and naming places of the source independently of the build folder.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PLUGIN_ANNOTATIONS_H
#define CGT_PLUGIN_ANNOTATIONS_H

#include "clang/AST/Decl.h"

namespace cgt {

/// What the attributes of cgt.h become (Attributes.cpp).
constexpr llvm::StringLiteral NoPollAnnotation = "cgt.no_poll";
constexpr llvm::StringLiteral TransientAnnotation = "cgt.transient";
constexpr llvm::StringLiteral CountAnnotation = "cgt.count:";   ///< followed by a member's name
constexpr llvm::StringLiteral ActiveAnnotation = "cgt.active:"; ///< followed by an expression

/// Base name of the file and line; in a macro's expansion, of the place where it is expanded.
struct Place {
  std::string File;
  unsigned Line = 0;
};
Place placeOf(const clang::ASTContext &Context, clang::SourceLocation Location);

/// True for what a system header or the compiler itself declares.
bool isSystemDecl(const clang::Decl &D);

bool hasAnnotation(const clang::Decl &D, llvm::StringRef Text);
/// What follows \p Prefix in the annotation that begins with it, else "".
std::string annotationAfter(const clang::Decl &D, llvm::StringRef Prefix);
/// Removes annotations that begin with \p Prefix.
void dropAnnotations(clang::Decl &D, llvm::StringRef Prefix);
/// Gives \p D the annotation \p Prefix + \p Index in place of one with that prefix, which redeclarations inherit.
void setAnnotation(clang::Decl &D, llvm::StringRef Prefix, size_t Index);

} // namespace cgt

#endif // CGT_PLUGIN_ANNOTATIONS_H
