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
// Reading a value in a pad has a price in the running program: the register allocator can't split a live range on the edge to
// a pad, so that the value sits in memory from before the branch to the poll on, and in a loop from one iteration to the next. A
// poll's slow path is cold, so it stores what may be in registers itself, into an area laid out as the record begins, and
// the pad hands that over:
//
//     poll: area.MThV.i = i; area.MThP.p = p; ...                   cold
//           invoke __cgt_poll_slow(&area) unwind pad                which reads the area, as far as the optimiser knows
//     pad:  rec = __cgt_frame_take(site, &area, sizeof area)
//           __cgt_frame_done(rec); resume { rec.exception, 0 }
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
#include "Inlining.h"
#include "LLVMCompat.h"

using namespace llvm;
using namespace cgt;

static void storeVariable(IRBuilder<> &B, const Frame &Fr, Value *Record, const FrameVar &V) {
  const DataLayout &DL = Fr.F->getParent()->getDataLayout();
  if (!V.isFixed())
    return; // storeArrays()
  if (V.AddressSlot >= 0) {
    B.CreateStore(V.Storage, addressSlot(B, Fr, Record, V));
    return;
  }
  if (V.isTransient())
    return; // records come zeroed
  Value *Field = fieldAddress(B, Fr, Record, V);
  if (!V.Promotable) {
    Align FieldAlign = commonAlignment(Align(16), fieldOffset(Fr, V));
    B.CreateMemCpy(Field, FieldAlign, V.Storage, V.Storage->getPointerAlignment(DL), DL.getTypeAllocSize(V.Ty));
    return;
  }
  Value *Loaded = B.CreateLoad(V.Ty, V.Storage);
  if (V.Ty->isIntegerTy(1))
    Loaded = B.CreateZExt(Loaded, B.getInt8Ty());
  B.CreateStore(Loaded, Field);
}

ResumeInst *cgt::goOnUnwinding(IRBuilder<> &B, Value *Exception, const RuntimeCalls &Calls) {
  Value *Lp = PoisonValue::get(StructType::get(Calls.PtrTy, B.getInt32Ty()));
  Lp = B.CreateInsertValue(Lp, Exception, 0);
  Lp = B.CreateInsertValue(Lp, B.getInt32(0), 1);
  return B.CreateResume(Lp);
}

/// Lets the poll's slow path store what may be in registers; the pad's record begins with that.
static CallInst *handOver(IRBuilder<> &Pad, Frame &Fr, const Site &S, Constant *Descriptor, const RuntimeCalls &Calls) {
  if (!Fr.Area)
    Fr.Area = new AllocaInst(areaType(Fr), 0, nullptr, Align(16), "cgt.area", Fr.F->getEntryBlock().begin());
  const DataLayout &DL = Fr.F->getParent()->getDataLayout();
  IRBuilder<> B(S.Call);
  for (unsigned I : S.Live)
    if (const FrameVar &V = Fr.Vars[I]; V.AddressSlot >= 0 || !isContents(DL, V))
      storeVariable(B, Fr, Fr.Area, V);
  S.Call->setArgOperand(0, Fr.Area);
  promiseReadOnly(*S.Call, 0);
  S.Call->setMemoryEffects(S.Call->getMemoryEffects() | MemoryEffects::argMemOnly(ModRefInfo::Ref));
  CallInst *Record = Pad.CreateCall(Calls.FrameTake, {Descriptor, Fr.Area, Calls.size(areaSize(Fr))}, "cgt.record");
  promiseReadOnly(*Record, 1);
  for (unsigned I : S.Live)
    if (const FrameVar &V = Fr.Vars[I]; V.AddressSlot < 0 && isContents(DL, V))
      storeVariable(Pad, Fr, Record, V);
  return Record;
}

static CallInst *storeInPad(IRBuilder<> &Pad, const Frame &Fr, const Site &S, Constant *Descriptor, const RuntimeCalls &Calls) {
  CallInst *Record = Pad.CreateCall(Calls.FramePush, {Descriptor}, "cgt.record");
  for (unsigned I : S.Live)
    storeVariable(Pad, Fr, Record, Fr.Vars[I]);
  return Record;
}

/// Hands the runtime what the source computes the size of. An address that is only read there doesn't count as known elsewhere.
static void storeArrays(IRBuilder<> &B, const Frame &Fr, const Site &S, Value *Record, const RuntimeCalls &Calls) {
  for (unsigned I : S.Live) {
    const FrameVar &V = Fr.Vars[I];
    if (V.isFixed())
      continue;
    Value *Address = B.CreateLoad(Calls.PtrTy, V.Storage);
    Value *Bytes =
        V.Bytes ? static_cast<Value *>(B.CreateLoad(Calls.SizeTy, V.Bytes)) : Constant::getAllOnesValue(Calls.SizeTy);
    promiseReadOnly(*B.CreateCall(Calls.FrameArray, {Record, Calls.size(addressOffset(Fr, V)), Address, Bytes}), 2);
  }
}

/// The instructions that are left of a pad, and of a poll's stores, when variables have become registers.
static unsigned codeOf(const Site &S) {
  constexpr unsigned Ends = 4; // landingpad, a load and two insertvalues
  auto IsStore = [](const Instruction &I) { return isa<StoreInst>(I); };
  unsigned Stores = count_if(*S.pad(), IsStore);
  if (S.Kind == SiteKind::Poll)
    Stores += count_if(*S.Call->getParent(), IsStore);
  return Ends + Stores;
}

void cgt::emitSavePads(Frame &Fr, Constant *SiteDescriptors, bool IsHot, const RuntimeCalls &Calls) {
  bool Optimised = !Fr.F->hasFnAttribute(Attribute::OptimizeNone);
  for (const Site &S : Fr.Sites) {
    S.pad()->getTerminator()->eraseFromParent();
    IRBuilder<> B(S.pad());
    Constant *Descriptor = siteDescriptor(SiteDescriptors, S, Calls);
    // Outside loops an area would only make frames larger, in recursions thousands of them.
    bool InLoop = Fr.Steps[S.Step - 1].LoopDepth != 0;
    bool HasArea = S.Kind == SiteKind::Poll && InLoop && Optimised;
    CallInst *Record = HasArea ? handOver(B, Fr, S, Descriptor, Calls) : storeInPad(B, Fr, S, Descriptor, Calls);
    Record->setDoesNotThrow();
    storeArrays(B, Fr, S, Record, Calls);
    if (any_of(S.Live, [&](unsigned I) { return Fr.Vars[I].isCopied(); }))
      B.CreateCall(Calls.FrameDone, {Record});
    goOnUnwinding(B, B.CreateLoad(Calls.PtrTy, Record), Calls);
    setPadCost(*Record, IsHot, codeOf(S));
  }
}
