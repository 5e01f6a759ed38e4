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

#include "EmitSchema.h"
#include "FrameLayout.h"

using namespace llvm;
using namespace cgt;

/// What a pad costs the inliner, in units of 5 an instruction. Its code is about 50; but a copy of a function doesn't replace
/// it, since clones call it, and has its entries in the unwind tables. Measured: with 30 text is 1.06 times as large, and no
/// program faster.
static constexpr char InlineCost[] = "120";

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

ResumeInst *cgt::goOnUnwinding(IRBuilder<> &B, Value *Exception,
                               const RuntimeCalls &Calls) {
  Value *Lp = PoisonValue::get(StructType::get(Calls.PtrTy, B.getInt32Ty()));
  Lp = B.CreateInsertValue(Lp, Exception, 0);
  Lp = B.CreateInsertValue(Lp, B.getInt32(0), 1);
  return B.CreateResume(Lp);
}

void cgt::emitSavePads(Frame &Fr, Constant *SiteDescriptors,
                       const RuntimeCalls &Calls) {
  for (const Site &S : Fr.Sites) {
    S.pad()->getTerminator()->eraseFromParent();
    IRBuilder<> B(S.pad());
    CallInst *Record =
        B.CreateCall(Calls.FramePush,
                     {siteDescriptor(SiteDescriptors, S, Calls)}, "cgt.record");
    Record->setDoesNotThrow();
    Record->addFnAttr(
        Attribute::get(B.getContext(), "call-inline-cost", InlineCost));
    for (unsigned I : S.Live)
      storeVariable(B, Fr, Record, Fr.Vars[I]);
    if (any_of(S.Live, [&](unsigned I) { return Fr.Vars[I].isCopied(); }))
      B.CreateCall(Calls.FrameDone, {Record});
    goOnUnwinding(B, B.CreateLoad(Calls.PtrTy, Record), Calls);
  }
}
