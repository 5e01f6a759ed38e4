//===- ThreadCleanups.cpp - Ways through ends of scope ---------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//     from: store k, dest; br cleanup            from: store k, dest; lifetime.end x; br case k
//     cleanup: lifetime.end x; switch dest   ─►
//
//===----------------------------------------------------------------------===//

#include "ThreadCleanups.h"

#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;
using namespace cgt;

namespace {

/// The way that is known to be taken behind a block.
struct Way {
  BasicBlock *Last = nullptr; ///< the cleanup that is left last
  BasicBlock *To = nullptr;   ///< null: nothing is known
  SmallVector<Instruction *, 4> Ends; ///< of life, passed on the way
};

} // namespace

/// Is \p Slot clang's destination of cleanups: constants are stored, switches read it, and that is all?
static bool isDestination(const AllocaInst &Slot) {
  if (!Slot.getAllocatedType()->isIntegerTy(32) || Slot.isArrayAllocation())
    return false;
  bool Switched = false;
  for (const User *U : Slot.users()) {
    if (auto *S = dyn_cast<StoreInst>(U)) {
      if (!isa<ConstantInt>(S->getValueOperand()))
        return false;
      continue;
    }
    auto *L = dyn_cast<LoadInst>(U);
    if (!L || !all_of(L->users(), [](const User *V) { return isa<SwitchInst>(V); }))
      return false;
    Switched |= !L->use_empty();
  }
  return Switched;
}

static const ConstantInt *storedLast(BasicBlock &B, const AllocaInst &Slot) {
  for (Instruction &I : reverse(B))
    if (auto *S = dyn_cast<StoreInst>(&I); S && S->getPointerOperand() == &Slot)
      return cast<ConstantInt>(S->getValueOperand());
  return nullptr;
}

/// Adds the ends of life in \p B to \p Ends; false when it has anything else than these and the way on.
static bool isCleanup(BasicBlock &B, const AllocaInst &Slot, SmallVectorImpl<Instruction *> &Ends) {
  for (Instruction &I : B) {
    if (auto *II = dyn_cast<IntrinsicInst>(&I); II && II->getIntrinsicID() == Intrinsic::lifetime_end)
      Ends.push_back(&I);
    else if (auto *L = dyn_cast<LoadInst>(&I); !I.isTerminator() && !isa<DbgInfoIntrinsic>(I) &&
                                               !(L && L->getPointerOperand() == &Slot))
      return false;
  }
  return true;
}

/// Where \p Slot sends control that leaves \p From, through cleanups one behind the other.
static Way findWay(BasicBlock &From, const AllocaInst &Slot) {
  Way Found;
  const ConstantInt *Value = storedLast(From, Slot);
  auto *Br = dyn_cast<BranchInst>(From.getTerminator());
  if (!Value || !Br || Br->isConditional())
    return Found;
  SmallPtrSet<BasicBlock *, 4> Seen;
  SmallVector<Instruction *, 4> Ends;
  for (BasicBlock *B = Br->getSuccessor(0); Seen.insert(B).second && isCleanup(*B, Slot, Ends);) {
    Instruction *T = B->getTerminator();
    auto *Switch = dyn_cast<SwitchInst>(T);
    auto *Load = Switch ? dyn_cast<LoadInst>(Switch->getCondition()) : nullptr;
    BasicBlock *Next;
    if (Load && Load->getPointerOperand() == &Slot)
      Next = Switch->findCaseValue(Value)->getCaseSuccessor();
    else if (auto *On = dyn_cast<BranchInst>(T); On && On->isUnconditional())
      Next = On->getSuccessor(0);
    else
      break;
    if (Load) {
      Found.Last = B;
      Found.To = Next;
      Found.Ends = Ends;
    }
    B = Next;
  }
  return Found;
}

static void take(const Way &W, BasicBlock &From) {
  Instruction *Br = From.getTerminator();
  for (PHINode &Phi : W.To->phis()) {
    auto *Value = Phi.getIncomingValueForBlock(W.Last);
    assert((!isa<Instruction>(Value) || cast<Instruction>(Value)->getParent() != W.Last) &&
           "a cleanup computes nothing");
    Phi.addIncoming(Value, &From);
  }
  for (Instruction *End : W.Ends)
    End->clone()->insertBefore(Br);
  Br->getSuccessor(0)->removePredecessor(&From, /*KeepOneInputPHIs=*/true);
  Br->setSuccessor(0, W.To);
}

void cgt::threadCleanups(Function &F) {
  SmallVector<AllocaInst *> Slots;
  for (Instruction &I : F.getEntryBlock())
    if (auto *AI = dyn_cast<AllocaInst>(&I); AI && isDestination(*AI))
      Slots.push_back(AI);
  for (AllocaInst *Slot : Slots)
    for (BasicBlock &B : F)
      if (Way W = findWay(B, *Slot); W.To)
        take(W, B);
}
