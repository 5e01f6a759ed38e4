//===- FunctionNotes.h - Number the unit's functions --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Gives each function the unit defines `annotate("cgt.f:N")`, and finds the functions of system headers it uses: those
// never poll (docs/design.md section 1).
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PLUGIN_FUNCTIONNOTES_H
#define CGT_PLUGIN_FUNCTIONNOTES_H

#include "Annotations.h"
#include "Notes.h"

#include "llvm/ADT/SetVector.h"

namespace cgt {

class FunctionNotes {
public:
  /// Marks a definition of the user's.
  void mark(clang::FunctionDecl &Function);
  /// Of a static function clang takes the annotations of the alias through which it was met first, if there is one.
  void markTarget(clang::FunctionDecl &Alias) const;
  /// Lists the labels whose addresses the function marked last takes; nothing may look at its variables after that.
  void tabulateLabels(clang::FunctionDecl &Function);
  /// Notes the functions that \p D, a function or a variable with an initialiser, refers to.
  void collectUses(clang::Decl &D);
  /// Takes the used functions of system headers out of the collected uses; once, at the end of the unit.
  void findSystemFunctions();

  /// Notes in order of N. Without \p Hashes each token hash is 0, which no other is compared with.
  std::vector<NoteFunction> notes(const clang::ASTContext &Context, bool Hashes) const;
  /// Those of system headers.
  std::vector<std::string> systemFunctions() const;
  /// All functions that the source refers to, by the names that the IR may have for them.
  std::vector<std::string> namedFunctions() const;

private:
  void addSystemNames(const clang::FunctionDecl &Function);

  struct Note {
    const clang::FunctionDecl *Function;
    bool IsNoPoll, IsSystem;
    std::vector<std::string> Labels; ///< whose addresses it takes
  };
  std::vector<Note> Notes;
  llvm::SetVector<clang::FunctionDecl *> Used; ///< canonical declarations, in source order
  llvm::SetVector<llvm::StringRef> System;     ///< of the AST's memory
};

/// FNV-1a of the function's raw tokens as written, before preprocessing, so that it is the same on every platform.
/// Comments and white space don't count. A function made by a macro is the macro's use.
uint64_t hashTokens(const clang::ASTContext &Context, const clang::FunctionDecl &Function);

} // namespace cgt

#endif // CGT_PLUGIN_FUNCTIONNOTES_H
