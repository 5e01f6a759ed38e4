//===- Redzones.cpp - One byte behind each object --------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Redzones.h"

#include "llvm/IR/Constants.h"

using namespace llvm;
using namespace cgt;

static StructType *widened(Type *Ty) {
  LLVMContext &C = Ty->getContext();
  return StructType::get(C, {Ty, Type::getInt8Ty(C)});
}

/// Sections that the program itself lays out (tables between __start_ and __stop_ symbols) stay as they are.
static bool mayWiden(const GlobalVariable &G) {
  return G.getValueType()->isAggregateType() && !G.hasSection() &&
         !G.hasAppendingLinkage() && G.hasInitializer();
}

static GlobalVariable *widen(GlobalVariable &G) {
  StructType *Ty = widened(G.getValueType());
  Constant *Init = ConstantStruct::get(
      Ty, {G.getInitializer(), ConstantInt::get(Ty->getElementType(1), 0)});
  if (G.getInitializer()->isNullValue())
    Init = Constant::getNullValue(Ty); // common symbols must be zero as a whole
  auto *New = new GlobalVariable(*G.getParent(), Ty, G.isConstant(),
                                 G.getLinkage(), Init, "", &G,
                                 G.getThreadLocalMode(), G.getAddressSpace(),
                                 G.isExternallyInitialized());
  New->copyAttributesFrom(&G);
  New->copyMetadata(&G, 0);
  New->setComdat(G.getComdat());
  New->setAlignment(std::max(
      G.getAlign().valueOrOne(),
      G.getParent()->getDataLayout().getPreferredAlign(&G)));
  New->takeName(&G);
  G.replaceAllUsesWith(New);
  return New;
}

void cgt::widenGlobals(UnitParts &Parts, UnitNotes &Notes) {
  for (UnitParts::Data &D : Parts.Globals) {
    if (!mayWiden(*D.Variable))
      continue;
    GlobalVariable *New = widen(*D.Variable);
    Notes.replaced(D.Variable, New);
    D.Variable->eraseFromParent();
    D.Variable = New;
  }
}

void cgt::widenVariables(Frame &Fr, UnitNotes &Notes) {
  for (FrameVar &V : Fr.Vars) {
    auto *Old = dyn_cast<AllocaInst>(V.Storage);
    if (!Old || !V.Escapes || V.Field < 0 || !V.Ty->isAggregateType())
      continue;
    auto *New = new AllocaInst(widened(V.Ty), Old->getAddressSpace(), nullptr,
                               Old->getAlign(), Old->getName(),
                               Old->getIterator());
    Old->replaceAllUsesWith(New);
    Notes.replaced(Old, New);
    Old->eraseFromParent();
    V.Storage = New;
  }
}
