//===- RecordClones.cpp - Clones that keep their variables in the record --===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A clone whose resume points lie outside loops runs once, straight on into plain code. Its variables are the fields of the
// record in its own frame, where the runtime has put them, and all its pads and resumed calls are shared:
//
//     pad.k:      br save(k)
//     save(site): exception = __cgt_frame_save(site, &record); resume { exception, 0 }
//
//     call:       result = invoke __cgt_next_clone()() to back unwind pad
//     back:       switch step → stored.k
//     pad:        br save(step)
//
//===----------------------------------------------------------------------===//

#include "CloneBody.h"
#include "EmitSchema.h"
#include "FrameLayout.h"
#include "SavePads.h"

#include "llvm/IR/DIBuilder.h"
#include "llvm/Transforms/Utils/Local.h"

using namespace llvm;
using namespace cgt;

static bool isInRecord(const FrameVar &V) { return V.Field >= 0 && V.AddressSlot < 0; }

static Align fieldAlign(const Frame &Fr, const FrameVar &V) { return commonAlignment(Align(16), fieldOffset(Fr, V)); }

/// The block that saves for all pads: its PHI is the site.
static PHINode *makeSaveBlock(CloneBody &Clone) {
  LLVMContext &C = Clone.N.getContext();
  IRBuilder<> B(BasicBlock::Create(C, "cgt.save", &Clone.N));
  PHINode *Site = B.CreatePHI(Clone.Calls.PtrTy, Clone.Sites.size());
  Value *Exception = B.CreateCall(Clone.Calls.FrameSave, {Site, Clone.Record});
  goOnUnwinding(B, Exception, Clone.Calls);
  return Site;
}

static PHINode *savedSite(const CloneBody &Clone) {
  auto *Br = cast<BranchInst>(Clone.Sites.front().Pad->getTerminator());
  return cast<PHINode>(&Br->getSuccessor(0)->front());
}

/// The record has what polls would store into the area.
static void dropArea(CloneBody &Clone) {
  for (CloneSite &S : Clone.Sites)
    if (S.Original->Kind == SiteKind::Poll)
      S.Call->setArgOperand(0, ConstantPointerNull::get(Clone.Calls.PtrTy));
  SmallVector<Instruction *> Stores;
  for (User *Field : Clone.Area->users()) {
    for (User *Store : Field->users())
      Stores.push_back(cast<Instruction>(Store));
    Stores.push_back(cast<Instruction>(Field));
  }
  for (Instruction *I : Stores)
    I->eraseFromParent();
  Clone.Area->eraseFromParent();
  Clone.Area = nullptr;
}

bool cgt::keepInRecord(CloneBody &Clone) {
  const Frame &Fr = Clone.Fr;
  for (auto [V, Slot] : zip(Fr.Vars, Clone.Storage))
    if (isInRecord(V) && (!isa<AllocaInst>(Slot) || (!V.Promotable && cast<AllocaInst>(Slot)->getAlign() > fieldAlign(Fr, V))))
      return false;
  DIBuilder Debug(*Clone.N.getParent(), /*AllowUnresolved=*/false);
  IRBuilder<> B(Clone.Entry);
  for (auto [V, Slot] : zip(Fr.Vars, Clone.Storage)) {
    if (!isInRecord(V))
      continue;
    auto *Alloca = cast<AllocaInst>(Slot);
    Value *Field = fieldAddress(B, Fr, Clone.Record, V);
    replaceDbgDeclare(Alloca, Clone.Record, Debug, 0, static_cast<int>(fieldOffset(Fr, V)));
    for (User *U : Alloca->users()) {
      Align Al = fieldAlign(Fr, V);
      if (auto *L = dyn_cast<LoadInst>(U))
        L->setAlignment(std::min(L->getAlign(), Al));
      else if (auto *S = dyn_cast<StoreInst>(U))
        S->setAlignment(std::min(S->getAlign(), Al));
    }
    for (CloneSite &S : Clone.Sites)
      if (S.Result == Alloca)
        S.Result = Field;
    Alloca->replaceAllUsesWith(Field);
    Alloca->eraseFromParent();
    Slot = Field;
  }

  PHINode *Saved = makeSaveBlock(Clone);
  for (CloneSite &S : Clone.Sites) {
    Instruction *LandingPad = S.Pad->getLandingPadInst();
    while (&S.Pad->back() != LandingPad)
      S.Pad->back().eraseFromParent();
    BranchInst::Create(Saved->getParent(), S.Pad);
    Saved->addIncoming(siteDescriptor(Clone.SiteDescriptors, *S.Original, Clone.Calls), S.Pad);
  }
  if (Clone.Area)
    dropArea(Clone);
  return true;
}

/// One resumed call for \p Group.
static void shareResumedCall(CloneBody &Clone, ArrayRef<CloneSite *> Group) {
  LLVMContext &C = Clone.N.getContext();
  auto Block = [&](const Twine &Name) { return BasicBlock::Create(C, Name, &Clone.N); };
  BasicBlock *Resume = Block("cgt.resume"), *Back = Block("cgt.resumed"), *Pad = Block("cgt.pad");
  IRBuilder<> B(Resume);
  InvokeInst *Call = Clone.invokeNextClone(B, Clone.resumedCall(*Group.front()->Call), {}, Back, Pad);
  B.SetInsertPoint(Back);
  SwitchInst *Switch = B.CreateSwitch(Clone.Step, Clone.Bad, Group.size());
  for (CloneSite *S : Group) {
    S->Resume = Resume;
    BasicBlock *Stored = Block("cgt.stored");
    B.SetInsertPoint(Stored);
    if (S->Result)
      B.CreateStore(Call, S->Result);
    B.CreateBr(S->Next);
    Switch->addCase(Clone.Calls.size(S->Original->Step), Stored);
  }
  B.SetInsertPoint(Pad);
  B.CreateLandingPad(StructType::get(Clone.Calls.PtrTy, B.getInt32Ty()), 0)->setCleanup(true);
  Value *Index = B.CreateSub(Clone.Step, Clone.Calls.size(1));
  Value *Site = B.CreateInBoundsGEP(Clone.Calls.CgtSiteTy, Clone.SiteDescriptors, {Index});
  PHINode *Saved = savedSite(Clone);
  B.CreateBr(Saved->getParent());
  Saved->addIncoming(Site, Pad);
}

void cgt::shareResumedCalls(CloneBody &Clone) {
  constexpr size_t Worthwhile = 3; // the second switch has a size, too
  SmallVector<std::pair<ResumedCall, SmallVector<CloneSite *>>> Groups;
  for (CloneSite &S : Clone.Sites) {
    if (S.Original->Kind != SiteKind::Call || S.Call->getAttributes().hasParamAttr(0, Attribute::StructRet))
      continue;
    ResumedCall As = Clone.resumedCall(*S.Call);
    auto *G = find_if(Groups, [&](auto &G) { return G.first == As; });
    if (G == Groups.end()) {
      Groups.push_back({As, {}});
      G = &Groups.back();
    }
    G->second.push_back(&S);
  }
  for (auto &[As, Group] : Groups)
    if (Group.size() >= Worthwhile)
      shareResumedCall(Clone, Group);
}
