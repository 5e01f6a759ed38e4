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
}

/// Where a walk along the calls comes back to a function that it hasn't left, it closes a cycle. Each cycle has such a call.
void CallCycles::findClosingCalls(const Function &Root, Visits &Seen, SmallVectorImpl<Edge> &Closing) const {
  struct Level {
    const Function *F;
    const_inst_iterator Next;
  };
  SmallVector<Level> Path;
  auto Enter = [&](const Function &F) {
    if (Seen.try_emplace(&F, Visit::Begun).second)
      Path.push_back({&F, inst_begin(F)});
  };
  Enter(Root);
  while (!Path.empty()) {
    Level &L = Path.back();
    if (L.Next == inst_end(*L.F)) {
      Seen[L.F] = Visit::Ended;
      Path.pop_back();
      continue;
    }
    auto *Call = dyn_cast<CallBase>(&*L.Next++);
    const Function *Callee = Call ? Call->getCalledFunction() : nullptr;
    if (!Callee || !areTogether(*L.F, *Callee))
      continue;
    if (auto It = Seen.find(Callee); It != Seen.end() && It->second == Visit::Begun)
      Closing.push_back({L.F, Callee});
    Enter(*Callee);
  }
}

void CallCycles::chooseHeads(Module &M, function_ref<bool(const Function &)> May) {
  Visits Seen;
  SmallVector<Edge> Closing;
  for (const Function &F : M)
    if (isRecursive(F))
      findClosingCalls(F, Seen, Closing);
  for (auto [Caller, Callee] : Closing) {
    if (May(*Callee))
      Heads.insert(Callee);
    else if (May(*Caller))
      Heads.insert(Caller);
    else // whichever cycle it is that these two are part of
      for (const Function &F : M)
        if (areTogether(F, *Callee) && May(F))
          Heads.insert(&F);
  }
}

bool CallCycles::areTogether(const Function &F, const Function &G) const {
  auto One = Number.find(&F), Other = Number.find(&G);
  return One != Number.end() && Other != Number.end() && One->second == Other->second;
}
