//===- FrameArrays.h - Memory whose size the source computes ------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_FRAMEARRAYS_H
#define CGT_PASS_FRAMEARRAYS_H

#include "Frame.h"
#include "RuntimeCalls.h"

namespace cgt {

/// Makes an `alloca` of each call that the plugin has redirected, in every function of the module.
void lowerAllocaCalls(llvm::Module &M);

/// Is it an array of variable length, or memory of alloca()?
bool isFrameArray(const llvm::AllocaInst &AI, const UnitNotes &Notes);

/// The variables of \p Fr's function whose size the source computes, added to \p Fr, which has nothing yet. Code reaches each through a
/// slot with its address from then on, and the places where the stack is taken back are noted.
void addFrameArrays(Frame &Fr, const UnitNotes &Notes, llvm::GlobalVariable *Unit, const RuntimeCalls &Calls);

} // namespace cgt

#endif // CGT_PASS_FRAMEARRAYS_H
