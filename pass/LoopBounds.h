//===- LoopBounds.h - Loops that are short whatever the input ------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_LOOPBOUNDS_H
#define CGT_PASS_LOOPBOUNDS_H

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Instructions.h"

#include <cstdint>

namespace cgt {

/// The positive constant that \p S adds to \p Counter, or 0: it does something else.
uint64_t incrementOf(const llvm::StoreInst &S, const llvm::AllocaInst *Counter);

/// An upper bound of the iterations that one run of \p L makes, its inner loops' included, or UINT64_MAX: unknown. Read
/// off the source's form (`for (i = 0; i < 16; i++)` on unoptimised IR), so that it is the same on every target.
uint64_t iterationBound(const llvm::Loop &L);

/// A variable that each iteration of a loop changes once, by adding a constant.
struct SteppedVariable {
  llvm::AllocaInst *Variable;
  llvm::BinaryOperator *Increment;
  int64_t Step;
};
/// Those of \p L whose address nobody knows, in program order.
llvm::SmallVector<SteppedVariable> steppedVariables(const llvm::Loop &L);

} // namespace cgt

#endif // CGT_PASS_LOOPBOUNDS_H
