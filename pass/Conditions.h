//===- Conditions.h - Branches that a constant rules out ---------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The plugin keeps clang from folding a constant condition: it stands in the IR as a call of __cgt_known, whose argument is
// the value on this platform. Steps are numbered as long as all branches are there, so that they are the source's; then the
// value takes the call's place, and what it rules out goes, with what only that referred to (it may not even link).
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_CONDITIONS_H
#define CGT_PASS_CONDITIONS_H

#include "UnitNotes.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/IRBuilder.h"

namespace cgt {

using DeadBlocks = llvm::SmallPtrSet<const llvm::BasicBlock *, 8>;

/// Calls __cgt_known?
bool isKnownCondition(const llvm::CallBase &CB);
/// A condition that will turn out to be false.
llvm::Value *falseCondition(llvm::IRBuilderBase &B);
/// The blocks that \p F's known conditions rule out.
DeadBlocks deadBlocks(const llvm::Function &F);
/// Deletes blocks that neither the entry nor a label whose address is taken leads to.
void deleteUnreachable(llvm::Function &F);
/// Puts the values in place and deletes what can't be reached; adds what that referred to to \p Dropped.
void settleConditions(llvm::Function &F, llvm::SetVector<llvm::GlobalValue *> &Dropped);
/// Deletes those functions of \p Dropped, and data that refers to functions, that nothing refers to any more; a unit that
/// clang had folded wouldn't have them. \p Forget is called first for each.
void deleteUnused(llvm::SetVector<llvm::GlobalValue *> &Dropped, llvm::function_ref<void(llvm::GlobalValue &)> Forget);

} // namespace cgt

#endif // CGT_PASS_CONDITIONS_H
