//===- PlacePolls.h - Where a checkpoint may happen ---------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Adaptation points follow from loops and calls of the source:
//   * the user's cgt_poll();
//   * the back edges of each loop that has calls or inner loops;
//   * each innermost loop without calls, once in StripLength iterations: the loop becomes a nest of two, so that the inner
//     one stays free of polls (and can be vectorised);
//   * not in loops without calls that are short whatever the input;
//   * the entry of each function that can call itself through this unit.
// A poll is load, compare, branch to a cold call.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_PLACEPOLLS_H
#define CGT_PASS_PLACEPOLLS_H

#include "CallCycles.h"
#include "QuickCalls.h"
#include "RuntimeCalls.h"
#include "UnitNotes.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"

namespace cgt {

enum class PollMode { Auto, Explicit, All };

class PollPlacer {
public:
  PollPlacer(llvm::Module &M, const UnitNotes &Notes, PollMode Mode);

  /// Whether place() would put a poll into \p F.
  bool hasPolls(llvm::Function &F);
  /// Puts the polls into \p F.
  void place(llvm::Function &F, const RuntimeCalls &Calls);
  /// How many loops of the source \p L is in, itself included: a strip-mined one is a nest of two. Null: 0.
  unsigned loopDepth(const llvm::Loop *L) const;

private:
  bool allowed(const llvm::Function &F) const;
  bool isRecursive(const llvm::Function &F) const;

  const UnitNotes &Notes;
  PollMode Mode;
  QuickCalls Quick;
  CallCycles Cycles;
  llvm::SmallPtrSet<const llvm::BasicBlock *, 16> Nests; ///< headers of the outer loops
};

/// True for the call in a poll's slow path.
bool isPollCall(const llvm::CallBase &CB, const RuntimeCalls &Calls);

} // namespace cgt

#endif // CGT_PASS_PLACEPOLLS_H
