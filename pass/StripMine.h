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
// A second way out would cost a loop of few iterations its vector body. One that counts to a limit (CountedLoop.h) keeps its
// only way out, at a limit set for the chunk:
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

#include "CountedLoop.h"
#include "LoopBounds.h"

#include "llvm/ADT/SmallVector.h"

namespace cgt {

/// Iterations of a call-free innermost loop between two polls: long enough that the vectoriser's inner loop pays, short
/// enough that a request waits microseconds.
constexpr uint64_t StripLength = 1024;

/// Adds a block on the edges \p Latches → \p Header; a loop's metadata stays on the edge to the header.
llvm::BasicBlock *joinEdges(llvm::ArrayRef<llvm::BasicBlock *> Latches, llvm::BasicBlock *Header, const llvm::Twine &Name);

/// Makes the nest; the instruction returned is where the poll belongs. In the order of blocks, that is where it would stand
/// without a nest. \p Stepped: all such variables of the loop.
llvm::Instruction *stripMine(llvm::ArrayRef<llvm::BasicBlock *> Latches, llvm::BasicBlock *Header, const CountedTest &Test,
                             llvm::ArrayRef<SteppedVariable> Stepped, llvm::IntegerType *CountTy);

} // namespace cgt

#endif // CGT_PASS_STRIPMINE_H
