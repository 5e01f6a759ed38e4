//===- FileScopeLiterals.h - Compound literals become variables -*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `int *p = (int[]){1, 2};` at file scope makes an object without a declaration. Its only name is its place: the variable
// whose initialiser it stands in, and which of the literals there it is.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PLUGIN_FILESCOPELITERALS_H
#define CGT_PLUGIN_FILESCOPELITERALS_H

#include "clang/AST/Decl.h"

#include <vector>

namespace cgt {

/// Replaces each compound literal whose address the initialiser of \p Owner keeps, also those within others, by a static
/// variable of the literal's type and initialiser. Returns these in source order; the caller names their notes and hands
/// them to code generation in front of \p Owner.
std::vector<clang::VarDecl *> declareLiterals(clang::VarDecl &Owner);

} // namespace cgt

#endif // CGT_PLUGIN_FILESCOPELITERALS_H
