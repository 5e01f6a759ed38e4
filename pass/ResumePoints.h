//===- ResumePoints.h - Which calls may lead to a checkpoint -----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Answers, for one module: which functions may reach a poll, which calls therefore need a resume point, and in which
// functions a frame can't be captured. A function of the source only: bodies that only some levels see
// (available_externally, inline functions of system headers) count as external calls.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_RESUMEPOINTS_H
#define CGT_PASS_RESUMEPOINTS_H

#include "UnitNotes.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/IR/InstrTypes.h"

namespace cgt {

/// True for the user's explicit cgt_poll().
bool isExplicitPoll(const llvm::CallBase &CB);

/// True for a call of libc's setjmp or one of its like: a place where a frame may be entered again.
bool isSetJump(const llvm::CallBase &CB);

class ResumePoints {
public:
  /// \p HasPolls tells whether PlacePolls will put a poll into a function.
  ResumePoints(llvm::Module &M, const UnitNotes &Notes, llvm::function_ref<bool(llvm::Function &)> HasPolls);

  /// Functions of this unit that may reach a poll, in module order.
  const llvm::SetVector<llvm::Function *> &functions() const { return May; }
  /// True when \p CB may reach a poll.
  bool mayPoll(const llvm::CallBase &CB) const;
  /// True when \p CB may reach a poll while its caller's frame stands, and therefore needs a resume point. A call by
  /// `musttail` leaves no frame.
  bool needsSite(const llvm::CallBase &CB) const { return !CB.isMustTailCall() && mayPoll(CB); }

  /// A function whose body is this unit's own source.
  static bool isOwn(const llvm::Function &F, const UnitNotes &Notes);
  /// Why the frame of \p F can't be captured, or null: then none of its calls gets a resume point, and a checkpoint
  /// requested while it is on the stack waits.
  static const char *uncapturable(const llvm::Function &F, const UnitNotes &Notes);

private:
  bool callsBack(const llvm::CallBase &CB, llvm::StringRef Name) const;

  const UnitNotes &Notes;
  llvm::SetVector<llvm::Function *> May;
};

} // namespace cgt

#endif // CGT_PASS_RESUMEPOINTS_H
