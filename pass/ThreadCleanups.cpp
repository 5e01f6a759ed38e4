//===- ThreadCleanups.cpp - Ways through ends of scope ---------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//     from: store k, dest; br cleanup            from: store k, dest; lifetime.end x; br case k
//     cleanup: lifetime.end x; switch dest   ─►
//
// The end of the scope of an array of variable length, `stackrestore`, goes with them.
//
// A temporary that only one way through an expression makes (`a || f().x`) has a flag:
//
//     begun = 0; …; begun = 1; …; if (begun) lifetime.end x        ─►        nothing; its life ends with the function
//
//===----------------------------------------------------------------------===//

#include "ThreadCleanups.h"

#include "LLVMCompat.h"

#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;
using namespace cgt;

namespace {

/// The way that is known to be taken behind a block.
struct Way {
  BasicBlock *Last = nullptr;         ///< the cleanup that is left last
  BasicBlock *To = nullptr;           ///< null: nothing is known
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

/// The end of an array's scope: the stack ends again where it did.
static bool isStackRestore(const Value &V) {
  auto *II = dyn_cast<IntrinsicInst>(&V);
  return II && II->getIntrinsicID() == Intrinsic::stackrestore && isa<LoadInst>(II->getArgOperand(0));
}

static bool isReadForStack(const Instruction &I) {
  return isa<LoadInst>(I) && !I.use_empty() && all_of(I.users(), [](const User *U) { return isStackRestore(*U); });
}

/// Adds the ends of life in \p B to \p Ends; false when it has anything else than these and the way on.
static bool isCleanup(BasicBlock &B, const AllocaInst &Slot, SmallVectorImpl<Instruction *> &Ends) {
  for (Instruction &I : B) {
    if (auto *II = dyn_cast<IntrinsicInst>(&I); (II && II->getIntrinsicID() == Intrinsic::lifetime_end) || isStackRestore(I))
      Ends.push_back(&I);
    else if (isReadForStack(I))
      continue;
    else if (auto *L = dyn_cast<LoadInst>(&I); !I.isTerminator() && !isDebugInfo(I) && !(L && L->getPointerOperand() == &Slot))
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
    assert((!isa<Instruction>(Value) || cast<Instruction>(Value)->getParent() != W.Last) && "a cleanup computes nothing");
    Phi.addIncoming(Value, &From);
  }
  for (Instruction *End : W.Ends) {
    Instruction *Copy = End->clone();
    if (isStackRestore(*End)) {
      Instruction *Read = cast<Instruction>(End->getOperand(0))->clone();
      Read->insertBefore(Br->getIterator());
      Copy->setOperand(0, Read);
    }
    Copy->insertBefore(Br->getIterator());
  }
  Br->getSuccessor(0)->removePredecessor(&From, /*KeepOneInputPHIs=*/true);
  Br->setSuccessor(0, W.To);
}

/// The block that \p Br goes around if it does nothing but end lives.
static BasicBlock *conditionalCleanup(const BranchInst &Br) {
  BasicBlock *Action = Br.getSuccessor(0), *Done = Br.getSuccessor(1);
  auto *On = dyn_cast<BranchInst>(Action->getTerminator());
  bool EndsLives =
      On && On->isUnconditional() && On->getSuccessor(0) == Done && Action->getSinglePredecessor() &&
      all_of(*Action, [&](const Instruction &I) { return &I == On || isDebugInfo(I) || I.isLifetimeStartOrEnd(); });
  return EndsLives && Done->phis().empty() ? Action : nullptr;
}

/// Is \p Flag whether lives are to be ended, and nothing else?
static bool isCleanupFlag(const AllocaInst &Flag) {
  bool Tested = false;
  for (const User *U : Flag.users()) {
    if (auto *S = dyn_cast<StoreInst>(U); S && isa<ConstantInt>(S->getValueOperand()))
      continue;
    auto *L = dyn_cast<LoadInst>(U);
    auto *Br = L && L->hasOneUse() ? dyn_cast<BranchInst>(L->user_back()) : nullptr;
    if (!Br || !conditionalCleanup(*Br))
      return false;
    Tested = true;
  }
  return Tested && Flag.getAllocatedType()->isIntegerTy(1);
}

/// Only optimising builds have such flags, and they would be alive at steps.
static void dropCleanupFlags(Function &F) {
  SmallVector<AllocaInst *> Flags;
  for (Instruction &I : F.getEntryBlock())
    if (auto *AI = dyn_cast<AllocaInst>(&I); AI && isCleanupFlag(*AI))
      Flags.push_back(AI);
  for (AllocaInst *Flag : Flags) {
    for (User *U : make_early_inc_range(Flag->users())) {
      if (auto *L = dyn_cast<LoadInst>(U)) {
        auto *Br = cast<BranchInst>(L->user_back());
        BasicBlock *Action = conditionalCleanup(*Br);
        BranchInst::Create(Br->getSuccessor(1), Br->getIterator());
        Br->eraseFromParent();
        DeleteDeadBlock(Action);
      }
      cast<Instruction>(U)->eraseFromParent();
    }
    Flag->eraseFromParent();
  }
}

void cgt::threadCleanups(Function &F) {
  dropCleanupFlags(F);
  SmallVector<AllocaInst *> Slots;
  for (Instruction &I : F.getEntryBlock())
    if (auto *AI = dyn_cast<AllocaInst>(&I); AI && isDestination(*AI))
      Slots.push_back(AI);
  for (AllocaInst *Slot : Slots)
    for (BasicBlock &B : F)
      if (Way W = findWay(B, *Slot); W.To)
        take(W, B);
}
