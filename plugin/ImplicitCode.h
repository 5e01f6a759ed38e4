//===- ImplicitCode.h - Declarations and calls that the plugin adds -*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the plugin puts into the AST and code generation then treats as if the source had it. Everything lives in the
// ASTContext.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PLUGIN_IMPLICITCODE_H
#define CGT_PLUGIN_IMPLICITCODE_H

#include "clang/AST/Expr.h"

namespace cgt {

/// Declares an external function of a type with a prototype.
clang::FunctionDecl *declareExternal(clang::ASTContext &Context, llvm::StringRef Name, clang::QualType Type,
                                     clang::SourceLocation Location);
/// What a call of \p Function has as its callee.
clang::Expr *calleeFor(clang::ASTContext &Context, clang::FunctionDecl &Function);
/// \p E converted to another type.
clang::Expr *convert(clang::ASTContext &Context, clang::Expr *E, clang::QualType To, clang::CastKind Kind);

} // namespace cgt

#endif // CGT_PLUGIN_IMPLICITCODE_H
