//===- CollectData.cpp - The data that a unit has -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Before instrumentation adds its own: what the source declares, what it says in quotes, and functions whose address it takes.
//
//===----------------------------------------------------------------------===//

#include "EmitSchema.h"

#include "LibcCalls.h"

#include "llvm/IR/Operator.h"

using namespace llvm;
using namespace cgt;

/// Its address is never known.
static bool isOnlyLoaded(const Value *Address) {
  return all_of(Address->users(), [](const User *U) {
    if (isa<LoadInst>(U))
      return true;
    auto *GEP = dyn_cast<GEPOperator>(U);
    return GEP && isOnlyLoaded(GEP);
  });
}

/// No pointer leads to it and nothing of it is saved: an image needn't know that there is such a thing, nor of what type it is here.
static bool isTable(GlobalVariable &G) {
  G.removeDeadConstantUsers(); // of what the plugin noted
  return G.isConstant() && G.hasLocalLinkage() && isOnlyLoaded(&G);
}

static bool isOurs(const GlobalValue &GV) {
  StringRef Name = GV.getName();
  return Name.starts_with("llvm.") || Name.starts_with("cgt.") || Name.starts_with("__cgt_") || Name.starts_with("__prof") ||
         Name.starts_with("__sancov") || GV.getSection() == "llvm.metadata";
}

/// The runtime's version of a function of libc, which the source means.
static bool isLibcs(const Function &F) { return libcNameOf(F.getName()) != F.getName(); }

/// Is the function's address more than the target of calls?
static bool isAddressTaken(const Function &F) {
  SmallVector<const User *> Work(F.users());
  while (!Work.empty()) {
    const User *U = Work.pop_back_val();
    if (auto *CB = dyn_cast<CallBase>(U)) {
      if (is_contained(CB->args(), &F))
        return true;
      continue;
    }
    if (auto *GV = dyn_cast<GlobalVariable>(U); GV && isOurs(*GV))
      continue;
    if (isa<BlockAddress>(U) || (isa<Constant>(U) && !isa<GlobalValue>(U) && U->use_empty()))
      continue;
    if (isa<ConstantAggregate>(U)) { // llvm.used and the like are no uses
      append_range(Work, U->users());
      continue;
    }
    return true;
  }
  return false;
}

/// What the source says in quotes, or by __func__. The program may keep its address.
static bool isText(const GlobalVariable &G) {
  StringRef Name = G.getName();
  bool HasName = Name == ".str" || any_of(ArrayRef<StringRef>{".str.", "__func__.", "__FUNCTION__.", "__PRETTY_FUNCTION__."},
                                          [&](StringRef Prefix) { return Name.starts_with(Prefix); });
  return HasName && G.isConstant() && G.hasLocalLinkage();
}

/// Program data without a name of its own that the plugin gave none: left out, it would be lost in silence.
static void refuseUnnamed(const GlobalVariable &G) {
  if (G.getName().starts_with(".compoundliteral") || G.getName() == ".str" || G.getName().starts_with(".str."))
    G.getParent()->getContext().emitError("cgt: '" + G.getName() +
                                          "' is data of the program that nothing names: give it a declaration");
}

void cgt::collectData(Module &M, const UnitNotes &Notes, UnitParts &Parts) {
  for (GlobalVariable &G : M.globals()) {
    if (G.isDeclaration() || isOurs(G) || G.hasAvailableExternallyLinkage() || !G.getValueType()->isSized())
      continue;
    if (isText(G)) {
      Parts.Literals.push_back(&G);
      continue;
    }
    // What has no declaration is the compiler's: initialisers of locals, sanitizers' and profilers' records.
    if (!Notes.variable(&G))
      refuseUnnamed(G);
    else if (!isTable(G))
      Parts.Globals.push_back({&G, M.getDataLayout().getTypeAllocSize(G.getValueType())});
  }
  for (Function &F : M)
    if (const NoteFunction *N = Notes.function(&F))
      for (auto [Address, Name] : zip(Notes.labels(&F), N->Labels))
        Parts.Labels.push_back({Address, Name});
}

void cgt::collectSymbols(Module &M, UnitParts &Parts) {
  for (Function &F : M)
    if (!F.isIntrinsic() && (!isOurs(F) || isLibcs(F)) && isAddressTaken(F))
      Parts.AddressTaken.push_back(&F);
}
