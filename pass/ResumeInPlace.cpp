//===- ResumeInPlace.cpp - Functions that are their own clones -------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A function with a computed goto goes where the addresses of its labels lead, which may be kept anywhere: in tables, in threaded code on the
// heap. So it is resumed in its own code, by a second way from its entry, and runs on as fast as before:
//
//     entry:     record = __cgt_entered; record ? enter : the function's own entry
//     enter:     as a clone's entry (ResumeClones.cpp), with that record
//
//     F.resume:  __cgt_entered = &record; result = invoke F(nothing) unwind through; ret result
//
// The interpreter's loop would be slow if it had another way in than its header, which is the jump itself. So the way in goes through that: one
// more label is among its targets. A dispatch in front of the header, as clones have it, would be a test for each of the interpreter's instructions.
//
//     route.k:   __cgt_entered = k; goto *&&resumed
//     resumed:   k = __cgt_entered; __cgt_entered = 0; switch k → resume.k
//
//===----------------------------------------------------------------------===//

#include "CloneBuilder.h"
#include "FrameLayout.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/MDBuilder.h"

using namespace llvm;
using namespace cgt;

bool cgt::resumesInPlace(const Function &F) {
  return any_of(instructions(F), [](const Instruction &I) { return isa<IndirectBrInst>(I); });
}

/// The new entry leads to the old one, or to the block that is returned.
BasicBlock *CloneBuilder::makeSecondEntry() {
  OldEntry = &N.getEntryBlock();
  Entry = BasicBlock::Create(C, "cgt.entry", &N, OldEntry);
  moveAllocas();
  auto *Enter = BasicBlock::Create(C, "cgt.enter", &N);
  IRBuilder<> B(Entry);
  Record = B.CreateLoad(Calls.PtrTy, Calls.Entered, /*isVolatile=*/true, "cgt.entered");
  MDNode *Rarely = MDBuilder(C).createUnlikelyBranchWeights();
  B.CreateCondBr(B.CreateIsNotNull(Record), Enter, OldEntry, Rarely);
  return Enter;
}

/// Goes to the block of \p Jump, which then goes to \p Label.
static void jumpTo(IndirectBrInst *Jump, BasicBlock *Label, IRBuilder<> &B) {
  BasicBlock *Block = Jump->getParent();
  for (PHINode &Phi : Block->phis())
    Phi.addIncoming(&Phi == Jump->getAddress() ? static_cast<Value *>(BlockAddress::get(Label))
                                               : PoisonValue::get(Phi.getType()),
                    B.GetInsertBlock());
  if (auto *Kept = dyn_cast<LoadInst>(Jump->getAddress())) // the PHI was alive at some site
    B.CreateStore(BlockAddress::get(Label), Kept->getPointerOperand());
  B.CreateBr(Block);
}

static void dropLifetime(Value *Variable) {
  for (User *U : make_early_inc_range(Variable->users()))
    if (auto *I = cast<Instruction>(U); I->isLifetimeStartOrEnd())
      I->eraseFromParent();
}

static Instruction *pointOf(Use &U) {
  auto *Phi = dyn_cast<PHINode>(U.getUser());
  return Phi ? Phi->getIncomingBlock(U)->getTerminator() : cast<Instruction>(U.getUser());
}

/// A variable with an address is where the entry says: in the frame, or in a resumed one where the saving program had it.
///
///     entry:  place = &variable             enter:  record.addresses[k] = &variable; …; place = record.addresses[k]
void CloneBuilder::shareAddresses(IRBuilder<> &B) {
  IRBuilder<> First(Entry->getTerminator());
  SmallVector<std::pair<Value *, AllocaInst *>> Places;
  for (FrameVar &V : Fr.Vars) {
    if (V.AddressSlot < 0)
      continue;
    auto *Place = new AllocaInst(Calls.PtrTy, 0, V.Storage->getName(), Entry->begin());
    SmallVector<Use *> Uses;
    for (Use &U : V.Storage->uses())
      Uses.push_back(&U);
    for (Use *U : Uses)
      U->set(new LoadInst(Calls.PtrTy, Place, "", pointOf(*U)->getIterator()));
    First.CreateStore(V.Storage, Place);
    Value *Address = addressSlot(B, Fr, Record, V);
    B.CreateStore(V.Storage, Address);
    Places.emplace_back(Address, Place);
  }
  Step = B.CreateCall(Calls.FrameEnter, {Descriptor, Record}, "cgt.step");
  for (auto [Address, Place] : Places)
    B.CreateStore(B.CreateLoad(Calls.PtrTy, Address), Place);
}

/// What these say of a parameter doesn't hold when there is none.
static constexpr Attribute::AttrKind Promises[] = {Attribute::NoUndef,         Attribute::NonNull,
                                                   Attribute::Dereferenceable, Attribute::DereferenceableOrNull,
                                                   Attribute::Returned,        Attribute::Range};

/// The function that runtime and callers know as the clone.
void CloneBuilder::makeDoor() {
  Function &F = *Fr.F, &Door = *Fr.Clone;
  const DataLayout &DL = F.getDataLayout();
  AttributeList Attributes = F.getAttributes();
  AttrBuilder Own(C, Attributes.getFnAttrs());
  for (auto Kind : {Attribute::AllocSize, Attribute::AllocKind, Attribute::AlwaysInline, Attribute::InlineHint})
    Own.removeAttribute(Kind);
  if (!Own.contains(Attribute::OptimizeNone))
    Own.addAttribute(Attribute::NoInline);
  SmallVector<AttributeSet, 1> Params;
  if (hasSRet(Attributes))
    Params.push_back(Attributes.getParamAttrs(0));
  Door.setAttributes(AttributeList::get(C, AttributeSet::get(C, Own), Attributes.getRetAttrs(), Params));
  Door.setCallingConv(F.getCallingConv());
  Door.setPersonalityFn(F.getPersonalityFn());
  IRBuilder<> B(BasicBlock::Create(C, "", &Door));
  AllocaInst *Room = B.CreateAlloca(Fr.RecordTy, nullptr, "cgt.record");
  Room->setAlignment(Align(16));
  SmallVector<Value *> Args;
  for (Argument &A : F.args()) {
    for (auto Kind : Promises)
      A.removeAttr(Kind);
    Type *Memory = A.getParamByValType();
    for (FrameVar &V : Fr.Vars)
      if (V.Storage == &A)
        Memory = V.Ty;
    if (A.hasStructRetAttr()) {
      Args.push_back(Door.getArg(0));
    } else if (Memory) {
      AllocaInst *Own = B.CreateAlloca(Memory, nullptr, A.getName());
      Own->setAlignment(std::max(A.getParamAlign().valueOrOne(), std::max(DL.getPrefTypeAlign(Memory), Align(8))));
      Args.push_back(Own);
    } else {
      Args.push_back(PoisonValue::get(A.getType()));
    }
  }
  B.CreateStore(Room, Calls.Entered);
  // A weak function may be another unit's.
  Value *Callee = F.isInterposable() ? GlobalAlias::create(GlobalValue::InternalLinkage, F.getName() + ".own", &F)
                                     : static_cast<Value *>(&F);
  CallInst *Result = B.CreateCall(F.getFunctionType(), Callee, Args);
  Result->setCallingConv(F.getCallingConv());
  Result->setAttributes(AttributeList::get(C, {}, F.getAttributes().getRetAttrs(), {}));
  for (Argument &A : F.args())
    for (auto Kind : {Attribute::StructRet, Attribute::ByVal, Attribute::ZExt, Attribute::SExt, Attribute::InReg})
      if (A.hasAttribute(Kind))
        Result->addParamAttr(A.getArgNo(), A.getAttribute(Kind));
  if (F.getReturnType()->isVoidTy())
    B.CreateRetVoid();
  else
    B.CreateRet(Result);
  passThrough(Result, Calls);
}

/// Each way to the jump keeps its own code, which looks up where it goes: merged, it would stand behind a branch of each poll, and LLVM
/// couldn't copy the jump to the instructions' ends any more. Nothing is merged across assembler.
static void keepWaysApart(const IndirectBrInst &Jump) {
  for (const BasicBlock *Way : predecessors(Jump.getParent())) {
    IRBuilder<> B(const_cast<Instruction *>(Way->getTerminator()));
    B.CreateCall(InlineAsm::get(FunctionType::get(B.getVoidTy(), false), "", "", /*hasSideEffects=*/true));
  }
}

/// Makes Begin of each way. What isn't in a loop with the jump is gone to without it.
void CloneBuilder::routeThroughJump() {
  IndirectBrInst *Jump = nullptr;
  for (Instruction &I : instructions(N))
    if ((Jump = dyn_cast<IndirectBrInst>(&I)))
      break;
  keepWaysApart(*Jump);
  DominatorTree DT(N);
  LoopInfo LI(DT);
  BasicBlock *Resumed = BasicBlock::Create(C, "cgt.resumed", &N), *Routed = BasicBlock::Create(C, "cgt.routed", &N);
  IRBuilder<> B(Resumed);
  Value *Step = B.CreatePtrToInt(B.CreateLoad(Calls.PtrTy, Calls.Entered, /*isVolatile=*/true), Calls.SizeTy);
  B.CreateStore(ConstantPointerNull::get(Calls.PtrTy), Calls.Entered, /*isVolatile=*/true);
  SwitchInst *Switch = B.CreateSwitch(Step, Bad);
  for (WayIn *W : waysIn()) {
    W->Begin = W->Resume;
    Loop *Around = LI.getLoopFor(W->Next);
    if (!Around || !Around->getOutermostLoop()->contains(Jump->getParent()))
      continue;
    W->Begin = BasicBlock::Create(C, "cgt.route", &N);
    B.SetInsertPoint(W->Begin);
    B.CreateStore(ConstantExpr::getIntToPtr(Calls.size(W->Step), Calls.PtrTy), Calls.Entered, /*isVolatile=*/true);
    B.CreateBr(Routed);
    Switch->addCase(Calls.size(W->Step), W->Resume);
  }
  if (Switch->getNumCases() == 0) {
    Resumed->eraseFromParent();
    Routed->eraseFromParent();
    return;
  }
  B.SetInsertPoint(Routed);
  jumpTo(Jump, Resumed, B);
  Jump->addDestination(Resumed);
}

void CloneBuilder::buildInPlace() {
  for (const Site &S : Fr.Sites)
    Sites.emplace_back(S, S.Call, S.Next, S.Result);
  for (const Landing &L : Fr.Landings)
    Landings.push_back({{L.Step, L.Next}, L.Result});
  for (FrameVar &V : Fr.Vars) {
    Storage.push_back(V.Storage);
    if (V.Field >= 0)
      dropLifetime(V.Storage); // of a resumed activation it has begun at the entry
  }
  makeDoor();
  IRBuilder<> B(makeSecondEntry());
  B.CreateStore(ConstantPointerNull::get(Calls.PtrTy), Calls.Entered);
  shareAddresses(B);
  loadVariables(B, Record);
  makeBad();
  makeResumeBlocks();
  routeThroughJump();
  armAgain(B);
  switchOnStep(B);
}
