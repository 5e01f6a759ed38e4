//===- LoopBounds.cpp - Loops that are short whatever the input -------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LoopBounds.h"

#include "LLVMCompat.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;
using namespace cgt;

static constexpr uint64_t Unknown = UINT64_MAX;

/// Is \p V what the variable \p Counter holds?
static bool isRead(const Value *V, const AllocaInst *Counter) {
  auto *Load = dyn_cast<LoadInst>(V);
  return Load && Load->getPointerOperand() == Counter;
}

SteppedVariable cgt::stepOf(const StoreInst &S) {
  SteppedVariable V;
  V.Variable = const_cast<AllocaInst *>(dyn_cast<AllocaInst>(S.getPointerOperand()));
  V.Increment = const_cast<Instruction *>(dyn_cast<Instruction>(S.getValueOperand()));
  if (!V.Variable || !V.Increment || V.Increment->getNumOperands() == 0 || !isRead(V.Increment->getOperand(0), V.Variable))
    return V;
  if (auto *GEP = dyn_cast<GetElementPtrInst>(V.Increment)) {
    const DataLayout &DL = S.getModule()->getDataLayout();
    APInt Offset(DL.getIndexTypeSizeInBits(GEP->getType()), 0);
    V.Step = GEP->accumulateConstantOffset(DL, Offset) ? Offset.getSExtValue() : 0;
    return V;
  }
  bool Adds = V.Increment->getOpcode() == Instruction::Add, Subtracts = V.Increment->getOpcode() == Instruction::Sub;
  auto *By = Adds || Subtracts ? dyn_cast<ConstantInt>(V.Increment->getOperand(1)) : nullptr;
  if (By && By->getBitWidth() <= 64)
    V.Step = Adds ? By->getSExtValue() : (-By->getValue()).getSExtValue();
  return V;
}

/// The positive constant that \p S adds; 0: it does something else.
static uint64_t incrementOf(const StoreInst &S) {
  SteppedVariable V = stepOf(S);
  return V.Step > 0 && V.Increment->getOpcode() == Instruction::Add ? static_cast<uint64_t>(V.Step) : 0;
}

/// The blocks that each iteration of \p L comes by: its header, and from where no way leads but to the latch.
static SmallVector<const BasicBlock *> spine(const Loop &L) {
  SmallVector<const BasicBlock *> Blocks = {L.getHeader()};
  for (const BasicBlock *B = L.getLoopLatch(); B && B != L.getHeader(); B = B->getSinglePredecessor())
    Blocks.push_back(B);
  return Blocks;
}

static bool isEveryTime(const Loop &L, const Instruction &I) { return is_contained(spine(L), I.getParent()); }

/// Does nothing but one increment in each iteration, and constants that aren't negative, ever change the counter? An unsigned
/// comparison bounds the loop whatever it starts from.
static uint64_t counterStep(const Loop &L, const AllocaInst *Counter, bool IsSigned) {
  uint64_t Step = 0;
  for (const User *U : Counter->users()) {
    if (isa<LoadInst>(U) || isMarker(*U))
      continue;
    auto *S = dyn_cast<StoreInst>(U);
    if (!S || S->getPointerOperand() != Counter || S->isVolatile())
      return 0;
    if (L.contains(S)) {
      if (Step)
        return 0;
      Step = isEveryTime(L, *S) ? incrementOf(*S) : 0;
      if (!Step)
        return 0;
      continue;
    }
    auto *Init = dyn_cast<ConstantInt>(S->getValueOperand());
    if (IsSigned && (!Init || Init->isNegative()) && !incrementOf(*S))
      return 0;
  }
  return Step;
}

/// Where the loop leaves unless \p B's condition holds: an exit, or the end of `a && b`, which is then false.
static bool leavesIfFalse(const Loop &L, const BasicBlock &B) {
  auto *Branch = dyn_cast<BranchInst>(B.getTerminator());
  if (!Branch || !Branch->isConditional())
    return false;
  const BasicBlock *Next = Branch->getSuccessor(1);
  if (!L.contains(Next))
    return true;
  auto *Test = dyn_cast<BranchInst>(Next->getTerminator());
  auto *Both = Test && Test->isConditional() ? dyn_cast<PHINode>(Test->getCondition()) : nullptr;
  if (!Both || Both->getParent() != Next || Both->getBasicBlockIndex(&B) < 0 || L.contains(Test->getSuccessor(1)))
    return false;
  auto *Value = dyn_cast<ConstantInt>(Both->getIncomingValueForBlock(&B));
  return Value && Value->isZero();
}

/// A bound by the condition at the end of \p B.
static uint64_t boundBy(const Loop &L, const BasicBlock &B) {
  auto *Branch = cast<BranchInst>(B.getTerminator());
  auto *Compare = dyn_cast<ICmpInst>(Branch->getCondition());
  if (!Compare)
    return Unknown;
  CmpInst::Predicate P = Compare->getPredicate();
  if (P != CmpInst::ICMP_ULT && P != CmpInst::ICMP_SLT && P != CmpInst::ICMP_ULE && P != CmpInst::ICMP_SLE)
    return Unknown;
  // Against a limit of type size_t, an int counter is widened where that has 64 bits.
  Value *Left = Compare->getOperand(0);
  if (isa<ZExtInst>(Left) || isa<SExtInst>(Left))
    Left = cast<CastInst>(Left)->getOperand(0);
  auto *Load = dyn_cast<LoadInst>(Left);
  auto *Limit = dyn_cast<ConstantInt>(Compare->getOperand(1));
  auto *Counter = Load ? dyn_cast<AllocaInst>(Load->getPointerOperand()) : nullptr;
  if (!Counter || !Limit || Limit->getBitWidth() > 64 || Limit->isNegative())
    return Unknown;
  uint64_t Step = counterStep(L, Counter, CmpInst::isSigned(P));
  if (!Step)
    return Unknown;
  // Where it stops at the limit, the multiples of the step below it; one more where the limit counts.
  uint64_t Last = Limit->getZExtValue();
  return CmpInst::isNonStrictPredicate(P) ? Last / Step + 1 : Last / Step + (Last % Step != 0);
}

//===--- Loops that use something up ----------------------------------------===//

/// x / 10, x >> 1, x & (x - 1): nothing is left of it after as many steps as it has bits.
static bool wearsOut(const Value *V, const AllocaInst *Counter) {
  while (isa<CastInst>(V)) // a short is computed as an int
    V = cast<CastInst>(V)->getOperand(0);
  auto *Operator = dyn_cast<BinaryOperator>(V);
  if (!Operator)
    return false;
  const Value *Left = Operator->getOperand(0), *Right = Operator->getOperand(1);
  while (isa<CastInst>(Left))
    Left = cast<CastInst>(Left)->getOperand(0);
  auto *Constant = dyn_cast<ConstantInt>(Right);
  switch (Operator->getOpcode()) {
  case Instruction::UDiv:
  case Instruction::SDiv: return isRead(Left, Counter) && Constant && Constant->getValue().sgt(1);
  case Instruction::LShr:
  case Instruction::AShr: return isRead(Left, Counter) && Constant && Constant->getValue().isStrictlyPositive();
  case Instruction::And: {
    auto *Less = dyn_cast<BinaryOperator>(Right);
    auto *One = Less ? dyn_cast<ConstantInt>(Less->getOperand(1)) : nullptr;
    bool IsLess = One && ((Less->getOpcode() == Instruction::Sub && One->isOne()) ||
                          (Less->getOpcode() == Instruction::Add && One->isMinusOne()));
    return isRead(Left, Counter) && IsLess && isRead(Less->getOperand(0), Counter);
  }
  default: return false;
  }
}

/// The loop's only store to \p Counter, made in each iteration; null: there is none, or the address is known elsewhere.
static const StoreInst *onlyStep(const Loop &L, const AllocaInst &Counter) {
  const StoreInst *Step = nullptr;
  for (const User *U : Counter.users()) {
    auto *S = dyn_cast<StoreInst>(U);
    if (S && S->getPointerOperand() == &Counter && !S->isVolatile()) {
      if (!L.contains(S))
        continue;
      if (Step || !isEveryTime(L, *S))
        return nullptr;
      Step = S;
    } else if (!isa<LoadInst>(U) && !isa<IntrinsicInst>(U)) {
      return nullptr;
    }
  }
  return Step;
}

/// The variable that \p V was computed from without another: `x`, `x /= 10`; null: it is something else.
static const AllocaInst *variableOf(const Value *V) {
  while (isa<CastInst>(V) || isa<BinaryOperator>(V)) {
    auto *Operator = dyn_cast<BinaryOperator>(V);
    if (Operator && !isa<ConstantInt>(Operator->getOperand(1)) && Operator->getOpcode() != Instruction::And)
      return nullptr;
    V = cast<Instruction>(V)->getOperand(0);
  }
  auto *Load = dyn_cast<LoadInst>(V);
  return Load ? dyn_cast<AllocaInst>(Load->getPointerOperand()) : nullptr;
}

/// A loop that goes on while a number isn't used up, of which each iteration takes a share.
static uint64_t bitsBound(const Loop &L) {
  SmallVector<BasicBlock *> Exiting;
  L.getExitingBlocks(Exiting);
  for (const BasicBlock *B : Exiting) {
    auto *Branch = dyn_cast<BranchInst>(B->getTerminator());
    auto *Compare = Branch && Branch->isConditional() ? dyn_cast<ICmpInst>(Branch->getCondition()) : nullptr;
    if (!Compare || !isEveryTime(L, *Branch) || !isa<ConstantInt>(Compare->getOperand(1)))
      continue;
    const AllocaInst *Counter = variableOf(Compare->getOperand(0));
    const StoreInst *Step = Counter ? onlyStep(L, *Counter) : nullptr;
    if (Step && wearsOut(Step->getValueOperand(), Counter))
      return Compare->getOperand(0)->getType()->getIntegerBitWidth() > 64 ? 128 : 64;
  }
  return Unknown;
}

/// The variable that the index \p V runs along with: `i`, `i + 1`, but not `i % 16`; null: there is none.
static const AllocaInst *variableOfIndex(const Value *V) {
  for (;;) {
    auto *Operator = dyn_cast<BinaryOperator>(V);
    bool IsSum = Operator && isa<ConstantInt>(Operator->getOperand(1)) &&
                 (Operator->getOpcode() == Instruction::Add || Operator->getOpcode() == Instruction::Sub);
    if (!IsSum && !isa<SExtInst, ZExtInst>(V))
      break;
    V = cast<Instruction>(V)->getOperand(0);
  }
  auto *Load = dyn_cast<LoadInst>(V);
  return Load ? dyn_cast<AllocaInst>(Load->getPointerOperand()) : nullptr;
}

/// A loop that touches another element of an array in each iteration.
static uint64_t arrayBound(const Loop &L) {
  for (const BasicBlock *B : spine(L))
    for (const Instruction &I : *B) {
      auto *Element = dyn_cast<GetElementPtrInst>(&I);
      if (!Element || !Element->isInBounds() || Element->getNumIndices() != 2 ||
          !(isa<AllocaInst>(Element->getPointerOperand()) || isa<GlobalVariable>(Element->getPointerOperand())))
        continue;
      auto *Array = dyn_cast<ArrayType>(Element->getSourceElementType());
      const AllocaInst *Counter = variableOfIndex(Element->getOperand(2));
      const StoreInst *Step = Array && Counter ? onlyStep(L, *Counter) : nullptr;
      auto *Change = Step ? dyn_cast<BinaryOperator>(Step->getValueOperand()) : nullptr;
      if (Change && Change->getOpcode() == Instruction::Add && isRead(Change->getOperand(0), Counter) &&
          isa<ConstantInt>(Change->getOperand(1)))
        return Array->getNumElements() + 1;
    }
  return Unknown;
}

static uint64_t usedUpBound(const Loop &L) {
  if (!L.getLoopLatch())
    return Unknown;
  uint64_t Bits = bitsBound(L);
  return Bits == Unknown ? arrayBound(L) : Bits;
}

/// By one of the conditions that are all to hold for the loop to go on: `while (a && b)`.
static uint64_t ownBound(const Loop &L) {
  uint64_t Bound = Unknown;
  for (const BasicBlock *B = L.getHeader(); B && leavesIfFalse(L, *B);) {
    Bound = std::min(Bound, boundBy(L, *B));
    const BasicBlock *Next = B->getTerminator()->getSuccessor(0);
    B = L.contains(Next) && Next != L.getHeader() ? Next->getSinglePredecessor() ? Next : nullptr : nullptr;
  }
  return Bound;
}

bool cgt::fillsArray(const Loop &L) {
  return !L.getHeader()->phis().empty() && !isa<IndirectBrInst>(L.getHeader()->getTerminator());
}

bool cgt::hasInnerLoops(const Loop &L) {
  return any_of(L.getSubLoops(), [](const Loop *Inner) { return !fillsArray(*Inner) || hasInnerLoops(*Inner); });
}

uint64_t cgt::iterationBound(const Loop &L) {
  if (fillsArray(L))
    return 0;

  uint64_t Own = ownBound(L);
  if (Own == Unknown)
    Own = usedUpBound(L);
  if (Own == Unknown)
    return Unknown;
  uint64_t PerIteration = 1;
  for (const Loop *Inner : L.getSubLoops()) {
    uint64_t Bound = iterationBound(*Inner);
    if (Bound == Unknown)
      return Unknown;
    PerIteration += Bound;
  }
  return Own > Unknown / PerIteration ? Unknown : Own * PerIteration;
}

SmallVector<SteppedVariable> cgt::steppedVariables(const Loop &L) {
  SmallVector<SteppedVariable> Found;
  if (!L.getLoopLatch())
    return Found;
  for (BasicBlock *B : L.blocks())
    for (Instruction &I : *B) {
      auto *S = dyn_cast<StoreInst>(&I);
      SteppedVariable V = S ? stepOf(*S) : SteppedVariable();
      if (V.Step && isInt<32>(V.Step) && V.Variable->getAllocatedType() == V.Increment->getType() &&
          V.Increment->getType()->isIntegerTy() && onlyStep(L, *V.Variable) == S)
        Found.push_back(V);
    }
  return Found;
}
