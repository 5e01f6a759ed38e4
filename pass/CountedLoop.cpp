//===- CountedLoop.cpp - Loops that count to a limit -----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CountedLoop.h"

#include "LLVMCompat.h"

#include "llvm/ADT/APInt.h"
#include "llvm/Analysis/AliasAnalysis.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/Analysis/TypeBasedAliasAnalysis.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;
using namespace cgt;

/// Loads, stores of values, and what says nothing of the contents: is nothing else done with \p Variable's address?
static bool isPrivate(const AllocaInst &Variable) {
  return all_of(Variable.users(), [&](const User *U) {
    if (auto *L = dyn_cast<LoadInst>(U))
      return !L->isVolatile();
    if (auto *S = dyn_cast<StoreInst>(U))
      return S->getPointerOperand() == &Variable && !S->isVolatile();
    return isMarker(*U);
  });
}

/// The variable that \p V is loaded from, by itself or widened.
static AllocaInst *loadedVariable(Value *V) {
  if (isa<ZExtInst>(V) || isa<SExtInst>(V))
    V = cast<CastInst>(V)->getOperand(0);
  auto *L = dyn_cast<LoadInst>(V);
  auto *A = L ? dyn_cast<AllocaInst>(L->getPointerOperand()) : nullptr;
  return A && L->getType() == A->getAllocatedType() && isPrivate(*A) ? A : nullptr;
}

static SmallVector<StoreInst *, 2> storesIn(const Loop &L, const AllocaInst &Variable) {
  SmallVector<StoreInst *, 2> Stores;
  for (const User *U : Variable.users())
    if (auto *S = dyn_cast<StoreInst>(U); S && L.contains(S))
      Stores.push_back(const_cast<StoreInst *>(S));
  return Stores;
}

/// Does some instruction of \p L write what \p Load reads? By types alone.
static bool mayBeWritten(const Loop &L, const LoadInst &Load) {
  TargetLibraryInfoImpl Library(Triple(Load.getModule()->getTargetTriple()));
  TargetLibraryInfo TLI(Library);
  AAResults Aliases(TLI);
  TypeBasedAAResult ByType;
  Aliases.addAAResult(ByType);
  for (const BasicBlock *B : L.blocks())
    for (const Instruction &I : *B) {
      if (!I.mayWriteToMemory())
        continue;
      auto *S = dyn_cast<StoreInst>(&I);
      if (S && isa<AllocaInst>(S->getPointerOperand()) && isPrivate(*cast<AllocaInst>(S->getPointerOperand())))
        continue;
      if (!S || !Aliases.isNoAlias(MemoryLocation::get(S), MemoryLocation::get(&Load)))
        return true;
    }
  return false;
}

/// Is \p V the same in each iteration of \p L, and free of effects?
static bool isInvariant(const Loop &L, Value *V) {
  auto *I = dyn_cast<Instruction>(V);
  if (!I || !L.contains(I))
    return true;
  if (!isa<BinaryOperator>(I) && !isa<CastInst>(I) && !isa<GetElementPtrInst>(I) && !isa<LoadInst>(I))
    return false;
  if (!all_of(I->operands(), [&](Value *Op) { return isInvariant(L, Op); }))
    return false;
  auto *Load = dyn_cast<LoadInst>(I);
  if (!Load)
    return true;
  if (!Load->isSimple())
    return false;
  auto *Variable = dyn_cast<AllocaInst>(Load->getPointerOperand());
  return Variable && isPrivate(*Variable) ? storesIn(L, *Variable).empty() : !mayBeWritten(L, *Load);
}

static bool leadsTo(CmpInst::Predicate P, int64_t Step, bool Widened) {
  switch (P) {
  case CmpInst::ICMP_ULT:
  case CmpInst::ICMP_SLT:
  case CmpInst::ICMP_ULE:
  case CmpInst::ICMP_SLE: return Step > 0;
  case CmpInst::ICMP_UGT:
  case CmpInst::ICMP_SGT:
  case CmpInst::ICMP_UGE:
  case CmpInst::ICMP_SGE: return Step < 0;
  case CmpInst::ICMP_NE: return (Step == 1 || Step == -1) && !Widened;
  default: return false;
  }
}

/// \p Compare with its operand \p CounterOperand as the counter.
static CountedTest testOf(const Loop &L, ICmpInst &Compare, unsigned CounterOperand) {
  CountedTest Test;
  Test.Compare = &Compare;
  Test.CounterOperand = CounterOperand;
  const AllocaInst *Variable = loadedVariable(Test.counter());
  if (!Variable || !isInvariant(L, Test.limit()))
    return {};
  SmallVector<StoreInst *, 2> Stores = storesIn(L, *Variable);
  if (Stores.size() != 1 || Stores[0]->getParent() != L.getLoopLatch())
    return {};
  Test.Counter = stepOf(*Stores[0]);
  constexpr int64_t Largest = 1 << 16; // a chunk's length stays far from overflow in 32 bits
  int64_t Step = Test.Counter.Step;
  bool Fits = Step > -Largest && Step < Largest && leadsTo(Test.predicate(), Step, isa<CastInst>(Test.counter()));
  return Fits ? Test : CountedTest();
}

CountedTest cgt::countedTest(const Loop &L) {
  auto *Branch = dyn_cast<BranchInst>(L.getHeader()->getTerminator());
  if (!L.getLoopLatch() || L.getLoopLatch() == L.getHeader() || !Branch || !Branch->isConditional() ||
      !L.contains(Branch->getSuccessor(0)) || L.contains(Branch->getSuccessor(1)))
    return {};
  auto *Compare = dyn_cast<ICmpInst>(Branch->getCondition());
  if (!Compare || !Compare->hasOneUse())
    return {};
  Type *Ty = Compare->getOperand(0)->getType();
  if (!Ty->isPointerTy() && !(Ty->isIntegerTy() && Ty->getIntegerBitWidth() >= 32))
    return {};
  CountedTest Test = testOf(L, *Compare, 0);
  return Test.Compare ? Test : testOf(L, *Compare, 1);
}
