//===- SizeMarks.h - Mark the sizes that a body computes with -----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A size is a constant expression with `sizeof`, `offsetof` or an alignment in it: another number on another platform. Where
// one is passed to a function of the program or goes into a local variable, it is wrapped into a call of `__cgt_size.K`: K is
// its ordinal among the function's, the same on every platform. The pass follows such values (SizeFlow.h) and takes the
// calls out again.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PLUGIN_SIZEMARKS_H
#define CGT_PLUGIN_SIZEMARKS_H

#include "clang/AST/ASTContext.h"

namespace cgt {

/// Marks the sizes in \p Function's body.
void markSizes(clang::FunctionDecl &Function);

} // namespace cgt

#endif // CGT_PLUGIN_SIZEMARKS_H
