//===- ResumePoints.cpp - Which calls may lead to a checkpoint -------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ResumePoints.h"

#include "FrameArrays.h"
#include "LibcCalls.h"
#include "OpenMp.h"
#include "VariableArguments.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;
using namespace cgt;

static const Function *directCallee(const CallBase &CB) {
  return dyn_cast<Function>(CB.getCalledOperand()->stripPointerCasts());
}

bool cgt::isExplicitPoll(const CallBase &CB) {
  const Function *F = directCallee(CB);
  return F && F->isDeclaration() && F->getName() == "cgt_poll";
}

bool cgt::isSetJump(const CallBase &CB) {
  const Function *F = directCallee(CB);
  return F && F->isDeclaration() && CB.hasFnAttr(Attribute::ReturnsTwice) &&
         StringSwitch<bool>(F->getName()).Cases("_setjmp", "setjmp", "__sigsetjmp", "sigsetjmp", true).Default(false);
}

/// pthread_cleanup_push() of C keeps in its frame what isn't a whole jmp_buf.
static bool pushesCleanup(const CallBase &CB) {
  const Function *F = directCallee(CB);
  return F && libcNameOf(F->getName()).starts_with("__pthread_register_cancel");
}

bool ResumePoints::isOwn(const Function &F, const UnitNotes &Notes) {
  if (F.isDeclaration() || F.hasAvailableExternallyLinkage())
    return false;
  const NoteFunction *N = Notes.function(&F);
  return N && !N->System && !F.hasFnAttribute(Attribute::Naked);
}

bool ResumePoints::mayPoll(const CallBase &CB) const {
  if (CB.isInlineAsm() || isa<IntrinsicInst>(CB))
    return false;
  const Function *F = directCallee(CB);
  if (!F)
    return true; // anything address-taken, here or in another unit
  if (isOwn(*F, Notes))
    return May.contains(const_cast<Function *>(F));
  StringRef Name = F->getName();
  if (Name == "cgt_checkpoint" || blocksInRuntime(Name))
    return true;
  if (Name.starts_with("__cgt_") || Name.starts_with("cgt_") || Name.starts_with("__cyg_profile_") ||
      Name.starts_with("__ubsan_"))
    return false;
  // A body that this unit has but that isn't its own source: a system header's inline function.
  if (!F->isDeclaration() && !F->hasAvailableExternallyLinkage())
    return false;
  // What the source doesn't name is the compiler's own: arithmetic on complex numbers, sanitizers' reports.
  if (!Notes.isNamed(Name))
    return false;
  return !Notes.isSystem(Name) || callsBack(CB, Name);
}

/// Does this call of a function of libc call one that may poll? What it is given may be any function, or one of libc's.
bool ResumePoints::callsBack(const CallBase &CB, StringRef Name) const {
  static constexpr struct {
    StringRef Name;
    unsigned Argument;
    bool Polls;
  } Known[] = {
#define CGT_LIBC_CALLBACK(Name, Argument, Polls) {#Name, Argument, Polls},
#include "abi/Libc.def"
  };
  for (const auto &K : Known) {
    if (Name != K.Name)
      continue;
    const Value *Argument = K.Argument < CB.arg_size() ? CB.getArgOperand(K.Argument)->stripPointerCasts() : nullptr;
    auto *Callback = dyn_cast_or_null<Function>(Argument);
    if (K.Polls || !Callback)
      return true;
    return isOwn(*Callback, Notes) ? May.contains(const_cast<Function *>(Callback)) : !Notes.isSystem(Callback->getName());
  }
  return false;
}

const char *ResumePoints::uncapturable(const Function &F, const UnitNotes &Notes) {
  bool Arrays = false, Jumps = false;
  for (const Instruction &I : instructions(F)) {
    if (auto *AI = dyn_cast<AllocaInst>(&I)) {
      if (!AI->isStaticAlloca() && !isFrameArray(*AI, Notes))
        return "has memory on the stack that no variable is";
      Arrays |= !AI->isStaticAlloca();
    } else if (isa<IndirectBrInst>(I)) {
      Jumps = true;
    } else if (auto *CB = dyn_cast<CallBase>(&I)) {
      if (beginsConstruct(*CB))
        return "has a construct of OpenMP outside of a parallel region";
      if (pushesCleanup(*CB))
        return "has called pthread_cleanup_push";
      if (CB->hasFnAttr(Attribute::ReturnsTwice) && !isSetJump(*CB))
        return "has called a function that returns twice and isn't setjmp";
      if (auto Id = CB->getIntrinsicID();
          (Id == Intrinsic::vastart || Id == Intrinsic::vacopy) && !listVariable(CB->getArgOperand(0), Notes))
        return "has a va_list that is no variable";
      if (isa<InvokeInst>(CB) || isa<CallBrInst>(CB))
        return "has cleanups or asm goto";
    }
  }
  return Arrays && Jumps ? "has a computed goto beside an array of variable length" : nullptr;
}

ResumePoints::ResumePoints(Module &M, const UnitNotes &Notes, function_ref<bool(Function &)> HasPolls) : Notes(Notes) {
  SmallVector<Function *> Own;
  for (Function &F : M)
    if (isOwn(F, Notes))
      Own.push_back(&F);

  for (Function *F : Own)
    if (HasPolls(*F))
      May.insert(F);
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (Function *F : Own) {
      if (May.contains(F))
        continue;
      for (Instruction &I : instructions(*F))
        if (auto *CB = dyn_cast<CallBase>(&I); CB && mayPoll(*CB)) {
          May.insert(F);
          Changed = true;
          break;
        }
    }
  }
  SetVector<Function *> Ordered;
  for (Function *F : Own)
    if (May.contains(F))
      Ordered.insert(F);
  May = std::move(Ordered);
}
