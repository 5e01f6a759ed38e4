//===- Inlining.cpp - What the plain build inlines, where it matters -------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Inlining.h"

#include "llvm/Analysis/InlineCost.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;
using namespace cgt;

/// What a pad costs the inliner outside loops. Its code is about 50; but it comes on top of the function, which stays, and
/// has its entries in the unwind tables. Measured: with 30 text is 1.06 times as large, and no program faster.
static constexpr int PadCost = 120;

/// A function with more is called for what it calls, not for its own few instructions.
static constexpr size_t MostPads = 4;

/// The only call of a static function is inlined by LLVM up to about so many instructions.
static constexpr unsigned LargestSoleCallee = InlineConstants::LastCallToStaticBonus / 5;

static void setAttribute(CallBase &Call, StringRef Name, int Value) {
  Call.addFnAttr(Attribute::get(Call.getContext(), Name, std::to_string(Value)));
}

static constexpr char HotCall[] = "cgt-hot";

bool cgt::isHotCall(const CallBase &Call) { return Call.getAttributes().hasFnAttr(HotCall); }

void cgt::setPadCost(CallInst &Call, bool Hot, unsigned Instructions) {
  setAttribute(Call, "call-inline-cost", Hot ? -InlineConstants::getInstrCost() * static_cast<int>(Instructions) : PadCost);
}

Inlining::Inlining(Module &M, const std::vector<Frame> &Frames) : Cycles(M) {
  for (const Frame &Fr : Frames)
    countCalls(Fr);
  for (const Frame &Fr : Frames)
    if (Fr.Sites.size() > MostPads)
      Hot.erase(Fr.F);
    else if (isHot(*Fr.F) && !inlineOnlyCall(*Fr.F))
      steer(Fr);
}

void Inlining::countCalls(const Frame &Fr) {
  for (const Site &S : Fr.Sites) {
    Function *Callee = S.Kind == SiteKind::Call ? S.Call->getCalledFunction() : nullptr;
    if (!Callee || Callee->isDeclaration())
      continue;
    bool IsHot = Fr.Steps[S.Step - 1].LoopDepth != 0 || Cycles.areTogether(*Fr.F, *Callee);
    Calls[Callee].push_back({S.Call, IsHot});
    if (!IsHot)
      continue;
    Hot.insert(Callee);
    S.Call->addFnAttr(Attribute::get(S.Call->getContext(), HotCall));
  }
}

static bool mayInline(const CallBase &Call, const Function &Callee) {
  return Call.getFunction() != &Callee && !Callee.hasFnAttribute(Attribute::NoInline) &&
         !Callee.hasFnAttribute(Attribute::OptimizeNone) && !Call.getFunction()->hasFnAttribute(Attribute::OptimizeNone);
}

/// LLVM's default for a function that is compiled like \p Caller.
static int threshold(const Function &Caller) {
  return Caller.hasMinSize()   ? InlineConstants::OptMinSizeThreshold
         : Caller.hasOptSize() ? InlineConstants::OptSizeThreshold
                               : getInlineParams().DefaultThreshold;
}

/// The only use of a static function, if that is a call. Uses in \p Clones don't count.
static CallBase *onlyCall(Function &F, const SmallPtrSetImpl<Function *> &Clones) {
  CallBase *Only = nullptr;
  for (User *U : F.users()) {
    auto *CB = dyn_cast<CallBase>(U);
    if (!CB || CB->getCalledOperand() != &F)
      return nullptr;
    if (Clones.contains(CB->getFunction()))
      continue;
    if (Only)
      return nullptr;
    Only = CB;
  }
  return F.hasLocalLinkage() ? Only : nullptr;
}

/// What LLVM would do for its bonus, which the call in the clone will take away.
bool Inlining::inlineOnlyCall(Function &F) {
  CallBase *Only = onlyCall(F, SmallPtrSet<Function *, 0>());
  if (!Only || Calls[&F].empty())
    return false;
  if (mayInline(*Only, F) && F.getInstructionCount() < LargestSoleCallee)
    Only->addFnAttr(Attribute::AlwaysInline);
  return true;
}

void cgt::keepOnlyCallBonus(Function &F, const SmallPtrSetImpl<Function *> &Clones) {
  if (CallBase *Only = onlyCall(F, Clones); Only && !F.hasFnAttribute(Attribute::NoInline))
    setAttribute(*Only, "function-inline-threshold", InlineConstants::LastCallToStaticBonus);
}

/// Calls of a hot function that aren't in loops have to be worth its pads.
void Inlining::steer(const Frame &Callee) {
  for (const Call &C : Calls[Callee.F])
    if (!C.Hot)
      setAttribute(*C.CB, "function-inline-threshold",
                   std::max(1, threshold(*C.CB->getFunction()) - PadCost * static_cast<int>(Callee.Sites.size())));
}
