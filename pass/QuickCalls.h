//===- QuickCalls.h - Functions that are quick whatever the input --*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A loop that calls nothing else needs no poll in each iteration. Read off the source's form, so that it is the same on every
// target: how many instructions a function has isn't, how many calls and iterations it makes is.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_QUICKCALLS_H
#define CGT_PASS_QUICKCALLS_H

#include "UnitNotes.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/InstrTypes.h"

namespace cgt {

class QuickCalls {
public:
  explicit QuickCalls(const UnitNotes &Notes) : Notes(Notes) {}

  bool isQuick(const llvm::CallBase &CB) { return work(CB) <= Most; }
  /// Calls and iterations of one call, all in all; UINT64_MAX: unknown.
  uint64_t work(const llvm::CallBase &CB);

private:
  static constexpr uint64_t Most = 256; ///< of a quick call
  uint64_t work(llvm::Function &F);
  uint64_t workOf(llvm::Function &F);

  const UnitNotes &Notes;
  llvm::DenseMap<const llvm::Function *, uint64_t> Known;
};

} // namespace cgt

#endif // CGT_PASS_QUICKCALLS_H
