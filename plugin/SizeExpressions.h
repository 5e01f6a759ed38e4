//===- SizeExpressions.h - What the size of an allocation says -----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `n * sizeof(T)` bytes are an array of T, `sizeof(T) + n` bytes one T whose last array goes on (rt/types/Blocks.h).
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PLUGIN_SIZEEXPRESSIONS_H
#define CGT_PLUGIN_SIZEEXPRESSIONS_H

#include "types/Blocks.h"

#include "clang/AST/ASTContext.h"
#include "llvm/ADT/DenseMap.h"

namespace cgt {

/// The sizes in one function's body.
class SizeExpressions {
public:
  SizeExpressions(const clang::ASTContext &Context, clang::Stmt *Body);

  /// Of blocks of \p Element whose size is the product of \p Sizes.
  BlockForm formOf(llvm::ArrayRef<const clang::Expr *> Sizes, clang::QualType Element) const;

private:
  enum Kind {
    Other,   ///< has nothing to do with T
    Measure, ///< a multiple of another type's sizeof
    Parts,   ///< a sum with such
    Single,  ///< sizeof(T)
    Product, ///< a multiple of it
    Longer,  ///< sizeof(T) + n
    Unclear,
  };
  using KnownKinds = llvm::SmallDenseMap<const clang::VarDecl *, Kind>;
  Kind kindOf(const clang::Expr *E, clang::QualType Element, KnownKinds &Known) const;
  Kind kindOfVariable(const clang::VarDecl &Variable, clang::QualType Element, KnownKinds &Known) const;
  bool isOf(clang::QualType Type, clang::QualType Element) const;
  static Kind sum(Kind A, Kind B);
  static Kind product(Kind A, Kind B);

  struct Values {
    llvm::SmallVector<const clang::Expr *, 2> All;
    bool AreAll = true; ///< nothing else changes it
  };
  const clang::ASTContext &Context;
  llvm::DenseMap<const clang::VarDecl *, Values> Variables;
};

/// Does a struct end in an array, itself or by its last member?
bool endsInArray(const clang::ASTContext &Context, clang::QualType Type);

} // namespace cgt

#endif // CGT_PLUGIN_SIZEEXPRESSIONS_H
