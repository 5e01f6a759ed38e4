//===- Redzones.cpp - A gap behind each object -----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Redzones.h"

#include "llvm/IR/Constants.h"

using namespace llvm;
using namespace cgt;

/// A byte, and an element if it is small: objects are at most 16 bytes further
/// apart than that, so that larger ones can't lie exactly between them.
static StructType *widened(Type *Ty, const DataLayout &DL) {
  LLVMContext &C = Ty->getContext();
  Type *Element = Ty;
  while (auto *Array = dyn_cast<ArrayType>(Element))
    Element = Array->getElementType();
  constexpr uint64_t Largest = 16;
  uint64_t Size = DL.getTypeAllocSize(Element);
  Type *Byte = Type::getInt8Ty(C);
  return StructType::get(C, {Ty, ArrayType::get(Byte, Size <= Largest ? Size + 1 : 1)});
}

/// Sections that the program itself lays out (tables between __start_ and __stop_ symbols) stay as they are.
static bool mayWiden(const GlobalVariable &G) {
  return G.getValueType()->isSized() && !G.hasSection() && !G.hasAppendingLinkage() && G.hasInitializer();
}

static GlobalVariable *widen(GlobalVariable &G) {
  StructType *Ty = widened(G.getValueType(), G.getParent()->getDataLayout());
  Constant *Init = ConstantStruct::get(Ty, {G.getInitializer(), Constant::getNullValue(Ty->getElementType(1))});
  if (G.getInitializer()->isNullValue())
    Init = Constant::getNullValue(Ty); // common symbols must be zero as a whole
  auto *New = new GlobalVariable(*G.getParent(), Ty, G.isConstant(), G.getLinkage(), Init, "", &G, G.getThreadLocalMode(),
                                 G.getAddressSpace(), G.isExternallyInitialized());
  New->copyAttributesFrom(&G);
  New->copyMetadata(&G, 0);
  New->setComdat(G.getComdat());
  New->setAlignment(std::max(G.getAlign().valueOrOne(), G.getParent()->getDataLayout().getPreferredAlign(&G)));
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
    if (!Old || !V.Escapes || V.Field < 0 || !V.Ty->isSized())
      continue;
    const DataLayout &DL = Old->getDataLayout();
    auto *New =
        new AllocaInst(widened(V.Ty, DL), Old->getAddressSpace(), nullptr, Old->getAlign(), Old->getName(), Old->getIterator());
    Old->replaceAllUsesWith(New);
    Notes.replaced(Old, New);
    Old->eraseFromParent();
    V.Storage = New;
  }
}
