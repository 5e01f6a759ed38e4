//===- Findings.h - What may stand in a checkpoint's way ----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls of libc whose state isn't carried, and expressions that mean something else on another platform (abi/Findings.def). They
// are notes for the pass, and warnings where they are asked for.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PLUGIN_FINDINGS_H
#define CGT_PLUGIN_FINDINGS_H

#include "Notes.h"

#include "clang/AST/Decl.h"

namespace cgt {

enum class Finding;

class Findings {
public:
  /// Looks at a function's body, before it is changed.
  void collect(clang::FunctionDecl &Function);
  /// Looks at the members of a struct or union, and of those declared in it.
  void collect(const clang::RecordDecl &Record);
  /// Looks at how a variable outside of functions is declared.
  void collect(const clang::VarDecl &Variable);
  /// A call of libc's \p Callee that nothing around it tells the type of.
  void addUntyped(llvm::StringRef Callee, const clang::FunctionDecl &In, clang::SourceLocation Location);
  /// In the order of the source, functions by function. Warns as \p Warnings say (abi/Findings.def's slugs behind -Wcgt-).
  std::vector<NoteFinding> notes(const clang::ASTContext &Context, const std::vector<std::string> &Warnings) const;

  struct Item {
    Finding Id;
    std::string About;
    clang::SourceLocation Location;
    const clang::FunctionDecl *In; ///< null: about what is declared outside of functions
    std::string Polling;           ///< it is one only if this function polls; "": in any case
  };

private:
  std::vector<Item> Items;
};

} // namespace cgt

#endif // CGT_PLUGIN_FINDINGS_H
