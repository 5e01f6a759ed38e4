//===- CallCycles.cpp - Which functions call each other --------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CallCycles.h"

#include "llvm/ADT/SCCIterator.h"
#include "llvm/Analysis/CallGraph.h"
#include "llvm/IR/InstIterator.h"

using namespace llvm;
using namespace cgt;

CallCycles::CallCycles(Module &M) {
  CallGraph Graph(M);
  unsigned Next = 0;
  for (auto It = scc_begin(&Graph); !It.isAtEnd(); ++It, ++Next)
    for (CallGraphNode *Node : *It)
      if (It.hasCycle() && Node->getFunction())
        Number[Node->getFunction()] = Next;
  DenseMap<const Function *, Visit> Visits;
  for (const Function &F : M)
    if (isRecursive(F))
      findHeads(F, Visits);
}

/// Where a walk along the calls comes back to a function that it hasn't left, it closes a cycle.
void CallCycles::findHeads(const Function &Root, DenseMap<const Function *, Visit> &Visits) {
  struct Level {
    const Function *F;
    const_inst_iterator Next;
  };
  SmallVector<Level> Path;
  auto Enter = [&](const Function &F) {
    if (Visits.try_emplace(&F, Visit::Begun).second)
      Path.push_back({&F, inst_begin(F)});
  };
  Enter(Root);
  while (!Path.empty()) {
    Level &L = Path.back();
    if (L.Next == inst_end(*L.F)) {
      Visits[L.F] = Visit::Ended;
      Path.pop_back();
      continue;
    }
    auto *Call = dyn_cast<CallBase>(&*L.Next++);
    const Function *Callee = Call ? Call->getCalledFunction() : nullptr;
    if (!Callee || !areTogether(*L.F, *Callee))
      continue;
    if (auto It = Visits.find(Callee); It != Visits.end() && It->second == Visit::Begun)
      Heads.insert(Callee);
    Enter(*Callee);
  }
}

bool CallCycles::areTogether(const Function &F, const Function &G) const {
  auto One = Number.find(&F), Other = Number.find(&G);
  return One != Number.end() && Other != Number.end() && One->second == Other->second;
}
