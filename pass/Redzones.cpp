//===- Redzones.cpp - A gap behind each object -----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Redzones.h"

#include "abi/Names.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/IRBuilder.h"

using namespace llvm;
using namespace cgt;

/// A byte, and an element if it is small: objects are at most 16 bytes further
/// apart than that, so that larger ones can't lie exactly between them.
static uint64_t gapBehind(uint64_t ElementSize) { return ElementSize <= CGT_LARGEST_IN_GAP ? ElementSize + 1 : 1; }

static StructType *widened(Type *Ty, const DataLayout &DL) {
  LLVMContext &C = Ty->getContext();
  Type *Element = Ty;
  while (auto *Array = dyn_cast<ArrayType>(Element))
    Element = Array->getElementType();
  Type *Byte = Type::getInt8Ty(C);
  return StructType::get(C, {Ty, ArrayType::get(Byte, gapBehind(DL.getTypeAllocSize(Element)))});
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

/// Memory of a computed size: bytes, and some more. What alloca() gives is of any type.
static void widenTaken(FrameVar::Taken &T, UnitNotes &Notes) {
  AllocaInst *Old = T.Memory;
  const DataLayout &DL = Old->getDataLayout();
  uint64_t Size = DL.getTypeAllocSize(Old->getAllocatedType()), Gap = gapBehind(T.Data == Old ? Size : CGT_LARGEST_IN_GAP);
  IRBuilder<> B(Old);
  Type *SizeTy = DL.getIntPtrType(Old->getContext());
  Value *Bytes = B.CreateMul(B.CreateZExtOrTrunc(Old->getArraySize(), SizeTy), ConstantInt::get(SizeTy, Size), "", true);
  AllocaInst *New = B.CreateAlloca(B.getInt8Ty(), B.CreateAdd(Bytes, ConstantInt::get(SizeTy, Gap)));
  New->setAlignment(Old->getAlign());
  New->copyMetadata(*Old);
  New->takeName(Old);
  Old->replaceAllUsesWith(New);
  Notes.replaced(Old, New);
  T.Data = T.Data == Old ? New : T.Data;
  T.Memory = New;
  Old->eraseFromParent();
}

void cgt::widenVariables(Frame &Fr, UnitNotes &Notes) {
  for (FrameVar &V : Fr.Vars) {
    if (!V.isFixed()) {
      for (FrameVar::Taken &T : V.Takes)
        if (V.Field >= 0)
          widenTaken(T, Notes);
      continue;
    }
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
