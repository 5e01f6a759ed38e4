//===- LoopBounds.cpp - Loops that are short whatever the input -------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LoopBounds.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;
using namespace cgt;

static constexpr uint64_t Unknown = UINT64_MAX;

uint64_t cgt::incrementOf(const StoreInst &S, const AllocaInst *Counter) {
  auto *Add = dyn_cast<BinaryOperator>(S.getValueOperand());
  if (!Add || Add->getOpcode() != Instruction::Add)
    return 0;
  auto *Load = dyn_cast<LoadInst>(Add->getOperand(0));
  auto *Step = dyn_cast<ConstantInt>(Add->getOperand(1));
  if (!Load || Load->getPointerOperand() != Counter || !Step ||
      !Step->getValue().isStrictlyPositive() || Step->getBitWidth() > 64)
    return 0;
  return Step->getZExtValue();
}

/// Does nothing but the loop's one increment, and constants that aren't negative, ever change the counter? An unsigned
/// comparison bounds the loop whatever it starts from.
static uint64_t counterStep(const Loop &L, const AllocaInst *Counter,
                            bool IsSigned) {
  uint64_t Step = 0;
  for (const User *U : Counter->users()) {
    if (isa<LoadInst>(U) || isa<DbgInfoIntrinsic>(U))
      continue;
    if (auto *II = dyn_cast<IntrinsicInst>(U);
        II && (II->isLifetimeStartOrEnd() ||
               II->getIntrinsicID() == Intrinsic::var_annotation))
      continue;
    auto *S = dyn_cast<StoreInst>(U);
    if (!S || S->getPointerOperand() != Counter || S->isVolatile())
      return 0;
    if (L.contains(S)) {
      if (Step)
        return 0;
      Step = incrementOf(*S, Counter);
      if (!Step)
        return 0;
      continue;
    }
    auto *Init = dyn_cast<ConstantInt>(S->getValueOperand());
    if (IsSigned && (!Init || Init->isNegative()) && !incrementOf(*S, Counter))
      return 0;
  }
  return Step;
}

static uint64_t ownBound(const Loop &L) {
  auto *Branch = dyn_cast<BranchInst>(L.getHeader()->getTerminator());
  if (!Branch || !Branch->isConditional() || L.contains(Branch->getSuccessor(1)))
    return Unknown;
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

uint64_t cgt::iterationBound(const Loop &L) {
  uint64_t Own = ownBound(L);
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
