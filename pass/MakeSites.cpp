//===- MakeSites.cpp - Calls become resume points --------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MakeSites.h"

#include "Conditions.h"
#include "FrameArrays.h"
#include "LibcCalls.h"
#include "PlacePolls.h"
#include "SizeFlow.h"

#include "llvm/ADT/BitVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Local.h"
#include "llvm/Transforms/Utils/LoopUtils.h"

using namespace llvm;
using namespace cgt;

namespace {

class SiteMaker {
public:
  SiteMaker(Frame &Result, const UnitNotes &Notes, const RuntimeCalls &Calls)
      : F(*Result.F), Notes(Notes), Calls(Calls), Result(Result) {}

  void make(std::vector<Step> Steps, const ResumePoints &Points);

private:
  void split(Site &S, CallInst *Call);
  Instruction *keepResult(CallInst *Call, AllocaInst *&Slot);
  void makeLanding(unsigned Step, CallInst *Call);
  void addActivation();
  void keepLoopsWhole();
  SmallVector<BasicBlock *> waysIn() const;
  SmallVector<Value *> crossingValues();
  void demote(Value *V);
  void addTemporary(AllocaInst *Slot, Signedness Sign, std::string Size);

  Function &F;
  const UnitNotes &Notes;
  const RuntimeCalls &Calls;
  Frame &Result;
  AllocaInst *Activation = nullptr;
};

} // namespace

static std::string calleeName(const CallBase &CB, SiteKind Kind) {
  switch (Kind) {
  case SiteKind::Poll: return "<poll>";
  case SiteKind::Call:
  case SiteKind::SetJump: break;
  }
  auto *Callee = dyn_cast<Function>(CB.getCalledOperand()->stripPointerCasts());
  return Callee ? libcNameOf(Callee->getName()).str() : "<indirect>";
}

/// Clang adds these (-finstrument-functions) before the pass or after it, by level.
static bool isProfileHook(const CallBase &CB) {
  auto *Callee = dyn_cast<Function>(CB.getCalledOperand()->stripPointerCasts());
  return Callee && Callee->getName().starts_with("__cyg_profile_");
}

std::vector<Step> cgt::numberSteps(Function &F, const ResumePoints &Points, const PollPlacer &Polls,
                                   const RuntimeCalls &Calls) {
  std::vector<Step> Steps;
  DominatorTree DT(F);
  LoopInfo LI(DT);
  unsigned Ordinal = 0;
  for (Instruction &I : instructions(F)) {
    auto *CI = dyn_cast<CallInst>(&I);
    // Assembler is some platforms' own; it isn't a call of the source.
    if (!CI || isa<IntrinsicInst>(CI) || CI->isInlineAsm() || isKnownCondition(*CI))
      continue;
    SiteKind Kind = isPollCall(*CI, Calls) ? SiteKind::Poll : isSetJump(*CI) ? SiteKind::SetJump : SiteKind::Call;
    Ordinal += Kind != SiteKind::Poll && !isProfileHook(*CI);
    if (Kind == SiteKind::Call && !Points.needsSite(*CI))
      continue;
    Step S;
    S.Call = CI;
    S.Kind = Kind;
    S.Callee = calleeName(*CI, Kind);
    S.LoopDepth = Polls.loopDepth(LI.getLoopFor(CI->getParent()));
    S.Ordinal = Ordinal;
    S.Line = CI->getDebugLoc() ? CI->getDebugLoc().getLine() : 0;
    Steps.push_back(std::move(S));
  }
  return Steps;
}

/// The call's result goes through memory, so that a resumption can supply it. Returns what stands behind that; null: nothing uses it.
Instruction *SiteMaker::keepResult(CallInst *Call, AllocaInst *&Slot) {
  if (Call->getType()->isVoidTy() || Call->use_empty())
    return nullptr;
  Slot = new AllocaInst(Call->getType(), 0, "cgt.result", F.getEntryBlock().begin());
  IRBuilder<> B(Call->getNextNode());
  auto *Load = B.CreateLoad(Call->getType(), Slot);
  Call->replaceAllUsesWith(Load);
  B.SetInsertPoint(Load);
  B.CreateStore(Call, Slot);
  return Load;
}

/// call → invoke.
void SiteMaker::split(Site &S, CallInst *Call) {
  S.Sizes = sizeArguments(*Call);
  Call->removeFnAttr(Attribute::NoUnwind);
  Call->setTailCallKind(CallInst::TCK_None);
  if (Function *Callee = Call->getCalledFunction()) {
    Callee->removeFnAttr(Attribute::NoUnwind);
    // libc's inline body (bsearch's) has no resume points: the function itself is called.
    if (Callee->hasAvailableExternallyLinkage())
      Call->setIsNoInline();
  }
  // Memory of a call that unwinds is exactly what pads read.
  for (unsigned I = 0; I < Call->arg_size(); ++I)
    Call->removeParamAttr(I, Attribute::DeadOnUnwind);
  Instruction *AfterStore = keepResult(Call, S.Result);
  LLVMContext &C = F.getContext();
  auto *Pad = BasicBlock::Create(C, "cgt.pad", &F);
  BasicBlock *Edge = changeToInvokeAndSplitBasicBlock(Call, Pad);
  S.Call = cast<InvokeInst>(Edge->getSinglePredecessor()->getTerminator());
  S.Next = AfterStore ? Edge->splitBasicBlock(AfterStore, "cgt.next") : Edge;
  IRBuilder<> B(Pad);
  auto *LP = B.CreateLandingPad(StructType::get(Calls.PtrTy, Type::getInt32Ty(C)), 0);
  LP->setCleanup(true);
  B.CreateResume(LP);
}

/// The buffer is told whose it is, so that a longjmp in a resumed program finds the frame that has taken this one's place:
///
///     activation = __cgt_jump_arm(buffer, activation, step, mask); result = _setjmp(buffer)
void SiteMaker::makeLanding(unsigned Step, CallInst *Call) {
  Type *Int = Type::getInt32Ty(F.getContext());
  if (!Activation)
    Activation = new AllocaInst(Int, 0, "cgt.activation", F.getEntryBlock().begin());
  IRBuilder<> B(Call);
  // setjmp itself, by that name, is BSD's, which saves the signal mask.
  Value *Mask = Call->arg_size() > 1 ? B.CreateZExtOrTrunc(Call->getArgOperand(1), Calls.SizeTy)
                                     : Calls.size(calleeName(*Call, SiteKind::SetJump) == "setjmp");
  Value *Number = B.CreateZExtOrTrunc(B.CreateLoad(Int, Activation), Calls.SizeTy);
  Number = B.CreateCall(Calls.JumpArm, {Call->getArgOperand(0), Number, Calls.size(Step), Mask});
  B.CreateStore(B.CreateZExtOrTrunc(Number, Int), Activation);
  Landing L;
  L.Step = Step;
  L.Call = Call;
  Instruction *AfterStore = keepResult(Call, L.Result);
  Instruction *Behind = AfterStore ? AfterStore : Call->getNextNode();
  L.Next = Behind->getParent()->splitBasicBlock(Behind, "cgt.landing");
  Result.Landings.push_back(L);
}

void SiteMaker::addActivation() {
  if (!Activation)
    return;
  new StoreInst(ConstantInt::get(Activation->getAllocatedType(), 0), Activation,
                F.getEntryBlock().getFirstNonPHIOrDbgOrAlloca());
  Result.Activation = Result.Vars.size();
  addTemporary(Activation, Signedness::Unsigned, "");
}

/// Memory that a parameter points to is the parameter itself.
static bool isMemoryParameter(const Argument &A, const UnitNotes &Notes) {
  return A.hasStructRetAttr() || A.hasByValAttr() || Notes.variable(&A);
}

/// Where a resumption, or a longjmp, may enter.
SmallVector<BasicBlock *> SiteMaker::waysIn() const {
  SmallVector<BasicBlock *> Blocks;
  for (const Site &S : Result.Sites)
    Blocks.push_back(S.Next);
  for (const Landing &L : Result.Landings)
    Blocks.push_back(L.Next);
  return Blocks;
}

/// Values alive at some way in, in program order (classic backward liveness over the values used outside their block).
SmallVector<Value *> SiteMaker::crossingValues() {
  DenseMap<const Value *, unsigned> Id;
  SmallVector<Value *> Values;
  auto Add = [&](Value &V) {
    Id[&V] = Values.size();
    Values.push_back(&V);
  };
  for (Argument &A : F.args())
    if (!A.use_empty() && !isMemoryParameter(A, Notes))
      Add(A);
  for (Instruction &I : instructions(F))
    if (!I.getType()->isVoidTy() && !I.getType()->isTokenTy() && !isa<AllocaInst>(I) && !isa<LandingPadInst>(I) &&
        (isa<PHINode>(I) || I.isUsedOutsideOfBlock(I.getParent())))
      Add(I);

  unsigned N = Values.size();
  DenseMap<const BasicBlock *, BitVector> In, Gen, Kill;
  for (BasicBlock &B : F) {
    BitVector G(N), K(N);
    for (Instruction &I : reverse(B)) {
      if (auto It = Id.find(&I); It != Id.end()) {
        K.set(It->second);
        G.reset(It->second);
      }
      if (!isa<PHINode>(I))
        for (Value *Op : I.operands())
          if (auto It = Id.find(Op); It != Id.end())
            G.set(It->second);
    }
    In[&B] = G;
    Gen[&B] = std::move(G);
    Kill[&B] = std::move(K);
  }
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (BasicBlock &B : reverse(F)) {
      BitVector Out(N);
      for (BasicBlock *S : successors(&B)) {
        Out |= In[S];
        for (PHINode &Phi : S->phis())
          if (auto It = Id.find(Phi.getIncomingValueForBlock(&B)); It != Id.end())
            Out.set(It->second);
      }
      Out.reset(Kill[&B]);
      Out |= Gen[&B];
      if (Out != In[&B]) {
        In[&B] = std::move(Out);
        Changed = true;
      }
    }
  }
  BitVector Crossing(N);
  for (BasicBlock *Next : waysIn())
    Crossing |= In[Next];
  SmallVector<Value *> Out;
  for (unsigned I : Crossing.set_bits())
    Out.push_back(Values[I]);
  return Out;
}

/// A constant offset from a variable: computed again where it's used, rather than saved as a pointer.
static bool isVariableAddress(const Value *V, const UnitNotes &Notes) {
  auto *GEP = dyn_cast<GetElementPtrInst>(V);
  if (!GEP || !GEP->hasAllConstantIndices())
    return false;
  const Value *Base = GEP->getPointerOperand();
  if (auto *A = dyn_cast<Argument>(Base))
    return isMemoryParameter(*A, Notes);
  auto *AI = dyn_cast<AllocaInst>(Base);
  return AI ? !isFrameArray(*AI, Notes) : isVariableAddress(Base, Notes);
}

static Instruction *usePoint(Use &U) {
  auto *User = cast<Instruction>(U.getUser());
  if (auto *Phi = dyn_cast<PHINode>(User))
    return Phi->getIncomingBlock(U)->getTerminator();
  return User;
}

/// Copies a chain of constant offsets to before \p Point.
static Value *copyAddress(Value *V, Instruction *Point) {
  auto *GEP = dyn_cast<GetElementPtrInst>(V);
  if (!GEP)
    return V;
  Instruction *Copy = GEP->clone();
  Copy->setOperand(0, copyAddress(GEP->getPointerOperand(), Point));
  Copy->insertBefore(Point->getIterator());
  return Copy;
}

static void rematerialize(Instruction *GEP) {
  SmallVector<Use *> Uses;
  for (Use &U : GEP->uses())
    Uses.push_back(&U);
  for (Use *U : Uses)
    U->set(copyAddress(GEP, usePoint(*U)));
}

static Signedness signOf(const Value *V, const UnitNotes &Notes) {
  auto *I = dyn_cast<Instruction>(V);
  if (!I)
    return Signedness::Unknown;
  switch (I->getOpcode()) {
  case Instruction::ZExt:
  case Instruction::UDiv:
  case Instruction::URem:
  case Instruction::LShr:
  case Instruction::FPToUI: return Signedness::Unsigned;
  case Instruction::SExt:
  case Instruction::SDiv:
  case Instruction::SRem:
  case Instruction::AShr:
  case Instruction::FPToSI: return Signedness::Signed;
  case Instruction::Add:
  case Instruction::Sub:
  case Instruction::Mul: return I->hasNoSignedWrap() ? Signedness::Signed : Signedness::Unknown;
  case Instruction::Load: {
    const NoteVar *Var = Notes.variable(I->getOperand(0));
    if (!Var || Var->Type < 0)
      return Signedness::Unknown;
    NoteKind Kind = Notes.Types[Var->Type].Kind;
    return Kind == NoteKind::Signed     ? Signedness::Signed
           : Kind == NoteKind::Unsigned ? Signedness::Unsigned
                                        : Signedness::Unknown;
  }
  default: return Signedness::Unknown;
  }
}

/// An integer that doesn't fill its memory (`_BitInt(100)`) lies at one end of it or at the other, as the byte order has it. In memory it is
/// an integer that does, as clang has variables of such types.
static AllocaInst *fillMemory(AllocaInst *Slot) {
  Type *Ty = Slot->getAllocatedType();
  const DataLayout &DL = Slot->getDataLayout();
  if (!Ty->isIntegerTy() || Ty->isIntegerTy(1) || Ty->getIntegerBitWidth() == DL.getTypeAllocSizeInBits(Ty))
    return Slot;
  Type *Whole = IntegerType::get(Ty->getContext(), DL.getTypeAllocSizeInBits(Ty));
  auto *New = new AllocaInst(Whole, Slot->getAddressSpace(), nullptr, Slot->getAlign(), "", Slot->getIterator());
  New->takeName(Slot);
  for (User *U : make_early_inc_range(Slot->users())) {
    IRBuilder<> B(cast<Instruction>(U));
    if (auto *Load = dyn_cast<LoadInst>(U))
      Load->replaceAllUsesWith(B.CreateTrunc(B.CreateLoad(Whole, New), Ty));
    else
      B.CreateStore(B.CreateZExt(cast<StoreInst>(U)->getValueOperand(), Whole), New);
    cast<Instruction>(U)->eraseFromParent();
  }
  Slot->eraseFromParent();
  return New;
}

void SiteMaker::addTemporary(AllocaInst *Slot, Signedness Sign, std::string Size) {
  Slot = fillMemory(Slot);
  FrameVar V;
  V.Storage = Slot;
  V.Ty = Slot->getAllocatedType();
  V.Sign = Sign;
  V.Size = std::move(Size);
  Result.Vars.push_back(V);
}

/// LLVM loads a demoted PHI in its own block; a resumption enters behind that, so each use gets a load.
static AllocaInst *demotePhi(PHINode *Phi, BasicBlock::iterator Entry) {
  AllocaInst *Slot = DemotePHIToStack(Phi, Entry);
  if (!Slot)
    return nullptr;
  SmallVector<LoadInst *, 1> Loads;
  for (User *U : Slot->users())
    if (auto *L = dyn_cast<LoadInst>(U))
      Loads.push_back(L);
  for (LoadInst *L : Loads) {
    SmallVector<Use *> Uses;
    for (Use &U : L->uses())
      Uses.push_back(&U);
    for (Use *U : Uses) {
      // The next value of the PHI is stored at the end of the block before.
      Instruction *Point = usePoint(*U);
      auto StoresNext = [&](Instruction *I) {
        auto *S = dyn_cast_or_null<StoreInst>(I);
        return S && S->getPointerOperand() == Slot;
      };
      while (isa<PHINode>(U->getUser()) && StoresNext(Point->getPrevNode()))
        Point = Point->getPrevNode();
      U->set(new LoadInst(L->getType(), Slot, "", Point->getIterator()));
    }
    L->eraseFromParent();
  }
  return Slot;
}

void SiteMaker::demote(Value *V) {
  Signedness Sign = signOf(V, Notes);
  std::string Size = sizeText(V);
  auto Entry = F.getEntryBlock().begin();
  if (auto *A = dyn_cast<Argument>(V)) {
    auto *Slot = new AllocaInst(A->getType(), 0, A->getName(), Entry);
    SmallVector<Use *> Uses;
    for (Use &U : A->uses())
      Uses.push_back(&U);
    for (Use *U : Uses)
      U->set(new LoadInst(A->getType(), Slot, "", usePoint(*U)->getIterator()));
    new StoreInst(A, Slot, F.getEntryBlock().getFirstNonPHIOrDbgOrAlloca());
    return addTemporary(Slot, Sign, Size);
  }
  auto *I = cast<Instruction>(V);
  AllocaInst *Slot = isa<PHINode>(I) ? demotePhi(cast<PHINode>(I), Entry) : DemoteRegToStack(*I, false, Entry);
  if (Slot)
    addTemporary(Slot, Sign, Size);
}

/// Copies of loops with resume points would be copies of their pads, and in clones, where the way in is a value known after
/// the first iteration, the optimiser would peel each of them.
void SiteMaker::keepLoopsWhole() {
  DominatorTree DT(F);
  LoopInfo LI(DT);
  SmallPtrSet<Loop *, 8> Done;
  for (Site &S : Result.Sites)
    for (Loop *L = LI.getLoopFor(S.Next); L && Done.insert(L).second; L = L->getParentLoop())
      addStringMetadataToLoop(L, "llvm.loop.unroll.disable", 1);
}

/// Calls that clang puts in front of them (-finstrument-functions) would split the entry.
static void hoistAllocas(BasicBlock &Entry) {
  SmallVector<AllocaInst *> Allocas;
  for (Instruction &I : Entry)
    if (auto *AI = dyn_cast<AllocaInst>(&I); AI && AI->isStaticAlloca())
      Allocas.push_back(AI);
  for (AllocaInst *AI : reverse(Allocas))
    AI->moveBefore(Entry, Entry.begin());
}

void SiteMaker::make(std::vector<Step> Steps, const ResumePoints &Points) {
  hoistAllocas(F.getEntryBlock());
  for (auto [Index, S] : enumerate(Steps)) {
    auto *Call = cast_or_null<CallInst>(static_cast<Value *>(S.Call));
    if (!Call || (S.Kind == SiteKind::Call && !Points.needsSite(*Call)))
      continue;
    if (S.Kind == SiteKind::SetJump) {
      makeLanding(Index + 1, Call);
      continue;
    }
    S.Site = Result.Sites.size();
    Site &New = Result.Sites.emplace_back();
    New.Step = Index + 1;
    New.Kind = S.Kind;
    split(New, Call);
  }
  Result.Steps = std::move(Steps);
  keepLoopsWhole();
  SmallVector<Value *> Crossing = crossingValues();
  // Addresses first: outer ones before their bases, so that bases still stand.
  for (Value *V : reverse(Crossing))
    if (isVariableAddress(V, Notes)) {
      rematerialize(cast<Instruction>(V));
      cast<Instruction>(V)->eraseFromParent();
    }
  for (Value *V : crossingValues())
    demote(V);
  addActivation();
}

void cgt::makeSites(Frame &Fr, std::vector<Step> Steps, const ResumePoints &Points, const UnitNotes &Notes,
                    const RuntimeCalls &Calls) {
  SiteMaker(Fr, Notes, Calls).make(std::move(Steps), Points);
}
