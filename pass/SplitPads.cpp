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
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;

/// Cuts the pad's first predecessor off until one is left.
static bool splitPad(BasicBlock *Pad) {
  bool Changed = false;
  while (Pad && !Pad->hasNPredecessors(1)) {
    SmallVector<BasicBlock *, 2> NewPads;
    SplitLandingPadPredecessors(Pad, {*pred_begin(Pad)}, ".cgt.one", ".cgt.rest", NewPads);
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
