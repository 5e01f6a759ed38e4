//===- OpenMp.cpp - What clang makes of OpenMP's directives ----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OpenMp.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;
using namespace cgt;

static StringRef calleeName(const CallBase &CB) {
  const Function *F = CB.getCalledFunction();
  return F && F->isDeclaration() ? F->getName() : "";
}

bool cgt::beginsConstruct(const CallBase &CB) {
  StringRef Name = calleeName(CB);
  return Name.starts_with("__kmpc_dispatch_init") || Name.starts_with("__kmpc_dist_dispatch_init") ||
         StringSwitch<bool>(Name)
             .Cases("__kmpc_critical", "__kmpc_critical_with_hint", "__kmpc_ordered", true)
             .Cases("__kmpc_taskgroup", "__kmpc_omp_task_begin_if0", "__kmpc_doacross_init", true)
             .Cases("__kmpc_reduce", "__kmpc_reduce_nowait", "__kmpc_scope", true)
             .Default(false);
}

void cgt::askForThreadNumbers(Function &F) {
  SmallVector<CallInst *> Calls;
  for (Instruction &I : instructions(F))
    if (auto *Call = dyn_cast<CallInst>(&I); Call && calleeName(*Call) == "__kmpc_global_thread_num")
      Calls.push_back(Call);
  for (CallInst *Call : Calls) {
    SmallVector<Use *> Uses;
    for (Use &U : Call->uses())
      Uses.push_back(&U);
    for (Use *U : Uses) {
      auto *At = cast<Instruction>(U->getUser());
      if (auto *Phi = dyn_cast<PHINode>(At))
        At = Phi->getIncomingBlock(*U)->getTerminator();
      Instruction *Own = Call->clone();
      Own->insertBefore(At->getIterator());
      U->set(Own);
    }
    Call->eraseFromParent();
  }
}
