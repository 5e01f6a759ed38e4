//===- CloneBody.h - A resume clone while it is built --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What ResumeClones (all clones) and RecordClones (those that favour size) work on.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_CLONEBODY_H
#define CGT_PASS_CLONEBODY_H

#include "Frame.h"
#include "RuntimeCalls.h"

#include "llvm/IR/IRBuilder.h"

namespace cgt {

/// A way into the clone's body: behind a site's call, or behind one of setjmp.
struct WayIn {
  unsigned Step;
  llvm::BasicBlock *Next;
  llvm::BasicBlock *Resume = nullptr;                    ///< leads to Next
  llvm::SmallVector<llvm::BasicBlock *, 4> Headers = {}; ///< of the loops around it, outermost first
  llvm::BasicBlock *Begin = nullptr;                     ///< leads to Resume through them
};

/// The clone's counterpart of a site.
struct CloneSite : WayIn {
  CloneSite(const Site &S, llvm::InvokeInst *Call, llvm::BasicBlock *Next, llvm::Value *Result)
      : WayIn{S.Step, Next}, Original(&S), Call(Call), Pad(Call->getUnwindDest()), Result(Result) {}

  const Site *Original;
  llvm::InvokeInst *Call;
  llvm::BasicBlock *Pad;
  llvm::Value *Result; ///< where the call's value goes; null: none
};

/// The clone's counterpart of a landing.
struct CloneLanding : WayIn {
  llvm::Value *Result; ///< as a site's
};

/// How a site's callee is resumed: the original call without its arguments.
struct ResumedCall {
  llvm::FunctionType *Ty;
  llvm::AttributeList Attributes;
  llvm::CallingConv::ID Convention;

  bool operator==(const ResumedCall &O) const { return Ty == O.Ty && Attributes == O.Attributes && Convention == O.Convention; }
};

struct CloneBody {
  Frame &Fr;
  llvm::Function &N;
  llvm::Constant *SiteDescriptors; ///< the function's CgtSite[]
  const RuntimeCalls &Calls;
  llvm::BasicBlock *Entry = nullptr;
  std::vector<llvm::Value *> Storage = {}; ///< of Fr.Vars, in the clone
  std::vector<CloneSite> Sites = {};
  std::vector<CloneLanding> Landings = {};
  llvm::Value *Record = nullptr;
  llvm::AllocaInst *Area = nullptr; ///< of Fr.Area, in the clone
  llvm::Value *Step = nullptr;      ///< of the activation that is resumed
  llvm::BasicBlock *Bad = nullptr;  ///< never reached

  ResumedCall resumedCall(const llvm::InvokeInst &Call) const;
  /// Calls the clone of the next younger activation.
  llvm::InvokeInst *invokeNextClone(llvm::IRBuilder<> &B, const ResumedCall &As, llvm::ArrayRef<llvm::Value *> Args,
                                    llvm::BasicBlock *Back, llvm::BasicBlock *Pad) const;
};

/// Makes the record's fields the variables themselves, so that nothing is loaded at the entry and pads need one call. False,
/// and nothing is done, when a variable wants more alignment than its field has.
bool keepInRecord(CloneBody &Clone);

/// Sites of a clone in its record whose callees are called alike get one resumed call together.
void shareResumedCalls(CloneBody &Clone);

} // namespace cgt

#endif // CGT_PASS_CLONEBODY_H
