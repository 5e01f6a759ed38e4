//===- RuntimeCalls.cpp - The runtime's entry points, declared -------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuntimeCalls.h"

#include "abi/Names.h"

#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;
using namespace cgt;

/// Does some function read or write members of a FILE (getc_unlocked, putc_unlocked)?
static bool reachesIntoStreams(const Module &M) {
  for (const Function &F : M)
    for (const Instruction &I : instructions(F))
      if (auto *GEP = dyn_cast<GetElementPtrInst>(&I))
        if (auto *S = dyn_cast<StructType>(GEP->getSourceElementType());
            S && S->hasName() && S->getName().starts_with("struct._IO_FILE"))
          return true;
  return false;
}

RuntimeCalls::RuntimeCalls(Module &M) {
  if (reachesIntoStreams(M))
    PollEffects = MemoryEffects::unknown();
  LLVMContext &C = M.getContext();
  PtrTy = PointerType::getUnqual(C);
  SizeTy = M.getDataLayout().getIntPtrType(C);
  VoidTy = Type::getVoidTy(C);
  FlagTy = Type::getInt32Ty(C);

  auto Variable = [&](StringRef Symbol, Type *Ty) {
    auto *G = cast<GlobalVariable>(M.getOrInsertGlobal(Symbol, Ty));
    G->setVisibility(GlobalValue::HiddenVisibility); // it's in the same executable
    G->setDSOLocal(true);
    return G;
  };
  Flag = Variable(CGT_FLAG_SYMBOL, FlagTy);
  // One that isn't used must leave no symbol, which would be no thread-local one to a linker: so it isn't hidden here.
  Fresh = cast<GlobalVariable>(M.getOrInsertGlobal(CGT_FRESH_SYMBOL, PtrTy));
  Fresh->setThreadLocalMode(GlobalValue::LocalExecTLSModel);
  Fresh->setDSOLocal(true);
  Entered = Variable(CGT_ENTERED_SYMBOL, PtrTy);

  Type *Void = VoidTy, *Ptr = PtrTy, *Size = SizeTy;
  auto Declare = [&](StringRef Symbol, ArrayRef<Type *> Signature) {
    FunctionCallee Callee = M.getOrInsertFunction(Symbol, FunctionType::get(Signature[0], Signature.drop_front(), false));
    auto *F = cast<Function>(Callee.getCallee());
    F->addFnAttr(Attribute::Cold);
    F->setVisibility(GlobalValue::HiddenVisibility);
    return Callee;
  };
#define CGT_RUNTIME_CALL(Id, Symbol, ...) Id = Declare(#Symbol, {__VA_ARGS__});
#include "abi/RuntimeCalls.def"
  (void)Void;
  // Only the poll may unwind: from it the capture child takes the stack down.
  for (FunctionCallee Callee :
       {FramePush, FrameTake, FrameDone, FrameArray, FrameSave, FrameEnter, NextClone, ResumeDone, JumpArm, JumpAgain})
    cast<Function>(Callee.getCallee())->setDoesNotThrow();

#define CGT_STRUCT(Name) Name##Ty = StructType::create(C, {
#define CGT_FIELD(Word, Name) Word,
#define CGT_END(Name)                                                                                                          \
  }, "struct." #Name);
#include "abi/Descriptors.def"
}
