//===- Conditions.cpp - Branches that a constant rules out -----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Conditions.h"

#include "abi/Names.h"

#include "llvm/Analysis/ConstantFolding.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Local.h"

using namespace llvm;
using namespace cgt;

bool cgt::isKnownCondition(const CallBase &CB) {
  auto *Callee = dyn_cast<Function>(CB.getCalledOperand());
  return Callee && Callee->isDeclaration() && Callee->getName() == CGT_KNOWN_CONDITION;
}

Value *cgt::falseCondition(IRBuilderBase &B) {
  Type *Ty = B.getInt64Ty();
  Module *M = B.GetInsertBlock()->getModule();
  Value *Call = B.CreateCall(M->getOrInsertFunction(CGT_KNOWN_CONDITION, Ty, Ty), {ConstantInt::get(Ty, 0)});
  return B.CreateIsNotNull(Call);
}

/// Those of \p F, in program order.
static SmallVector<CallInst *> knownConditions(const Function &F) {
  SmallVector<CallInst *> Calls;
  if (F.getParent()->getFunction(CGT_KNOWN_CONDITION))
    for (const Instruction &I : instructions(F))
      if (auto *CI = dyn_cast<CallInst>(&I); CI && isKnownCondition(*CI))
        Calls.push_back(const_cast<CallInst *>(CI));
  return Calls;
}

/// What \p V is, if it is made of constants and known conditions.
static Constant *knownValue(Value *V, const DataLayout &DL) {
  if (auto *C = dyn_cast<Constant>(V))
    return C;
  auto *I = dyn_cast<Instruction>(V);
  if (auto *CI = dyn_cast_or_null<CallInst>(I); CI && isKnownCondition(*CI))
    return cast<Constant>(CI->getArgOperand(0));
  if (!I || (!isa<CastInst>(I) && !isa<CmpInst>(I)))
    return nullptr;
  SmallVector<Constant *, 2> Operands;
  for (Value *Op : I->operands()) {
    Operands.push_back(knownValue(Op, DL));
    if (!Operands.back())
      return nullptr;
  }
  if (auto *Compare = dyn_cast<CmpInst>(I))
    return ConstantFoldCompareInstOperands(Compare->getPredicate(), Operands[0], Operands[1], DL);
  return ConstantFoldInstOperands(I, Operands, DL);
}

/// The one successor that is taken, if that depends on a known condition only.
static const BasicBlock *knownSuccessor(const BasicBlock &B) {
  const DataLayout &DL = B.getDataLayout();
  auto ValueOf = [&](Value *Condition) -> ConstantInt * {
    return isa<Constant>(Condition) ? nullptr : dyn_cast_or_null<ConstantInt>(knownValue(Condition, DL));
  };
  if (auto *Br = dyn_cast<BranchInst>(B.getTerminator()); Br && Br->isConditional())
    if (ConstantInt *C = ValueOf(Br->getCondition()))
      return Br->getSuccessor(C->isZero());
  if (auto *Switch = dyn_cast<SwitchInst>(B.getTerminator()))
    if (ConstantInt *C = ValueOf(Switch->getCondition()))
      return Switch->findCaseValue(C)->getCaseSuccessor();
  return nullptr;
}

/// \p OnlySuccessor gives the one that is taken, or null for all.
static DeadBlocks unreachable(const Function &F, function_ref<const BasicBlock *(const BasicBlock &)> OnlySuccessor) {
  DeadBlocks Dead;
  SmallVector<const BasicBlock *> Work;
  for (const BasicBlock &B : F) {
    if (&B == &F.getEntryBlock() || B.hasAddressTaken())
      Work.push_back(&B);
    else
      Dead.insert(&B);
  }
  auto Reach = [&](const BasicBlock *B) {
    if (Dead.erase(B))
      Work.push_back(B);
  };
  while (!Work.empty()) {
    const BasicBlock *B = Work.pop_back_val();
    if (const BasicBlock *Only = OnlySuccessor(*B))
      Reach(Only);
    else
      for_each(successors(B), Reach);
  }
  return Dead;
}

DeadBlocks cgt::deadBlocks(const Function &F) {
  if (knownConditions(F).empty())
    return {};
  return unreachable(F, knownSuccessor);
}

void cgt::deleteUnreachable(Function &F) {
  DeadBlocks Dead = unreachable(F, [](const BasicBlock &) { return nullptr; });
  SmallVector<BasicBlock *> InOrder;
  for (BasicBlock &B : F)
    if (Dead.contains(&B))
      InOrder.push_back(&B);
  DeleteDeadBlocks(InOrder);
}

/// Adds the functions and variables that \p U refers to.
static void addReferences(const User &U, SetVector<GlobalValue *> &Found) {
  for (const Use &Op : U.operands()) {
    if (auto *GV = dyn_cast<GlobalValue>(Op))
      Found.insert(GV);
    else if (auto *C = dyn_cast<Constant>(Op))
      addReferences(*C, Found);
  }
}

static void addReferences(const BasicBlock &B, SetVector<GlobalValue *> &Found) {
  for (const Instruction &I : B)
    addReferences(I, Found);
}

void cgt::settleConditions(Function &F, SetVector<GlobalValue *> &Dropped) {
  SmallVector<CallInst *> Calls = knownConditions(F);
  if (Calls.empty())
    return;
  DeadBlocks Dead = deadBlocks(F);
  SmallVector<BasicBlock *> Decided;
  for (BasicBlock &B : F) {
    if (knownSuccessor(B))
      Decided.push_back(&B);
    if (Dead.contains(&B))
      addReferences(B, Dropped);
  }
  for (CallInst *CI : Calls) {
    Value *Known = CI->getArgOperand(0);
    SmallSetVector<Instruction *, 4> Users;
    for (User *U : CI->users())
      Users.insert(cast<Instruction>(U));
    CI->replaceAllUsesWith(Known);
    CI->eraseFromParent();
    while (!Users.empty()) {
      Instruction *I = Users.pop_back_val();
      Constant *C = ConstantFoldInstruction(I, F.getDataLayout());
      if (!C)
        continue;
      for (User *U : I->users())
        Users.insert(cast<Instruction>(U));
      I->replaceAllUsesWith(C);
      I->eraseFromParent();
    }
  }
  for (BasicBlock *B : Decided)
    ConstantFoldTerminator(B, /*DeleteDeadConditions=*/true);
  deleteUnreachable(F);
}

/// Would leaving \p GV in the object make a difference but for its size? Data without functions is the same data elsewhere.
static bool mayNotLink(const GlobalValue &GV) {
  if (isa<Function>(GV))
    return !GV.isDeclaration();
  SetVector<GlobalValue *> References;
  if (auto *G = dyn_cast<GlobalVariable>(&GV); G && G->hasInitializer())
    addReferences(*G, References);
  return any_of(References, [](const GlobalValue *R) { return isa<Function>(R) || mayNotLink(*R); });
}

void cgt::deleteUnused(SetVector<GlobalValue *> &Dropped, function_ref<void(GlobalValue &)> Forget) {
  while (!Dropped.empty()) {
    GlobalValue *GV = Dropped.pop_back_val();
    GV->removeDeadConstantUsers();
    if (!GV->use_empty() || !GV->isDiscardableIfUnused() || GV->isDeclaration() || !mayNotLink(*GV))
      continue;
    Forget(*GV);
    if (auto *F = dyn_cast<Function>(GV)) {
      for (const BasicBlock &B : *F)
        addReferences(B, Dropped);
    } else {
      addReferences(*GV, Dropped);
    }
    Dropped.remove(GV);
    GV->eraseFromParent();
  }
}
