//===- StripMine.cpp - A poll between chunks of an innermost loop ----------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StripMine.h"

#include "LoopBounds.h"

#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;
using namespace cgt;

//===--- Counted loops -----------------------------------------------------===//

/// Loads, stores of values, and what says nothing of the contents: is nothing else done with \p Variable's address?
static bool isPrivate(const AllocaInst &Variable) {
  return all_of(Variable.users(), [&](const User *U) {
    if (auto *L = dyn_cast<LoadInst>(U))
      return !L->isVolatile();
    if (auto *S = dyn_cast<StoreInst>(U))
      return S->getPointerOperand() == &Variable && !S->isVolatile();
    auto *II = dyn_cast<IntrinsicInst>(U);
    return II && (II->isLifetimeStartOrEnd() || isa<DbgInfoIntrinsic>(II) ||
                  II->getIntrinsicID() == Intrinsic::var_annotation);
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

static SmallVector<StoreInst *, 2> storesIn(const Loop &L, AllocaInst &Variable) {
  SmallVector<StoreInst *, 2> Stores;
  for (User *U : Variable.users())
    if (auto *S = dyn_cast<StoreInst>(U); S && L.contains(S))
      Stores.push_back(S);
  return Stores;
}

CountedTest cgt::countedTest(const Loop &L) {
  BasicBlock *Latch = L.getLoopLatch();
  auto *Branch = dyn_cast<BranchInst>(L.getHeader()->getTerminator());
  if (!Latch || !Branch || !Branch->isConditional() || !L.contains(Branch->getSuccessor(0)) ||
      L.contains(Branch->getSuccessor(1)))
    return {};
  auto *Compare = dyn_cast<ICmpInst>(Branch->getCondition());
  if (!Compare || !Compare->hasOneUse() || !(Compare->getPredicate() == CmpInst::ICMP_ULT ||
      Compare->getPredicate() == CmpInst::ICMP_SLT || Compare->getPredicate() == CmpInst::ICMP_ULE ||
      Compare->getPredicate() == CmpInst::ICMP_SLE) || Compare->getOperand(0)->getType()->getIntegerBitWidth() < 32)
    return {};
  AllocaInst *Counter = loadedVariable(Compare->getOperand(0));
  AllocaInst *Limit = loadedVariable(Compare->getOperand(1));
  if (!Counter || (Limit ? !storesIn(L, *Limit).empty() : !isa<ConstantInt>(Compare->getOperand(1))))
    return {};
  SmallVector<StoreInst *, 2> Stores = storesIn(L, *Counter);
  if (Stores.size() != 1 || Stores[0]->getParent() != Latch)
    return {};
  uint64_t Step = incrementOf(*Stores[0], Counter);
  constexpr uint64_t Largest = 1 << 16; // a chunk's length stays far from overflow in 32 bits
  return Step && Step < Largest ? CountedTest{Compare, Step} : CountedTest();
}

//===--- The nest ----------------------------------------------------------===//

BasicBlock *cgt::joinEdges(ArrayRef<BasicBlock *> Latches,
                           BasicBlock *Header, const Twine &Name) {
  Function &F = *Header->getParent();
  auto *Join = BasicBlock::Create(F.getContext(), Name, &F,
                                  Latches.back()->getNextNode());
  auto *Br = BranchInst::Create(Header, Join);
  for (PHINode &Phi : Header->phis()) {
    auto *JoinPhi = PHINode::Create(Phi.getType(), Latches.size(), "",
                                    Br->getIterator());
    for (BasicBlock *Latch : Latches)
      JoinPhi->addIncoming(Phi.removeIncomingValue(Latch, false), Latch);
    Phi.addIncoming(JoinPhi, Join);
  }
  for (BasicBlock *Latch : Latches) {
    Instruction *T = Latch->getTerminator();
    if (MDNode *MD = T->getMetadata(LLVMContext::MD_loop)) {
      Br->setMetadata(LLVMContext::MD_loop, MD);
      T->setMetadata(LLVMContext::MD_loop, nullptr);
    }
    T->replaceSuccessorWith(Header, Join);
  }
  return Join;
}

/// Puts a block in front of \p Header, for all edges but the one from \p Latch.
static BasicBlock *makeOuter(BasicBlock *Latch, BasicBlock *Header) {
  auto *Outer = BasicBlock::Create(Header->getContext(), "cgt.outer", Header->getParent(), Header);
  SmallVector<BasicBlock *> Entries;
  for (BasicBlock *P : predecessors(Header))
    if (P != Latch && !is_contained(Entries, P))
      Entries.push_back(P);
  for (BasicBlock *P : Entries)
    P->getTerminator()->replaceSuccessorWith(Header, Outer);
  return Outer;
}

static AllocaInst *newSlot(Function &F, Type *Ty, const Twine &Name) {
  return new AllocaInst(Ty, 0, Name, F.getEntryBlock().begin());
}

static Instruction *countDown(BasicBlock *Latch, BasicBlock *Outer, BasicBlock *Header, IntegerType *CountTy) {
  Function &F = *Header->getParent();
  AllocaInst *Left = newSlot(F, CountTy, "cgt.left");
  IRBuilder<> B(Outer);
  B.CreateStore(ConstantInt::get(CountTy, StripLength), Left);
  B.CreateBr(Header);

  Instruction *Back = Latch->getTerminator();
  MDNode *MD = Back->getMetadata(LLVMContext::MD_loop);
  B.SetInsertPoint(Back);
  Value *Now = B.CreateSub(B.CreateLoad(CountTy, Left), ConstantInt::get(CountTy, 1));
  B.CreateStore(Now, Left);
  auto *Poll = BasicBlock::Create(F.getContext(), "cgt.chunk", &F, Latch->getNextNode());
  auto *Br = B.CreateCondBr(B.CreateIsNotNull(Now), Header, Poll);
  if (MD)
    Br->setMetadata(LLVMContext::MD_loop, MD);
  Back->eraseFromParent();
  return BranchInst::Create(Outer, Poll);
}

/// A copy of a test's operand: a load, by itself or widened, or a constant.
static Value *copyOperand(IRBuilder<> &B, Value *V) {
  auto *I = dyn_cast<Instruction>(V);
  if (!I)
    return V;
  Instruction *Copy = I->clone();
  if (isa<CastInst>(I))
    Copy->setOperand(0, copyOperand(B, I->getOperand(0)));
  return B.Insert(Copy);
}

static Instruction *limitChunks(const CountedTest &Test, BasicBlock *Outer, BasicBlock *Header) {
  Function &F = *Header->getParent();
  LLVMContext &C = F.getContext();
  CmpInst::Predicate P = Test.Compare->getPredicate();
  bool OrEqual = P == CmpInst::ICMP_ULE || P == CmpInst::ICMP_SLE;
  Type *Ty = Test.Compare->getOperand(0)->getType();
  AllocaInst *Chunk = newSlot(F, Ty, "cgt.limit"), *Whole = newSlot(F, Type::getInt1Ty(C), "cgt.whole");

  IRBuilder<> B(Outer);
  Value *Counter = copyOperand(B, Test.Compare->getOperand(0)), *Limit = copyOperand(B, Test.Compare->getOperand(1));
  // The last iteration of a whole chunk is this far away; the counter gets there without overflow, for the limit lies
  // behind it.
  Value *Distance = ConstantInt::get(Ty, (StripLength - 1) * Test.Step);
  Value *Runs = B.CreateICmp(P, Counter, Limit), *Room = B.CreateSub(Limit, Counter);
  Value *IsWhole = B.CreateAnd(Runs, OrEqual ? B.CreateICmpUGE(Room, Distance) : B.CreateICmpUGT(Room, Distance));
  Value *Last = B.CreateAdd(Counter, Distance);
  Value *End = OrEqual ? Last : B.CreateAdd(Last, ConstantInt::get(Ty, 1));
  B.CreateStore(IsWhole, Whole);
  B.CreateStore(B.CreateSelect(IsWhole, End, Limit), Chunk);
  B.CreateBr(Header);

  B.SetInsertPoint(Test.Compare);
  Test.Compare->setOperand(1, B.CreateLoad(Ty, Chunk));
  auto *Branch = cast<BranchInst>(Header->getTerminator());
  BasicBlock *Exit = Branch->getSuccessor(1);
  auto *AtEnd = BasicBlock::Create(C, "cgt.end", &F, Exit), *Poll = BasicBlock::Create(C, "cgt.chunk", &F, Exit);
  Branch->setSuccessor(1, AtEnd);
  Exit->replacePhiUsesWith(Header, AtEnd);
  B.SetInsertPoint(AtEnd);
  B.CreateCondBr(B.CreateLoad(Type::getInt1Ty(C), Whole), Poll, Exit);
  return BranchInst::Create(Outer, Poll);
}

Instruction *cgt::stripMine(ArrayRef<BasicBlock *> Latches, BasicBlock *Header, const CountedTest &Test,
                            IntegerType *CountTy, bool AtLatch) {
  BasicBlock *Latch = joinEdges(Latches, Header, "cgt.strip");
  BasicBlock *Outer = makeOuter(Latch, Header);
  if (!Test.Compare)
    return countDown(Latch, Outer, Header, CountTy);
  Instruction *Point = limitChunks(Test, Outer, Header);
  if (AtLatch)
    Point->getParent()->moveAfter(Latch);
  return Point;
}
