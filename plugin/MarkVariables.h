//===- MarkVariables.h - Number the unit's variables --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Gives each variable the unit defines `annotate("cgt.v:N")`, before code generation sees it, and remembers N's note.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PLUGIN_MARKVARIABLES_H
#define CGT_PLUGIN_MARKVARIABLES_H

#include "TypeTable.h"

namespace cgt {

class VariableNotes {
public:
  /// Marks a definition at file scope; tentative definitions of one variable share a note.
  void markGlobal(clang::VarDecl &Variable);
  /// Marks a compound literal of the initialiser of \p Owner (FileScopeLiterals.h), the next one there.
  void markLiteral(clang::VarDecl &Literal, const clang::VarDecl &Owner);
  /// Marks parameters, locals and static locals.
  void markFunction(clang::FunctionDecl &Function);
  /// Marks static locals alone.
  void markStatics(clang::FunctionDecl &Function);
  /// Notes in order of N.
  std::vector<NoteVar> notes(const clang::ASTContext &Context, TypeTable &Types) const;

private:
  friend class LocalVariables;
  struct Note {
    const clang::VarDecl *Variable;
    std::string Name;                    ///< with "#k" from the second declaration of a name in a function
    const clang::FunctionDecl *Function; ///< null at file scope
    bool IsTransient;
  };
  void mark(clang::VarDecl &Variable, std::string Name, const clang::FunctionDecl *Function);
  static NoteVar note(const Note &N, const clang::ASTContext &Context, TypeTable &Types);

  std::vector<Note> Notes;
  llvm::DenseMap<const clang::VarDecl *, size_t> Globals;    ///< by canonical declaration
  llvm::DenseMap<const clang::VarDecl *, unsigned> Literals; ///< how many are marked, by owner
};

} // namespace cgt

#endif // CGT_PLUGIN_MARKVARIABLES_H
