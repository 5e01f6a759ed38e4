//===- Hints.h - Attributes of cgt.h from a file ------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For code that can't be edited, a YAML file says by names what CGT_ACTIVE, CGT_TRANSIENT and CGT_NO_POLL say at declarations:
//
//     active:
//       struct value.as: "kind == 1 ? number : text"
//     transient: [cache, parse.c:buffer, run:scratch]
//     no_poll: [inner_loop]
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PLUGIN_HINTS_H
#define CGT_PLUGIN_HINTS_H

#include "Notes.h"

#include "clang/AST/Decl.h"

namespace clang {
class CompilerInstance;
}

namespace cgt {

class HintReader;

class Hints {
public:
  /// Of the file \p Path. Reports what is wrong with it.
  void read(clang::CompilerInstance &Compiler, llvm::StringRef Path);
  /// Gives a variable, or a function and its variables, what the file says of them, before anything else looks at them.
  void apply(clang::Decl &D);
  /// The same for types, at the unit's end. Reports what can't be.
  void applyToTypes(clang::ASTContext &Context);
  /// Adds those that are about nothing in this unit to \p N: perhaps they are in none.
  void note(Notes &N) const;

private:
  friend class HintReader;
  enum class Kind { Active, Transient, NoPoll };
  struct Hint {
    Kind Is;
    std::string Name, Expression;        ///< as the file has them
    clang::SourceLocation At, Expressed; ///< there
    unsigned Line;
    bool IsUsed = false;
  };
  void give(Hint &H, clang::Decl &D);
  void applyToType(Hint &H, clang::ASTContext &Context);

  clang::DiagnosticsEngine *Diagnostics = nullptr;
  std::string File; ///< its base name; "": there is none
  std::vector<Hint> All;
};

} // namespace cgt

#endif // CGT_PLUGIN_HINTS_H
