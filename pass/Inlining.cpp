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

/// The call in its clone takes away the bonus that LLVM would give.
bool Inlining::inlineOnlyCall(Function &F) {
  const SmallVector<Call, 4> &Its = Calls[&F];
  if (!F.hasLocalLinkage() || !F.hasOneUse() || Its.size() != 1)
    return false;
  if (mayInline(*Its[0].CB, F) && F.getInstructionCount() < LargestSoleCallee)
    Its[0].CB->addFnAttr(Attribute::AlwaysInline);
  return true;
}

/// Calls of a hot function that aren't in loops have to be worth its pads.
void Inlining::steer(const Frame &Callee) {
  for (const Call &C : Calls[Callee.F])
    if (!C.Hot)
      setAttribute(*C.CB, "function-inline-threshold",
                   std::max(1, threshold(*C.CB->getFunction()) - PadCost * static_cast<int>(Callee.Sites.size())));
}
