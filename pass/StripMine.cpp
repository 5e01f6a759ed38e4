//===- StripMine.cpp - A poll between chunks of an innermost loop ----------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StripMine.h"

#include "llvm/IR/IRBuilder.h"

using namespace llvm;
using namespace cgt;

BasicBlock *cgt::joinEdges(ArrayRef<BasicBlock *> Latches, BasicBlock *Header, const Twine &Name) {
  Function &F = *Header->getParent();
  auto *Join = BasicBlock::Create(F.getContext(), Name, &F, Latches.back()->getNextNode());
  auto *Br = BranchInst::Create(Header, Join);
  for (PHINode &Phi : Header->phis()) {
    auto *JoinPhi = PHINode::Create(Phi.getType(), Latches.size(), "", Br->getIterator());
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

/// What a variable is after a whole chunk that began with \p Start, if each iteration made \p Increment of it. It has that value by
/// itself; but said so, LLVM sees that it only goes on in the same direction, whether it is ever negative, and which elements one
/// chunk's accesses never meet.
static Value *afterChunk(IRBuilder<> &B, const Instruction &Increment, int64_t Step, Value *Start, IntegerType *SizeTy) {
  int64_t Distance = static_cast<int64_t>(StripLength) * Step;
  Type *Ty = Start->getType();
  if (auto *GEP = dyn_cast<GetElementPtrInst>(&Increment))
    return B.CreateGEP(B.getInt8Ty(), Start, ConstantInt::getSigned(SizeTy, Distance), "", GEP->getNoWrapFlags());
  bool NoSignedWrap = cast<BinaryOperator>(Increment).hasNoSignedWrap();
  return B.CreateAdd(Start, ConstantInt::getSigned(Ty, Distance), "", false, NoSignedWrap);
}

static Instruction *countDown(BasicBlock *Latch, BasicBlock *Outer, BasicBlock *Header, ArrayRef<SteppedVariable> Stepped,
                              IntegerType *CountTy) {
  Function &F = *Header->getParent();
  AllocaInst *Left = newSlot(F, CountTy, "cgt.left");
  IRBuilder<> B(Outer);
  B.CreateStore(ConstantInt::get(CountTy, StripLength), Left);
  SmallVector<Value *> Starts;
  for (const SteppedVariable &V : Stepped)
    Starts.push_back(B.CreateLoad(V.Variable->getAllocatedType(), V.Variable));
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
  B.SetInsertPoint(Poll);
  for (auto [V, Start] : zip(Stepped, Starts))
    B.CreateStore(afterChunk(B, *V.Increment, V.Step, Start, CountTy), V.Variable);
  return B.CreateBr(Outer);
}

/// A copy of a test's operand, computed before the loop.
static Value *copyOperand(IRBuilder<> &B, Value *V, const BasicBlock &Header) {
  auto *I = dyn_cast<Instruction>(V);
  if (!I || I->getParent() != &Header)
    return V;
  Instruction *Copy = I->clone();
  for (Use &Op : Copy->operands())
    Op.set(copyOperand(B, Op.get(), Header));
  return B.Insert(Copy);
}

namespace {
/// Where a chunk ends that begins at the counter's present value.
struct ChunkEnd {
  Value *IsWhole; ///< StripLength iterations are left
  Value *Limit;   ///< of a whole chunk
};
} // namespace

/// Are StripLength iterations left? \p ToLast is how far the last one of them is away. The counter gets there without overflow
/// if so, for the limit lies behind it.
static Value *isWhole(IRBuilder<> &B, const CountedTest &Test, Value *Counter, Value *Limit, int64_t ToLast,
                      IntegerType *SizeTy) {
  CmpInst::Predicate P = Test.predicate();
  bool Up = Test.Counter.Step > 0, OrEqual = CmpInst::isNonStrictPredicate(P);
  Type *Ty = Counter->getType();
  Type *Wide = B.getInt64Ty();
  bool IsNarrow = Ty->isIntegerTy() && Ty->getIntegerBitWidth() < SizeTy->getBitWidth();
  if (IsNarrow && SizeTy == Wide && P != CmpInst::ICMP_NE) { // nothing overflows: one comparison does
    auto Widened = [&](Value *V) { return CmpInst::isSigned(P) ? B.CreateSExt(V, Wide) : B.CreateZExt(V, Wide); };
    Value *Last = B.CreateAdd(Widened(Counter), ConstantInt::getSigned(Wide, ToLast), "", false, true);
    CmpInst::Predicate Strict = Up ? CmpInst::ICMP_SLT : CmpInst::ICMP_SGT;
    return B.CreateICmp(OrEqual ? CmpInst::getNonStrictPredicate(Strict) : Strict, Last, Widened(Limit));
  }
  auto AsNumber = [&](Value *V) { return Ty->isPointerTy() ? B.CreatePtrToInt(V, SizeTy) : V; };
  Value *Room = Up ? B.CreateSub(AsNumber(Limit), AsNumber(Counter)) : B.CreateSub(AsNumber(Counter), AsNumber(Limit));
  Value *Distance = ConstantInt::get(Room->getType(), Up ? ToLast : -ToLast);
  Value *HasRoom = OrEqual ? B.CreateICmpUGE(Room, Distance) : B.CreateICmpUGT(Room, Distance);
  // A loop that ends only where the counter meets the limit has not passed it.
  return P == CmpInst::ICMP_NE ? HasRoom : B.CreateAnd(B.CreateICmp(P, Counter, Limit), HasRoom);
}

static ChunkEnd chunkEnd(IRBuilder<> &B, const CountedTest &Test, Value *Counter, Value *Limit, IntegerType *SizeTy) {
  bool Up = Test.Counter.Step > 0, OrEqual = CmpInst::isNonStrictPredicate(Test.predicate());
  Type *Ty = Counter->getType();
  int64_t ToLast = (static_cast<int64_t>(StripLength) - 1) * Test.Counter.Step;
  int64_t ToLimit = OrEqual ? ToLast : Up ? ToLast + 1 : ToLast - 1;
  // An end that overflows isn't chosen. Without the flag it would be taken for what the counter is after the chunk, which has it.
  auto *Increment = dyn_cast<BinaryOperator>(Test.Counter.Increment);
  bool NoSignedWrap = Increment && Increment->hasNoSignedWrap();
  Value *End = Ty->isPointerTy() ? B.CreateGEP(B.getInt8Ty(), Counter, ConstantInt::getSigned(SizeTy, ToLimit))
                                 : B.CreateAdd(Counter, ConstantInt::getSigned(Ty, ToLimit), "", false, NoSignedWrap);
  return {isWhole(B, Test, Counter, Limit, ToLast, SizeTy), End};
}

static Instruction *limitChunks(const CountedTest &Test, BasicBlock *Outer, BasicBlock *Header, IntegerType *SizeTy) {
  Function &F = *Header->getParent();
  LLVMContext &C = F.getContext();
  Type *Ty = Test.counter()->getType();
  AllocaInst *Chunk = newSlot(F, Ty, "cgt.limit"), *Whole = newSlot(F, Type::getInt1Ty(C), "cgt.whole");

  IRBuilder<> B(Outer);
  Value *Start = B.CreateLoad(Test.Counter.Variable->getAllocatedType(), Test.Counter.Variable);
  Value *Counter = copyOperand(B, Test.counter(), *Header), *Limit = copyOperand(B, Test.limit(), *Header);
  ChunkEnd End = chunkEnd(B, Test, Counter, Limit, SizeTy);
  B.CreateStore(End.IsWhole, Whole);
  B.CreateStore(B.CreateSelect(End.IsWhole, End.Limit, Limit), Chunk);
  B.CreateBr(Header);

  B.SetInsertPoint(Test.Compare);
  Test.Compare->setOperand(1 - Test.CounterOperand, B.CreateLoad(Ty, Chunk));
  auto *Branch = cast<BranchInst>(Header->getTerminator());
  BasicBlock *Exit = Branch->getSuccessor(1);
  auto *AtEnd = BasicBlock::Create(C, "cgt.end", &F, Exit), *Poll = BasicBlock::Create(C, "cgt.chunk", &F, Exit);
  Branch->setSuccessor(1, AtEnd);
  Exit->replacePhiUsesWith(Header, AtEnd);
  B.SetInsertPoint(AtEnd);
  B.CreateCondBr(B.CreateLoad(Type::getInt1Ty(C), Whole), Poll, Exit);
  B.SetInsertPoint(Poll);
  B.CreateStore(afterChunk(B, *Test.Counter.Increment, Test.Counter.Step, Start, SizeTy), Test.Counter.Variable);
  return B.CreateBr(Outer);
}

Instruction *cgt::stripMine(ArrayRef<BasicBlock *> Latches, BasicBlock *Header, const CountedTest &Test,
                            ArrayRef<SteppedVariable> Stepped, IntegerType *CountTy) {
  BasicBlock *Latch = joinEdges(Latches, Header, "cgt.strip");
  BasicBlock *Outer = makeOuter(Latch, Header);
  if (!Test.Compare)
    return countDown(Latch, Outer, Header, Stepped, CountTy);
  Instruction *Point = limitChunks(Test, Outer, Header, CountTy);
  // Where the other form has it: the order of blocks is the order of steps.
  Point->getParent()->moveAfter(Latch);
  return Point;
}
