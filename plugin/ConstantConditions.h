//===- ConstantConditions.h - Keep branches that a constant rules out -*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Clang emits one branch only of `if (sizeof(long) == 8)`, another one on each platform, while the number of a step is a
// function of the source. So the condition becomes `__cgt_known(VALUE)`, which clang can't fold; the pass numbers what stands
// in all branches, puts the value in the call's place and drops what it rules out.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PLUGIN_CONSTANTCONDITIONS_H
#define CGT_PLUGIN_CONSTANTCONDITIONS_H

namespace clang {
class FunctionDecl;
}

namespace cgt {

/// Rewrites the constant conditions in the body of \p Function: of if, switch, `?:`, `&&` and `||`. Those of loops stay, which
/// are emitted whatever the condition; so do those of branches that only some targets can compile (inline assembler, calls
/// that need features of the processor).
void openConditions(clang::FunctionDecl &Function);

} // namespace cgt

#endif // CGT_PLUGIN_CONSTANTCONDITIONS_H
