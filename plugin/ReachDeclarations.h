//===- ReachDeclarations.h - Let code generation reach variables --*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PLUGIN_REACHDECLARATIONS_H
#define CGT_PLUGIN_REACHDECLARATIONS_H

namespace clang {
class FunctionDecl;
}

namespace cgt {

/// Clang gives a variable memory but no annotation where control can't reach its declaration, as in
/// `switch (n) { int i; case 1: ... }` and `goto in; { int i; in: ... }`. Such a declaration moves in front of its switch
/// or gets a label. No behaviour changes: what it would have initialised stays uninitialised.
void reachDeclarations(clang::FunctionDecl &Function);

} // namespace cgt

#endif // CGT_PLUGIN_REACHDECLARATIONS_H
