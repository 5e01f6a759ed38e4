//===- CountedLoop.h - Loops that count to a limit -----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `for (i = a; i < n - 1; i += 2)`, `for (k = row[i]; k < row[i + 1]; k++)`, `for (p = end; p > begin; p--)`, found on
// unoptimised IR, where counters are private allocas. A test by `!=` counts only if the step is one, of pointers one byte. A loop that isn't found costs speed only: where its polls are doesn't
// depend on it. So alias analysis, which knows more at some levels than at others, may be asked.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_COUNTEDLOOP_H
#define CGT_PASS_COUNTEDLOOP_H

#include "LoopBounds.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Instructions.h"

namespace cgt {

/// The test in a loop's header that compares the counter with the limit. Nothing but the step at the end of the loop's only
/// latch changes the counter while the loop runs, and nothing the limit.
struct CountedTest {
  llvm::ICmpInst *Compare = nullptr; ///< null: the loop isn't of this form
  unsigned CounterOperand = 0;       ///< 0 or 1; the limit is the other one
  SteppedVariable Counter;

  /// The predicate under which the loop goes on, with the counter to the left.
  llvm::CmpInst::Predicate predicate() const {
    return CounterOperand == 0 ? Compare->getPredicate() : Compare->getSwappedPredicate();
  }
  llvm::Value *counter() const { return Compare->getOperand(CounterOperand); }
  llvm::Value *limit() const { return Compare->getOperand(1 - CounterOperand); }
};
CountedTest countedTest(const llvm::Loop &L);

} // namespace cgt

#endif // CGT_PASS_COUNTEDLOOP_H
