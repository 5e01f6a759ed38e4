//===- VariableArguments.cpp - Steps at which a va_list is alive -------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A call without a landing pad is one that a capture can't unwind: the request waits there. The step keeps its number, since another
// build of the function may have a resume point.
//
//===----------------------------------------------------------------------===//

#include "VariableArguments.h"

#include "llvm/IR/CFG.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Local.h"

using namespace llvm;
using namespace cgt;

const NoteVar *cgt::listVariable(const Value *List, const UnitNotes &Notes) {
  while (auto *GEP = dyn_cast<GetElementPtrInst>(List)) {
    if (!GEP->hasAllConstantIndices())
      return nullptr;
    List = GEP->getPointerOperand();
  }
  const NoteVar *V = Notes.variable(List);
  return V && V->VaList ? V : nullptr;
}

/// Blocks from which a va_start can be reached.
static SmallPtrSet<const BasicBlock *, 16> blocksBeforeStart(Function &F) {
  SmallPtrSet<const BasicBlock *, 16> Found;
  SmallVector<BasicBlock *> Work;
  auto Add = [&](BasicBlock *B) {
    if (Found.insert(B).second)
      Work.push_back(B);
  };
  for (Instruction &I : instructions(F))
    if (auto *II = dyn_cast<IntrinsicInst>(&I); II && II->getIntrinsicID() == Intrinsic::vastart)
      Add(I.getParent());
  while (!Work.empty())
    for (BasicBlock *P : predecessors(Work.pop_back_val()))
      Add(P);
  return Found;
}

/// Makes a plain call of \p S again. What it calls isn't inlined: its pads would stand for a frame that has none.
static void drop(Site &S) {
  BasicBlock *Pad = S.pad();
  CallInst *Call = changeToCall(S.Call);
  Call->setIsNoInline();
  DeleteDeadBlock(Pad);
}

bool cgt::dropSitesWithLists(Frame &Fr) {
  SmallPtrSet<const BasicBlock *, 16> BeforeStart = blocksBeforeStart(*Fr.F);
  // What is called may come back by longjmp.
  bool IsStartedAgain = any_of(Fr.Landings, [&](const Landing &L) { return BeforeStart.contains(L.Next); });
  std::vector<Site> Kept;
  for (Site &S : Fr.Sites) {
    auto IsList = [&](unsigned V) { return Fr.Vars[V].Note && Fr.Vars[V].Note->VaList; };
    bool Drops = IsStartedAgain || BeforeStart.contains(S.Next) || any_of(S.Live, IsList);
    Fr.Steps[S.Step - 1].Site = Drops ? -1 : static_cast<int>(Kept.size());
    if (Drops)
      drop(S);
    else
      Kept.push_back(std::move(S));
  }
  bool Any = Kept.size() != Fr.Sites.size();
  Fr.Sites = std::move(Kept);
  return Any;
}
