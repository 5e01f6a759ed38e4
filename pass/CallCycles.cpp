//===- CallCycles.cpp - Which functions call each other --------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CallCycles.h"

#include "llvm/ADT/SCCIterator.h"
#include "llvm/Analysis/CallGraph.h"

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

bool CallCycles::areTogether(const Function &F, const Function &G) const {
  auto One = Number.find(&F), Other = Number.find(&G);
  return One != Number.end() && Other != Number.end() && One->second == Other->second;
}
