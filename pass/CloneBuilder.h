//===- CloneBuilder.h - Makes the way back into a function ---------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Either a clone (ResumeClones.cpp), or a second entry of the function itself (ResumeInPlace.cpp).
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_CLONEBUILDER_H
#define CGT_PASS_CLONEBUILDER_H

#include "CloneBody.h"

#include "llvm/Transforms/Utils/ValueMapper.h"

namespace cgt {

/// Is the function to be resumed in its own code? Where addresses of labels decide how it goes on, a clone would need a table from its
/// labels to the function's.
bool resumesInPlace(const llvm::Function &F);

class CloneBuilder : CloneBody {
public:
  /// \p N: the clone, or the function itself.
  CloneBuilder(Frame &Fr, llvm::Function &N, llvm::Constant *Descriptor, llvm::Constant *SiteDescriptors,
               const RuntimeCalls &Calls)
      : CloneBody{Fr, N, SiteDescriptors, Calls}, C(N.getContext()), Descriptor(Descriptor) {}
  void build();
  void buildInPlace();

private:
  // A clone's
  void mapParameters();
  void cloneBody();
  void makeEntry();
  void takeAddresses(bool InRecord);
  void takeArray(const FrameVar &V, llvm::Value *&Slot, bool InRecord);
  void beginStack(llvm::IRBuilder<> &B);
  void findLoops();
  void route();
  void favourSize();

  // In place
  llvm::BasicBlock *makeSecondEntry();
  void shareAddresses(llvm::IRBuilder<> &B);
  void routeThroughJump();
  void makeDoor();

  // Both
  void moveAllocas();
  void loadVariables(llvm::IRBuilder<> &B, llvm::Value *Record);
  void makeBad();
  void makeResumeBlocks();
  void makeResumeBlock(CloneSite &S);
  void resumeCallee(llvm::IRBuilder<> &B, const CloneSite &S);
  llvm::Value *copyOperand(llvm::IRBuilder<> &B, llvm::Value *V);
  void armAgain(llvm::IRBuilder<> &B);
  void switchOnStep(llvm::IRBuilder<> &B);
  llvm::SmallVector<WayIn *> waysIn();

  llvm::LLVMContext &C;
  llvm::Constant *Descriptor;
  llvm::ValueToValueMapTy Map;
  llvm::BasicBlock *OldEntry = nullptr;
  bool Fast = false; ///< it may go round loops for the rest of the run
};

/// The memory for a struct that is returned in it is a parameter.
bool hasSRet(const llvm::AttributeList &Attributes);

/// Gives a call a pad that saves nothing: its function's frame isn't in an image, and is unwound with the others.
void passThrough(llvm::CallInst *Call, const RuntimeCalls &Calls);

} // namespace cgt

#endif // CGT_PASS_CLONEBUILDER_H
