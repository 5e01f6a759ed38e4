//===- ResumeClones.cpp - Clones that re-enter at a step number ------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A clone is the function with another entry (paper section 2.1: MThV.stepno says where to go on):
//
//     entry:   record.addresses = addresses of the escaping variables
//              step = __cgt_frame_enter(function, &record)     fills the live variables
//              escaping variables = record.addresses
//              variables = record.MThV / MThP                  those without an address
//              switch step → resume.k
//     resume.k (poll):  __cgt_resume_done(); br next.k
//     resume.k (call):  result = invoke __cgt_next_clone()() to next.k unwind pad.k
//
// Where the function has called setjmp, the clone calls it again before the switch, so that a longjmp comes back to the clone,
// behind the call that it would have come back to:
//
//     arm.j:    result = _setjmp(__cgt_jump_again(activation, j)); result == 0 → arm.j+1, else → landing.j
//
// next.k may lie inside loops. Jumping into a loop's middle would make it irreducible and so slow for the rest of the run;
// instead the route goes through the headers of all loops around it: a dispatch block in front of each such header
// switches on `route`, which the switch sets and the resume block clears.
//
//     entry ─► dispatch(outer) ─► dispatch(inner) ─► resume.k ─► next.k
//                  └ route = 0 ─► header
//
// A clone without such loops is smaller still (RecordClones.cpp).
//
//===----------------------------------------------------------------------===//

#include "ResumeClones.h"

#include "CloneBuilder.h"
#include "FrameLayout.h"
#include "Inlining.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include "llvm/Transforms/Utils/Local.h"

using namespace llvm;
using namespace cgt;

/// The memory that a struct is returned into is all that a clone is handed; its other parameters are in the image.
static FunctionType *cloneType(FunctionType *Ty, bool HasSRet) {
  SmallVector<Type *, 1> Params;
  if (HasSRet)
    Params.push_back(Ty->getParamType(0));
  return FunctionType::get(Ty->getReturnType(), Params, false);
}

bool cgt::hasSRet(const AttributeList &Attributes) { return Attributes.hasParamAttr(0, Attribute::StructRet); }

void cgt::declareClone(Frame &Fr) {
  Function &F = *Fr.F;
  Fr.Clone = Function::Create(cloneType(F.getFunctionType(), hasSRet(F.getAttributes())), GlobalValue::InternalLinkage,
                              F.getAddressSpace(), F.getName() + ".resume", F.getParent());
}

/// Parameters: that for a returned struct is the clone's own, those passed in memory live in the clone's frame, and all
/// others are in variables by now.
void CloneBuilder::mapParameters() {
  const DataLayout &DL = N.getParent()->getDataLayout();
  for (Argument &A : Fr.F->args())
    Map[&A] = A.hasStructRetAttr() ? static_cast<Value *>(N.getArg(0)) : PoisonValue::get(A.getType());
  for (FrameVar &V : Fr.Vars)
    if (auto *A = dyn_cast<Argument>(V.Storage)) {
      Align Al = std::max(A->getParamAlign().valueOrOne(), std::max(DL.getPrefTypeAlign(V.Ty), Align(8)));
      Map[A] = new AllocaInst(V.Ty, 0, nullptr, Al, A->getName(), Entry);
    }
}

/// A clone has none of the parameters that these attributes and metadata number.
static constexpr Attribute::AttrKind NumbersParameters[] = {Attribute::AllocSize, Attribute::AllocKind};

static void dropPromises(Function &N) {
  for (auto Kind : NumbersParameters)
    N.removeFnAttr(Kind);
  N.setMetadata(LLVMContext::MD_callback, nullptr);
}

/// A clone can't end in a call by `musttail`, whose parameters are other ones. Its frame stays under the callee's, then,
/// and isn't in an image: its pad has nothing to save.
///
///     result = musttail call f(…); ret result   ─►   result = invoke f(…) to ret result unwind pad
///     pad:  resume landingpad
static void keepTailCalls(Function &N, const RuntimeCalls &Calls) {
  SmallVector<CallInst *> Tails;
  for (Instruction &I : instructions(N))
    if (auto *Call = dyn_cast<CallInst>(&I); Call && Call->isMustTailCall())
      Tails.push_back(Call);
  for (CallInst *Call : Tails)
    passThrough(Call, Calls);
}

void cgt::passThrough(CallInst *Call, const RuntimeCalls &Calls) {
  LLVMContext &C = Call->getContext();
  Call->setTailCallKind(CallInst::TCK_None);
  auto *Pad = BasicBlock::Create(C, "cgt.through", Call->getFunction());
  changeToInvokeAndSplitBasicBlock(Call, Pad);
  IRBuilder<> B(Pad);
  LandingPadInst *Exception = B.CreateLandingPad(StructType::get(Calls.PtrTy, B.getInt32Ty()), 0);
  Exception->setCleanup(true);
  // The optimiser drops pads without code.
  B.CreateCall(InlineAsm::get(FunctionType::get(Type::getVoidTy(C), false), "", "", /*hasSideEffects=*/true));
  B.CreateResume(Exception);
}

void CloneBuilder::cloneBody() {
  Entry = BasicBlock::Create(C, "cgt.entry", &N);
  mapParameters();
  SmallVector<ReturnInst *, 8> Returns;
  auto Kind = Fr.F->getSubprogram() ? CloneFunctionChangeType::GlobalChanges : CloneFunctionChangeType::LocalChangesOnly;
  CloneFunctionInto(&N, Fr.F, Map, Kind, Returns);
  N.setLinkage(GlobalValue::InternalLinkage);
  N.setVisibility(GlobalValue::DefaultVisibility);
  N.setComdat(nullptr);
  dropPromises(N);
  N.removeFnAttr(Attribute::AlwaysInline);
  N.removeFnAttr(Attribute::InlineHint);
  if (!N.hasFnAttribute(Attribute::OptimizeNone))
    N.addFnAttr(Attribute::NoInline);
  SmallVector<Instruction *> Markers;
  for (Instruction &I : instructions(N))
    if (I.isLifetimeStartOrEnd())
      Markers.push_back(&I);
  for (Instruction *I : Markers)
    I->eraseFromParent();
  keepTailCalls(N, Calls);
  if (Fr.Area)
    Area = cast<AllocaInst>(&*Map[Fr.Area]);
  for (const Site &S : Fr.Sites) {
    auto *Call = cast<InvokeInst>(&*Map[S.Call]);
    Sites.emplace_back(S, Call, cast<BasicBlock>(&*Map[S.Next]), S.Result ? &*Map[S.Result] : nullptr);
  }
  for (const Landing &L : Fr.Landings)
    Landings.push_back({{L.Step, cast<BasicBlock>(&*Map[L.Next])}, L.Result ? &*Map[L.Result] : nullptr});
}

/// Those of a fixed size go to the new entry, at its end.
void CloneBuilder::moveAllocas() {
  SmallVector<AllocaInst *> Allocas;
  for (Instruction &I : *OldEntry)
    if (auto *AI = dyn_cast<AllocaInst>(&I); AI && isa<ConstantInt>(AI->getArraySize()))
      Allocas.push_back(AI);
  for (AllocaInst *AI : Allocas)
    AI->moveBefore(*Entry, Entry->end());
}

/// New entry with all allocas; the old one becomes unreachable.
void CloneBuilder::makeEntry() {
  OldEntry = cast<BasicBlock>(&*Map[&Fr.F->getEntryBlock()]);
  moveAllocas();
  for (FrameVar &V : Fr.Vars)
    Storage.push_back(Map[V.Storage]);
}

/// The clone takes arrays anew where it comes to their declarations; until then they are where the runtime says.
void CloneBuilder::takeArray(const FrameVar &V, Value *&Slot, bool InRecord) {
  auto Take = [&](AllocaInst *Own, auto Place) {
    IRBuilder<> Before(cast<Instruction>(Step)), After(Entry);
    if (!InRecord) {
      After.CreateStore(After.CreateLoad(Own->getAllocatedType(), Place(Before)), Own);
      return static_cast<Value *>(Own);
    }
    Value *In = Place(Before);
    Own->replaceAllUsesWith(In);
    Own->eraseFromParent();
    return In;
  };
  Slot = Take(cast<AllocaInst>(Slot), [&](IRBuilder<> &B) { return addressSlot(B, Fr, Record, V); });
  if (V.Bytes)
    Take(cast<AllocaInst>(&*Map[V.Bytes]), [&](IRBuilder<> &B) { return fieldAddress(B, Fr, Record, V); });
}

/// Each variable with an address is reached through the record: it may lie where the saving program had it.
///
///     record.addresses[k] = &alloca;  …;  variable = record.addresses[k]
void CloneBuilder::takeAddresses(bool InRecord) {
  IRBuilder<> Before(cast<Instruction>(Step)), After(Entry);
  for (auto [V, Slot] : zip(Fr.Vars, Storage)) {
    if (V.AddressSlot < 0)
      continue;
    if (!V.isFixed()) {
      takeArray(V, Slot, InRecord);
      continue;
    }
    Value *Address = addressSlot(Before, Fr, Record, V);
    Value *Variable = After.CreateLoad(Calls.PtrTy, Address, V.Storage->getName());
    Slot->replaceAllUsesWith(Variable);
    Before.CreateStore(Slot, Address);
    Slot = Variable;
  }
}

/// Variables without an address of their own come out of the record.
void CloneBuilder::loadVariables(IRBuilder<> &B, Value *Record) {
  const DataLayout &DL = N.getParent()->getDataLayout();
  for (auto [V, Slot] : zip(Fr.Vars, Storage)) {
    if (V.Field < 0 || V.AddressSlot >= 0)
      continue;
    Value *Field = fieldAddress(B, Fr, Record, V);
    if (V.Promotable) {
      Value *Loaded = B.CreateLoad(fieldType(V), Field);
      if (V.Ty->isIntegerTy(1))
        Loaded = B.CreateTrunc(Loaded, V.Ty);
      B.CreateStore(Loaded, Slot);
    } else {
      B.CreateMemCpy(Slot, Slot->getPointerAlignment(DL), Field, commonAlignment(Align(16), fieldOffset(Fr, V)),
                     DL.getTypeAllocSize(V.Ty));
    }
  }
}

/// The memory that a call returns its struct into, computed anew: an alloca, a constant offset into one, or the clone's
/// own sret argument. Anything else was demoted and is loaded from its slot.
Value *CloneBuilder::copyOperand(IRBuilder<> &B, Value *V) {
  auto *I = dyn_cast<Instruction>(V);
  if (!I || I->getParent() == Entry)
    return V;
  Instruction *Copy = I->clone();
  for (Use &U : Copy->operands())
    U.set(copyOperand(B, U.get()));
  B.Insert(Copy);
  return Copy;
}

ResumedCall CloneBody::resumedCall(const InvokeInst &Call) const {
  LLVMContext &C = N.getContext();
  AttributeList Old = Call.getAttributes();
  SmallVector<AttributeSet, 1> Params;
  if (hasSRet(Old))
    Params.push_back(Old.getParamAttrs(0));
  AttrBuilder Function(C, Old.getFnAttrs()); // without promises that hold for the original callee alone
  for (auto Kind :
       {Attribute::Memory, Attribute::NoUnwind, Attribute::NoReturn, Attribute::WillReturn, Attribute::Speculatable})
    Function.removeAttribute(Kind);
  for (auto Kind : NumbersParameters)
    Function.removeAttribute(Kind);
  return {cloneType(Call.getFunctionType(), hasSRet(Old)),
          AttributeList::get(C, AttributeSet::get(C, Function), Old.getRetAttrs(), Params), Call.getCallingConv()};
}

InvokeInst *CloneBody::invokeNextClone(IRBuilder<> &B, const ResumedCall &As, ArrayRef<Value *> Args, BasicBlock *Back,
                                       BasicBlock *Pad) const {
  Value *Clone = B.CreateCall(Calls.NextClone);
  InvokeInst *Call = B.CreateInvoke(As.Ty, Clone, Back, Pad, Args);
  Call->setCallingConv(As.Convention);
  Call->setAttributes(As.Attributes);
  return Call;
}

void CloneBuilder::makeResumeBlock(CloneSite &S) {
  S.Resume = BasicBlock::Create(C, "cgt.resume", &N);
  IRBuilder<> B(S.Resume);
  switch (S.Original->Kind) {
  case SiteKind::Poll: B.CreateCall(Calls.ResumeDone); break;
  case SiteKind::Call: resumeCallee(B, S); break;
  case SiteKind::SetJump: llvm_unreachable("a landing is no site");
  }
  B.CreateBr(S.Next);
}

void CloneBuilder::resumeCallee(IRBuilder<> &B, const CloneSite &S) {
  SmallVector<Value *, 1> Args;
  if (hasSRet(S.Call->getAttributes()))
    Args.push_back(copyOperand(B, S.Call->getArgOperand(0)));
  auto *Back = BasicBlock::Create(C, "cgt.resumed", &N);
  InvokeInst *Call = invokeNextClone(B, resumedCall(*S.Call), Args, Back, S.Pad);
  B.SetInsertPoint(Back);
  if (S.Result)
    B.CreateStore(Call, S.Result);
}

/// The variables are loaded: what a longjmp brings back is what they were at the save, and only what was set since the call of setjmp may
/// be lost, as ever.
void CloneBuilder::armAgain(IRBuilder<> &B) {
  if (Landings.empty())
    return;
  FunctionCallee SetJump =
      N.getParent()->getOrInsertFunction("_setjmp", FunctionType::get(B.getInt32Ty(), {Calls.PtrTy}, false));
  auto Block = [&](const Twine &Name) { return BasicBlock::Create(C, Name, &N); };
  BasicBlock *Armed = Block("cgt.armed"), *Arm = Block("cgt.arm");
  Value *Activation = B.CreateLoad(B.getInt32Ty(), Storage[Fr.Activation]);
  B.CreateCondBr(B.CreateIsNull(Activation), Armed, Arm); // none has been called yet
  for (CloneLanding &L : Landings) {
    B.SetInsertPoint(Arm);
    Value *Buffer = B.CreateCall(Calls.JumpAgain, {B.CreateZExtOrTrunc(Activation, Calls.SizeTy), Calls.size(L.Step)});
    BasicBlock *Landed = Block("cgt.landed");
    Arm = &L == &Landings.back() ? Armed : Block("cgt.arm");
    CallInst *Result = B.CreateCall(SetJump, {Buffer});
    Result->addFnAttr(Attribute::ReturnsTwice);
    B.CreateCondBr(B.CreateIsNull(Result), Arm, Landed);
    B.SetInsertPoint(Landed);
    if (L.Result)
      B.CreateStore(Result, L.Result);
    B.CreateBr(L.Begin);
  }
  B.SetInsertPoint(Armed);
}

/// Would going round \p L be slower with all variables in memory? Not where each iteration makes a call that may lead to a
/// poll, and runs no loop that doesn't.
static bool wantsRegisters(const Loop &L, ArrayRef<CloneSite> Sites, const DominatorTree &DT) {
  SmallVector<BasicBlock *, 4> Latches;
  L.getLoopLatches(Latches);
  bool AlwaysCalls = any_of(Sites, [&](const CloneSite &S) {
    return S.Original->Kind == SiteKind::Call &&
           all_of(Latches, [&](BasicBlock *Latch) { return DT.dominates(S.Call->getParent(), Latch); });
  });
  return !AlwaysCalls || any_of(L.getSubLoops(), [&](const Loop *Inner) {
    return none_of(Sites, [&](const CloneSite &S) { return Inner->contains(S.Next); });
  });
}

/// Headers of the natural loops around each site. The temporary edge makes the body reachable.
void CloneBuilder::findLoops() {
  Instruction *Edge = BranchInst::Create(OldEntry, Entry);
  DominatorTree DT(N);
  LoopInfo LI(DT);
  for (WayIn *W : waysIn()) {
    SmallVector<BasicBlock *, 4> Headers;
    for (Loop *L = LI.getLoopFor(W->Next); L; L = L->getParentLoop()) {
      Headers.push_back(L->getHeader());
      Fast |= wantsRegisters(*L, Sites, DT);
    }
    W->Headers.assign(Headers.rbegin(), Headers.rend());
  }
  Edge->eraseFromParent();
}

SmallVector<WayIn *> CloneBuilder::waysIn() {
  SmallVector<WayIn *> Ways;
  for (CloneSite &S : Sites)
    Ways.push_back(&S);
  for (CloneLanding &L : Landings)
    Ways.push_back(&L);
  return Ways;
}

/// Makes the dispatch blocks, and Begin of each way.
void CloneBuilder::route() {
  IntegerType *StepTy = Calls.SizeTy;
  auto *Route = new AllocaInst(StepTy, 0, "cgt.route", Entry->begin());
  new StoreInst(Calls.size(0), Route, std::next(cast<Instruction>(Step)->getIterator()));
  SmallVector<WayIn *> Ways = waysIn();
  SmallVector<BasicBlock *> Headers; // program order of first site
  for (WayIn *W : Ways)
    for (BasicBlock *H : W->Headers)
      if (!is_contained(Headers, H))
        Headers.push_back(H);

  DenseMap<BasicBlock *, SwitchInst *> Dispatch;
  for (BasicBlock *H : Headers) {
    SmallVector<PHINode *> Phis;
    for (PHINode &Phi : H->phis())
      Phis.push_back(&Phi);
    for (PHINode *Phi : Phis)
      DemotePHIToStack(Phi, Entry->getFirstInsertionPt());
    auto *D = BasicBlock::Create(C, "cgt.dispatch", &N, H);
    SmallVector<BasicBlock *> Preds(predecessors(H));
    for (BasicBlock *P : Preds)
      P->getTerminator()->replaceSuccessorWith(H, D);
    IRBuilder<> B(D);
    Dispatch[H] = B.CreateSwitch(B.CreateLoad(StepTy, Route), H);
  }
  for (WayIn *W : Ways) {
    W->Begin = W->Resume;
    if (W->Headers.empty())
      continue;
    auto *Number = Calls.size(W->Step);
    W->Begin = BasicBlock::Create(C, "cgt.route", &N);
    IRBuilder<> B(W->Begin);
    B.CreateStore(Number, Route);
    B.CreateBr(Dispatch[W->Headers.front()]->getParent());
    for (unsigned I = 0; I < W->Headers.size(); ++I)
      Dispatch[W->Headers[I]]->addCase(Number,
                                       I + 1 < W->Headers.size() ? Dispatch[W->Headers[I + 1]]->getParent() : W->Resume);
    B.SetInsertPoint(W->Resume, W->Resume->getFirstInsertionPt());
    B.CreateStore(Calls.size(0), Route);
  }
  for (auto &[H, Sw] : Dispatch) {
    SmallVector<uint32_t> Weights(Sw->getNumCases() + 1, 1);
    Weights[0] = 2000;
    Sw->setMetadata(LLVMContext::MD_prof, MDBuilder(C).createBranchWeights(Weights));
  }
}

/// What a clone calls exists already; copies of it would double the code with no gain but in loops. A clone whose resume points lie outside loops runs straight on into other functions' plain
/// code: its size matters, its speed doesn't.
void CloneBuilder::favourSize() {
  if (N.hasFnAttribute(Attribute::OptimizeNone))
    return;
  if (!Fast) {
    N.addFnAttr(Attribute::MinSize);
    N.addFnAttr(Attribute::OptimizeForSize);
  }
  for (Instruction &I : instructions(N)) {
    auto *CB = dyn_cast<CallBase>(&I);
    Function *F = CB ? CB->getCalledFunction() : nullptr;
    if (!F || F->isDeclaration() || (Fast && (!isa<InvokeInst>(CB) || isHotCall(*CB))))
      continue;
    CB->removeFnAttr(Attribute::AlwaysInline);
    CB->addFnAttr(Attribute::NoInline);
  }
}

/// What the saver had taken of its stack isn't on the clone's.
void CloneBuilder::beginStack(IRBuilder<> &B) {
  if (Fr.StackSlots.empty())
    return;
  Value *End = B.CreateStackSave();
  for (AllocaInst *Slot : Fr.StackSlots)
    B.CreateStore(End, Map[Slot]);
}

/// Blocks that lead to where a way in goes on, but for those that there are already.
void CloneBuilder::makeResumeBlocks() {
  for (CloneSite &S : Sites)
    if (!S.Resume)
      makeResumeBlock(S);
  for (CloneLanding &L : Landings)
    BranchInst::Create(L.Next, L.Resume = BasicBlock::Create(C, "cgt.landing", &N));
}

void CloneBuilder::makeBad() {
  Bad = BasicBlock::Create(C, "cgt.bad", &N); // the runtime has checked the step
  new UnreachableInst(C, Bad);
}

void CloneBuilder::switchOnStep(IRBuilder<> &B) {
  SwitchInst *Switch = B.CreateSwitch(Step, Bad, Sites.size());
  for (CloneSite &S : Sites)
    Switch->addCase(Calls.size(S.Step), S.Begin);
}

void CloneBuilder::build() {
  cloneBody();
  makeEntry();
  findLoops();

  Record = new AllocaInst(Fr.RecordTy, 0, nullptr, Align(16), "cgt.record", Entry->begin());
  bool InRecord = !Fast && keepInRecord(*this);
  IRBuilder<> B(Entry);
  Step = B.CreateCall(Calls.FrameEnter, {Descriptor, Record}, "cgt.step");
  takeAddresses(InRecord);
  if (!InRecord)
    loadVariables(B, Record);
  beginStack(B);
  makeBad();
  if (InRecord)
    shareResumedCalls(*this);
  makeResumeBlocks();
  route();
  armAgain(B);
  switchOnStep(B);
  removeUnreachableBlocks(N);
  favourSize();
}

void cgt::buildClone(Frame &Fr, Constant *Descriptor, Constant *SiteDescriptors, const RuntimeCalls &Calls) {
  bool InPlace = resumesInPlace(*Fr.F);
  CloneBuilder Builder(Fr, InPlace ? *Fr.F : *Fr.Clone, Descriptor, SiteDescriptors, Calls);
  InPlace ? Builder.buildInPlace() : Builder.build();
}
