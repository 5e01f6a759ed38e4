//===- TypeTags.h - CGT_TAG_OF becomes a constant -----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `CGT_TAG_OF(T)` of <cgt/rmr.h> expands to the address of `__cgt_tag_of[0 * sizeof(T)]`, a constant expression that keeps
// T in the AST. The plugin lets it refer to a constant of its own that holds T's tag.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PLUGIN_TYPETAGS_H
#define CGT_PLUGIN_TYPETAGS_H

#include "clang/AST/Decl.h"
#include "llvm/ADT/MapVector.h"

namespace clang {
class CompilerInstance;
}

namespace cgt {

class TypeTags {
public:
  /// Redirects the uses in a function's body or a variable's initialiser, before code generation sees them.
  void redirect(clang::Decl &D);
  /// Defines the constants, at the end of the unit, when all types that will be complete are.
  void emit(clang::CompilerInstance &Compiler);

private:
  friend class TagUses;
  struct Use {
    clang::VarDecl *Constant = nullptr;
    clang::SourceLocation Where; ///< of the first one
  };
  clang::VarDecl *constantFor(clang::ASTContext &Context, clang::QualType Type, clang::SourceLocation Where);

  llvm::MapVector<void *, Use> Uses; ///< by type, with its typedefs
};

} // namespace cgt

#endif // CGT_PLUGIN_TYPETAGS_H
