//===- StripMine.h - A poll between chunks of an innermost loop ---*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An innermost loop without calls becomes a nest of two: the inner one makes StripLength iterations without a poll, so that
// it can be vectorised, and a poll follows each whole chunk. Everything is still in allocas, so no PHIs are in the way.
//
// In general the inner loop counts down:
//
//     entry ─► outer: left = StripLength ─► header ─► … ─► latch: if (--left) goto header
//                ▲                             └► exit         │
//                └───────────────────────────── poll ◄─────────┘
//
// A second way out would cost a loop of few iterations its vector body. One in the form `for (…; i < limit; i += step)`
// keeps its only way out, at a limit set for the chunk:
//
//     entry ─► outer: whole = at least StripLength are left     ─► header: i < chunk ─► … ─► latch ─► header
//                ▲    chunk = whole ? i after StripLength : limit        │
//                └── poll ◄─ whole ─ end ◄────────────────────────────────┘
//                                     └► exit
//
// Polls come after the same iterations in both forms.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_STRIPMINE_H
#define CGT_PASS_STRIPMINE_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/IRBuilder.h"

namespace cgt {

/// Iterations of a call-free innermost loop between two polls: long enough that the vectoriser's inner loop pays, short
/// enough that a request waits microseconds.
constexpr uint64_t StripLength = 1024;

/// The test of a loop that counts up, in its header. Nothing but the increment at the end of its only latch changes the
/// counter while it runs, and nothing the limit.
struct CountedTest {
  llvm::ICmpInst *Compare = nullptr; ///< less, or less or equal; null: the loop isn't of this form
  uint64_t Step = 0;
};
CountedTest countedTest(const llvm::Loop &L);

/// Adds a block on the edges \p Latches → \p Header; a loop's metadata stays on the edge to the header.
llvm::BasicBlock *joinEdges(llvm::ArrayRef<llvm::BasicBlock *> Latches, llvm::BasicBlock *Header,
                            const llvm::Twine &Name);

/// Makes the nest; the instruction returned is where the poll belongs. \p AtLatch: in the order of blocks, that is where it
/// would stand without a nest.
llvm::Instruction *stripMine(llvm::ArrayRef<llvm::BasicBlock *> Latches, llvm::BasicBlock *Header,
                             const CountedTest &Test, llvm::IntegerType *CountTy, bool AtLatch);

} // namespace cgt

#endif // CGT_PASS_STRIPMINE_H
