//===- ActiveMembers.h - Checks what CGT_ACTIVE says --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PLUGIN_ACTIVEMEMBERS_H
#define CGT_PLUGIN_ACTIVEMEMBERS_H

#include "Notes.h"

#include "clang/AST/Decl.h"

namespace cgt {

/// A CGT_ACTIVE that became part of a note.
struct ActiveSource {
  int Type = -1;
  int Member = -1; ///< of the type; less than 0: the type says it
  const clang::Decl *Declaration = nullptr;
};

/// The expression of CGT_ACTIVE at \p Field, a member that is a union or an array of some; "" if there is none. A union type
/// without a name that is declared there says it for the member. \p Declaration: what has the attribute.
std::string activeOf(const clang::FieldDecl &Field, const clang::Decl *&Declaration);
/// That of a union type which says it for itself.
std::string activeOf(const clang::RecordDecl &Union);

/// Puts numbers in place of enumerators, and reports expressions that aren't any.
void checkActive(const clang::ASTContext &Context, llvm::ArrayRef<ActiveSource> Sources, std::vector<NoteType> &Types);

} // namespace cgt

#endif // CGT_PLUGIN_ACTIVEMEMBERS_H
