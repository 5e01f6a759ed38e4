//===- QuickCalls.cpp - Functions that are quick whatever the input --------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "QuickCalls.h"

#include "Conditions.h"
#include "LoopBounds.h"
#include "ResumePoints.h"

#include "abi/Names.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/Analysis/CFG.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;
using namespace cgt;

static constexpr uint64_t Unknown = UINT64_MAX;

static uint64_t plus(uint64_t A, uint64_t B) { return A > Unknown - B ? Unknown : A + B; }
static uint64_t times(uint64_t A, uint64_t B) { return B && A > Unknown / B ? Unknown : A * B; }

/// Functions of libc that compute a number from numbers.
static bool isArithmetic(StringRef Name) {
  auto Is = [](StringRef Name) {
    return StringSwitch<bool>(Name)
        .Cases("acos", "asin", "atan", "atan2", "cos", "sin", "tan", "cosh", "sinh", "tanh", true)
        .Cases("acosh", "asinh", "atanh", "exp", "exp2", "expm1", "log", "log10", "log1p", "log2", true)
        .Cases("cbrt", "hypot", "pow", "sqrt", "erf", "erfc", "lgamma", "tgamma", true)
        .Cases("ceil", "floor", "nearbyint", "rint", "round", "trunc", "lrint", "llrint", "lround", "llround", true)
        .Cases("fmod", "remainder", "copysign", "fabs", "fdim", "fma", "fmax", "fmin", "ldexp", "scalbn", true)
        .Default(false);
  };
  if (Is(Name))
    return true;
  if (Name.ends_with("f") || Name.ends_with("l"))
    return Is(Name.drop_back());
  return StringSwitch<bool>(Name)
      .Cases("abs", "labs", "llabs", "tolower", "toupper", true)
      .Cases("isalnum", "isalpha", "iscntrl", "isdigit", "isgraph", "islower", true)
      .Cases("isprint", "ispunct", "isspace", "isupper", "isxdigit", true)
      .Default(false);
}

/// Blocks are taken and given back in tens of instructions, unless a large one is cleared or copied.
static constexpr uint64_t AllocationWork = 8;
static bool isAllocation(StringRef Name) {
  return StringSwitch<bool>(Name).Cases("malloc", "calloc", "realloc", "free", true).Default(false);
}

/// Of a function that isn't of the unit.
static uint64_t foreignWork(StringRef Name, const UnitNotes &Notes) {
  if (Name.starts_with(CGT_SIZE_PREFIX))
    return 0;
  if (Name == CGT_WRAP_PREFIX "typed")
    return 1;
  StringRef InLibc = Name;
  InLibc.consume_front(CGT_WRAP_PREFIX);
  if (isAllocation(InLibc))
    return AllocationWork;
  return Notes.isSystem(Name) && isArithmetic(Name) ? 1 : Unknown;
}

/// A copy of a loop's body for each of its iterations.
static uint64_t timesRun(const BasicBlock &B, const LoopInfo &LI) {
  uint64_t Times = 1;
  for (const Loop *L = LI.getLoopFor(&B); L; L = L->getParentLoop())
    Times = times(Times, iterationBound(*L));
  return Times;
}

uint64_t QuickCalls::workOf(Function &F) {
  DominatorTree DT(F);
  LoopInfo LI(DT);
  SmallVector<std::pair<const BasicBlock *, const BasicBlock *>, 8> Back;
  FindFunctionBackedges(F, Back);
  for (auto [Latch, Header] : Back)
    if (const Loop *L = LI.getLoopFor(Header); !L || L->getHeader() != Header)
      return Unknown;
  uint64_t Work = 1;
  for (const Loop *L : LI)
    Work = plus(Work, iterationBound(*L));
  for (Instruction &I : instructions(F)) {
    auto *CB = dyn_cast<CallBase>(&I);
    if (Work > Most)
      return Unknown;
    if (CB && !isa<IntrinsicInst>(CB) && !isKnownCondition(*CB))
      Work = plus(Work, times(timesRun(*CB->getParent(), LI), work(*CB)));
  }
  return Work;
}

uint64_t QuickCalls::work(Function &F) {
  auto [It, New] = Known.try_emplace(&F, Unknown); // so for a function that comes back to itself
  if (!New)
    return It->second;
  uint64_t Work = workOf(F);
  return Known[&F] = Work;
}

uint64_t QuickCalls::work(const CallBase &CB) {
  Function *F = CB.getCalledFunction();
  if (!F || CB.isInlineAsm())
    return Unknown;
  if (ResumePoints::isOwn(*F, Notes))
    return work(*F);
  return foreignWork(F->getName(), Notes);
}
