//===- Temporaries.h - Names for memory that the source doesn't name -*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A struct that is built while calls are made may be alive at a poll. Where clang keeps it is the ABI's matter: in the caller's
// memory, in the function's own, in a copy for the callee. So it becomes a variable like any other where that matters:
//
//     return (struct s){f(), g()};      ─►  { struct s t = {f(), g()}; return t; }
//     use(&(struct s){f(), g()});       ─►  use((t = (struct s){f(), g()}, &t));      with t declared at the block's start
//
// Other memory without a name never has its address known but to the call that it is handed to.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PLUGIN_TEMPORARIES_H
#define CGT_PLUGIN_TEMPORARIES_H

#include "TypeTable.h"

#include "clang/AST/Decl.h"
#include "llvm/ADT/SetVector.h"

namespace cgt {

class Temporaries {
public:
  /// Edits the body of \p Function; before its variables are marked.
  void name(clang::FunctionDecl &Function);
  /// Adds the types of temporaries, which variables may not have.
  void addTypes(TypeTable &Types) const;

private:
  llvm::SetVector<const clang::Type *> Records;
};

} // namespace cgt

#endif // CGT_PLUGIN_TEMPORARIES_H
