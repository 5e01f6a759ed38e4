//===- TailLoops.h - A function that ends in a call of itself ------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM makes loops of such calls, but not of calls that may unwind. So it is done here, at every level and on every platform:
//
//     return gcd(b, a % b);      ─►  { int x = b; int y = a % b; a = x; b = y; goto start; }
//     return 1 + length(l->next);  ─►  { sum = sum + 1; l = l->next; goto start; }    and   return sum + 0;
//
// Only where nobody can know the address of a variable of the function: then an activation that has nothing left to do but to
// return leaves no memory that the next one might see.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PLUGIN_TAILLOOPS_H
#define CGT_PLUGIN_TAILLOOPS_H

#include "clang/AST/Decl.h"

namespace cgt {

/// Edits the body of \p Function; before its temporaries are named and its variables marked.
void loopTailCalls(clang::FunctionDecl &Function);

} // namespace cgt

#endif // CGT_PLUGIN_TAILLOOPS_H
