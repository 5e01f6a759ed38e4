//===- SavePads.cpp - Landing pads that store the frame --------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// To save, the capture child unwinds its own stack by force; each frame's pad is a cleanup that runs with the frame's
// values where they live (registers or slots, inlined frames included):
//
//     pad:  lp  = landingpad cleanup
//           rec = __cgt_frame_push(site)
//           rec.MThV.i = i; rec.MThP.p = p; ...
//           rec.addresses[0] = &buffer; __cgt_frame_done(rec)     if there are such variables
//           resume { rec.exception, 0 }
//
// The contents of a variable that has an address are copied by the runtime, by a table of the site: many a pad would have
// more code for copying than the function has otherwise. The call comes last, so that the optimiser knows who reads them.
//
// The exception object comes back from the record, not from lp: a value kept from before the stores would sit in a
// callee-saved register, whose content the personality may have changed.
//
//===----------------------------------------------------------------------===//

#include "SavePads.h"

#include "FrameLayout.h"

#include "llvm/IR/IRBuilder.h"

using namespace llvm;
using namespace cgt;

static void storeVariable(IRBuilder<> &B, const Frame &Fr, Value *Record,
                          const FrameVar &V) {
  const DataLayout &DL = Fr.F->getParent()->getDataLayout();
  if (V.AddressSlot >= 0) {
    B.CreateStore(V.Storage, addressSlot(B, Fr, Record, V));
    return;
  }
  if (V.isTransient())
    return; // records come zeroed
  Value *Field = fieldAddress(B, Fr, Record, V);
  if (!V.Promotable) {
    Align FieldAlign = commonAlignment(Align(16), fieldOffset(Fr, V));
    B.CreateMemCpy(Field, FieldAlign, V.Storage,
                   V.Storage->getPointerAlignment(DL),
                   DL.getTypeAllocSize(V.Ty));
    return;
  }
  Value *Loaded = B.CreateLoad(V.Ty, V.Storage);
  if (V.Ty->isIntegerTy(1))
    Loaded = B.CreateZExt(Loaded, B.getInt8Ty());
  B.CreateStore(Loaded, Field);
}

void cgt::emitSavePads(Frame &Fr, ArrayRef<Constant *> SiteDescriptors,
                       const RuntimeCalls &Calls) {
  for (auto [S, Descriptor] : zip(Fr.Sites, SiteDescriptors)) {
    auto *Resume = cast<ResumeInst>(S.pad()->getTerminator());
    IRBuilder<> B(Resume);
    CallInst *Record = B.CreateCall(Calls.FramePush, {Descriptor}, "cgt.record");
    Record->setDoesNotThrow();
    for (unsigned I : S.Live)
      storeVariable(B, Fr, Record, Fr.Vars[I]);
    if (any_of(S.Live, [&](unsigned I) { return Fr.Vars[I].isCopied(); }))
      B.CreateCall(Calls.FrameDone, {Record});
    Value *Exception = B.CreateLoad(Calls.PtrTy, Record);
    Value *Lp = PoisonValue::get(Resume->getValue()->getType());
    Lp = B.CreateInsertValue(Lp, Exception, 0);
    Lp = B.CreateInsertValue(Lp, B.getInt32(0), 1);
    Resume->setOperand(0, Lp);
  }
}
