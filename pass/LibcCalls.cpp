//===- LibcCalls.cpp - Calls that go to the runtime instead of libc --------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LibcCalls.h"

#include "abi/Names.h"
#include "types/Blocks.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;
using namespace cgt;

/// T [] or T [1]: the plugin saw how many there are.
static bool isShaped(const UnitNotes &Notes, int Type) {
  if (Type < 0 || Notes.Types[Type].Kind != NoteKind::Array)
    return false;
  const NoteType &T = Notes.Types[Type];
  return formOfArray(!T.Name.empty(), T.Count) != BlockForm::Unknown;
}

static uint64_t kindOf(const UnitNotes &Notes, int Type) {
  if (Type < 0)
    return CGT_SITE_UNTYPED;
  return isShaped(Notes, Type) ? CGT_SITE_SHAPED : CGT_SITE_COMPILED;
}

/// Is each result another block than those before?
static bool returnsFresh(StringRef Function) {
  return StringSwitch<bool>(Function)
      .Cases("realloc", "reallocarray", "typed", false)
#define CGT_LIBC_RESULT(Name) .Case(#Name, false)
#include "abi/Libc.def"
      .Default(true);
}

static uint64_t sizeOf(const UnitNotes &Notes, int Type) {
  if (Type < 0)
    return 0;
  const NoteType &T = Notes.Types[Type];
  return isShaped(Notes, Type) ? sizeOf(Notes, T.Element) : T.Size;
}

GlobalVariable *cgt::allocationSite(Module &M, const UnitNotes &Notes, unsigned Index, GlobalVariable *Unit,
                                    const RuntimeCalls &Calls) {
  int Type = Notes.Allocs[Index].Type;
  // The runtime tells by Kind whether a block has a type, without reading the schema.
  auto *Init = ConstantStruct::get(Calls.CgtAllocSiteTy, {Unit, Calls.size(Index), Calls.size(0),
                                                          Calls.size(kindOf(Notes, Type)), Calls.size(sizeOf(Notes, Type))});
  return new GlobalVariable(M, Calls.CgtAllocSiteTy, false, GlobalValue::InternalLinkage, Init, "cgt.alloc");
}

/// malloc(n) → __cgt_malloc(n, site).
static void typeAllocation(CallBase *CB, const UnitNotes &Notes, unsigned Index, GlobalVariable *Unit,
                           const RuntimeCalls &Calls) {
  Module &M = *CB->getModule();
  const NoteAlloc &Alloc = Notes.Allocs[Index];
  GlobalVariable *Site = allocationSite(M, Notes, Index, Unit, Calls);
  FunctionType *Old = CB->getFunctionType();
  SmallVector<Type *> Params(Old->params());
  Params.push_back(Calls.PtrTy);
  FunctionCallee New =
      M.getOrInsertFunction(CGT_WRAP_PREFIX + Alloc.Function, FunctionType::get(Old->getReturnType(), Params, false));
  auto *F = cast<Function>(New.getCallee());
  F->setDoesNotThrow();
  F->addFnAttr(Attribute::WillReturn);
  if (Old->getReturnType()->isPointerTy() && returnsFresh(Alloc.Function))
    F->addRetAttr(Attribute::NoAlias);
  IRBuilder<> B(CB);
  SmallVector<Value *> Args(CB->args());
  Args.push_back(Site);
  CallInst *Call = B.CreateCall(New, Args);
  Call->setAttributes(CB->getAttributes());
  Call->setDoesNotThrow();
  CB->replaceAllUsesWith(Call);
  CB->eraseFromParent();
}

static void typeAllocations(Module &M, const UnitNotes &Notes, GlobalVariable *Unit, const RuntimeCalls &Calls) {
  for (Function &F : make_early_inc_range(M)) {
    StringRef Name = F.getName();
    if (!Name.consume_front(CGT_ALLOC_PREFIX))
      continue;
    unsigned Index;
    if (Name.rsplit('.').second.getAsInteger(10, Index) || Index >= Notes.Allocs.size())
      continue;
    for (User *U : make_early_inc_range(F.users()))
      if (auto *CB = dyn_cast<CallBase>(U))
        typeAllocation(CB, Notes, Index, Unit, Calls);
    if (F.use_empty())
      F.eraseFromParent();
  }
}

namespace {
/// A function of libc, and the one of the runtime that takes its place: with the same parameters.
struct Replacement {
  StringLiteral Libc, Runtime;
  bool IfDeclared = false; ///< by a system header: else a function of the program's may have that name
};
} // namespace

// An allocator that is called through a pointer knows no type.
static constexpr Replacement Replacements[] = {
#define CGT_LIBC_ALLOC(Name) {#Name, CGT_UNTYPED_PREFIX #Name},
#define CGT_LIBC_RESULT(Name) {#Name, CGT_UNTYPED_PREFIX #Name},
#define CGT_LIBC_WRAP(Name) {#Name, CGT_WRAP_PREFIX #Name},
#define CGT_LIBC_BLOCKS(Name) {#Name, CGT_WRAP_PREFIX #Name, true},
#define CGT_LIBC_THREAD(Name) {#Name, CGT_WRAP_PREFIX #Name, true},
#include "abi/Libc.def"
};

bool cgt::blocksInRuntime(StringRef Function) {
  return StringSwitch<bool>(Function)
#define CGT_LIBC_BLOCKS(Name) .Case(CGT_WRAP_PREFIX #Name, true)
#include "abi/Libc.def"
      .Default(false);
}

/// A checkpoint may unwind it, whatever libc's header says of its own.
static void letUnwind(Function &F) {
  F.setAttributes(AttributeList::get(F.getContext(), AttributeList::FunctionIndex, AttrBuilder(F.getContext())));
  for (User *U : F.users())
    if (auto *CB = dyn_cast<CallBase>(U); CB && CB->getCalledOperand() == &F)
      CB->removeFnAttr(Attribute::NoUnwind);
}

StringRef cgt::libcNameOf(StringRef Function) {
  for (const Replacement &R : Replacements)
    if (Function == R.Runtime)
      return R.Libc;
  return Function;
}

void cgt::redirectLibcCalls(Module &M, const UnitNotes &Notes, GlobalVariable *Unit, const RuntimeCalls &Calls) {
  typeAllocations(M, Notes, Unit, Calls);
  for (const Replacement &R : Replacements) {
    Function *F = M.getFunction(R.Libc);
    // Some have inline bodies in libc's headers, at some levels.
    if (!F || F->use_empty() || !(F->isDeclaration() || F->hasAvailableExternallyLinkage()))
      continue;
    if (const Function *Own = M.getFunction(R.Runtime); Own && !Own->isDeclaration())
      continue; // the runtime's unit, which means libc's
    if (R.IfDeclared && !Notes.isSystem(R.Libc))
      continue;
    FunctionCallee New = M.getOrInsertFunction(R.Runtime, F->getFunctionType(), F->getAttributes());
    F->replaceAllUsesWith(New.getCallee());
    if (blocksInRuntime(R.Runtime))
      letUnwind(*cast<Function>(New.getCallee()));
  }
}

void cgt::letLibcPoll(Module &M, const UnitNotes &Notes) {
  static constexpr struct {
    StringRef Name;
    bool Polls;
  } Known[] = {
#define CGT_LIBC_CALLBACK(Name, Argument, Polls) {#Name, Polls},
#include "abi/Libc.def"
  };
  if (Notes.Polls == "explicit" || none_of(Known, [&](const auto &K) { return K.Polls && M.getFunction(K.Name); }))
    return;
  auto *Yes = ConstantInt::get(Type::getInt8Ty(M.getContext()), 1);
  auto *G = new GlobalVariable(M, Yes->getType(), true, GlobalValue::WeakAnyLinkage, Yes, CGT_LIBC_POLLS_SYMBOL);
  G->setVisibility(GlobalValue::HiddenVisibility);
}

void cgt::guardTypedCalls(Module &M, const RuntimeCalls &Calls) {
  Function *Typed = M.getFunction(CGT_WRAP_PREFIX "typed");
  if (!Typed)
    return;
  Typed->addFnAttr(Attribute::Cold);
  Typed->setMemoryEffects(MemoryEffects::inaccessibleMemOnly());
  MDNode *Rarely = MDBuilder(M.getContext()).createUnlikelyBranchWeights();
  for (User *U : make_early_inc_range(Typed->users())) {
    auto *Call = cast<CallInst>(U);
    Value *Block = Call->getArgOperand(0);
    IRBuilder<> B(Call);
    Value *IsFresh = B.CreateICmpEQ(Block, B.CreateLoad(Calls.PtrTy, B.CreateThreadLocalAddress(Calls.Fresh)));
    Instruction *Then = SplitBlockAndInsertIfThen(IsFresh, Call, false, Rarely);
    Call->replaceAllUsesWith(Block);
    Call->moveBefore(*Then->getParent(), Then->getIterator());
  }
}
