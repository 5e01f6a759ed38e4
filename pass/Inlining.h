//===- Inlining.h - What the plain build inlines, where it matters -*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pads make a function look large to LLVM's inliner, and a copy of it doesn't replace it, for clones call it. So outside
// loops a call has to be worth the pads. In a loop, or a cycle of recursion, it is inlined if it would be without CGT.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_INLINING_H
#define CGT_PASS_INLINING_H

#include "CallCycles.h"
#include "Frame.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace cgt {

/// Before pads and clones are made: what is said of a call holds for the clone's, too.
class Inlining {
public:
  Inlining(llvm::Module &M, const std::vector<Frame> &Frames);

  /// Some call of \p F, which has few pads, is in a loop: they shall cost the inliner nothing.
  bool isHot(const llvm::Function &F) const { return Hot.contains(&F); }

private:
  void countCalls(const Frame &Fr);
  bool inlineOnlyCall(llvm::Function &F);
  void steer(const Frame &Callee);

  struct Call {
    llvm::CallBase *CB;
    bool Hot;
  };
  CallCycles Cycles;
  llvm::DenseMap<const llvm::Function *, llvm::SmallVector<Call, 4>> Calls;
  llvm::SmallPtrSet<const llvm::Function *, 32> Hot;
};

/// Restores the bonus that LLVM gives the only call of a static function: \p F is called in \p Clones, too.
void keepOnlyCallBonus(llvm::Function &F, const llvm::SmallPtrSetImpl<llvm::Function *> &Clones);

/// Is \p Call, or the call that it is a clone's copy of, in a loop?
bool isHotCall(const llvm::CallBase &Call);

/// Lets the inliner count for a pad's call what its \p Instructions others cost (\p Hot: nothing in all).
void setPadCost(llvm::CallInst &Call, bool Hot, unsigned Instructions);

} // namespace cgt

#endif // CGT_PASS_INLINING_H
