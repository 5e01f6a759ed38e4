//===- AllocationSites.h - Type the calls that allocate -----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A call of the malloc family becomes a call of an implicit declaration `__cgt_alloc.FN.N`, so that the IR, where every
// pointer is alike, still says what the memory is for (docs/design.md section 1).
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PLUGIN_ALLOCATIONSITES_H
#define CGT_PLUGIN_ALLOCATIONSITES_H

#include "TypeTable.h"

#include "types/Blocks.h"

namespace clang {
class CallExpr;
class CastExpr;
class Expr;
} // namespace clang

namespace cgt {

class Findings;

class AllocationSites {
public:
  explicit AllocationSites(clang::ASTContext &Context) : Context(Context) {}
  /// Redirects the calls in a function's body, in source order. \p Doubts is told of those that nothing gives a type.
  void redirectCalls(clang::FunctionDecl &Function, Findings &Doubts);
  /// Sites in order of N.
  std::vector<NoteAlloc> notes(TypeTable &Types) const;

private:
  struct Site {
    std::string Callee;
    clang::QualType Element; ///< null: unknown
    clang::SourceLocation Location;
    const clang::FunctionDecl *Function;
  };
  clang::QualType elementOf(clang::QualType Element, llvm::function_ref<BlockForm(clang::QualType)> FormOf) const;
  void redirect(clang::CallExpr &Call, llvm::StringRef Callee, size_t Index);
  void wrapResult(clang::CastExpr &Cast, size_t Index);
  clang::FunctionDecl *declare(llvm::StringRef Callee, size_t Index, clang::QualType Type, clang::SourceLocation Location);
  clang::QualType prototypeFor(const clang::CallExpr &Call, llvm::StringRef Callee) const;

  clang::ASTContext &Context;
  std::vector<Site> Sites;
};

} // namespace cgt

#endif // CGT_PLUGIN_ALLOCATIONSITES_H
