//===- SplitPads.cpp - One predecessor for each landing pad ---------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs last, after inlining and jump threading have shared landing pads. See SplitPadsPass in Passes.h for the reason.
//
//===----------------------------------------------------------------------===//

#include "Passes.h"

#include "llvm/IR/CFG.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;

/// Two pads that do the same would be made one again: some targets tidy up before they generate code.
static void keepApart(BasicBlock *Pad) {
  IRBuilder<> B(Pad, Pad->getFirstInsertionPt());
  B.CreateCall(InlineAsm::get(FunctionType::get(B.getVoidTy(), false), "", "", /*hasSideEffects=*/true));
}

/// Cuts the pad's first predecessor off until one is left.
static bool splitPad(BasicBlock *Pad) {
  bool Changed = false;
  while (Pad && !Pad->hasNPredecessors(1)) {
    SmallVector<BasicBlock *, 2> NewPads;
    SplitLandingPadPredecessors(Pad, {*pred_begin(Pad)}, ".cgt.one", ".cgt.rest", NewPads);
    keepApart(NewPads.front());
    Changed = true;
    Pad = NewPads.size() == 2 ? NewPads[1] : nullptr;
  }
  return Changed;
}

PreservedAnalyses cgt::SplitPadsPass::run(Function &F, FunctionAnalysisManager &) {
  if (!F.hasPersonalityFn())
    return PreservedAnalyses::all();
  SmallVector<BasicBlock *, 16> Pads;
  for (BasicBlock &B : F)
    if (B.isLandingPad() && !pred_empty(&B))
      Pads.push_back(&B);
  bool Changed = false;
  for (BasicBlock *Pad : Pads)
    Changed |= splitPad(Pad);
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}
