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

/// A variable that a store changes by a constant.
struct SteppedVariable {
  llvm::AllocaInst *Variable = nullptr;
  llvm::Instruction *Increment = nullptr; ///< what the variable becomes: an addition, a subtraction or a GEP
  int64_t Step = 0;                       ///< of a pointer in bytes; 0: \p Increment is something else
};
SteppedVariable stepOf(const llvm::StoreInst &S);

/// Does \p L stand for no loop of the source? clang fills the rest of an array by one (`char *a[4] = {f()}`) where the target's stores are
/// narrow. Such a loop has a PHI, which no other has in unoptimised C but that around a computed goto.
bool fillsArray(const llvm::Loop &L);

/// Has \p L loops of the source inside?
bool hasInnerLoops(const llvm::Loop &L);

/// An upper bound of the iterations that one run of \p L makes, its inner loops' included, or UINT64_MAX: unknown. Read
/// off the source's form (`for (i = 0; i < 16; i++)` on unoptimised IR), so that it is the same on every target.
uint64_t iterationBound(const llvm::Loop &L);

/// The integers that each iteration of \p L changes once, by a constant, and whose address nobody knows, in program order.
llvm::SmallVector<SteppedVariable> steppedVariables(const llvm::Loop &L);

} // namespace cgt

#endif // CGT_PASS_LOOPBOUNDS_H
