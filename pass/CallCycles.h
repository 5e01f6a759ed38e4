//===- CallCycles.h - Which functions call each other --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_CALLCYCLES_H
#define CGT_PASS_CALLCYCLES_H

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Module.h"

namespace cgt {

/// Recursion by direct calls within a module.
class CallCycles {
public:
  explicit CallCycles(llvm::Module &M);
  /// Chooses functions of which each cycle has at least one, in program order, from those that \p May: only a cycle of others has none.
  void chooseHeads(llvm::Module &M, llvm::function_ref<bool(const llvm::Function &)> May);

  /// Does some chain of calls lead from \p F back to it?
  bool isRecursive(const llvm::Function &F) const { return Number.contains(&F); }
  /// Does each lead to the other?
  bool areTogether(const llvm::Function &F, const llvm::Function &G) const;
  bool isHead(const llvm::Function &F) const { return Heads.contains(&F); }

private:
  enum class Visit { Begun, Ended };
  using Visits = llvm::DenseMap<const llvm::Function *, Visit>;
  using Edge = std::pair<const llvm::Function *, const llvm::Function *>;
  void findClosingCalls(const llvm::Function &Root, Visits &Seen, llvm::SmallVectorImpl<Edge> &Closing) const;

  llvm::DenseMap<const llvm::Function *, unsigned> Number; ///< of a cycle
  llvm::DenseSet<const llvm::Function *> Heads;
};

} // namespace cgt

#endif // CGT_PASS_CALLCYCLES_H
