//===- SavePads.h - Landing pads that store the frame --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_SAVEPADS_H
#define CGT_PASS_SAVEPADS_H

#include "Frame.h"
#include "RuntimeCalls.h"

#include "llvm/IR/IRBuilder.h"

namespace cgt {

/// Fills the pad of each site: push a record, store the live variables, go on unwinding. \p SiteDescriptors is the
/// function's CgtSite[]. \p IsHot: the inliner isn't to count pads.
void emitSavePads(Frame &Fr, llvm::Constant *SiteDescriptors, bool IsHot, const RuntimeCalls &Calls);

/// Ends a pad: unwinding goes on with \p Exception.
llvm::ResumeInst *goOnUnwinding(llvm::IRBuilder<> &B, llvm::Value *Exception, const RuntimeCalls &Calls);

} // namespace cgt

#endif // CGT_PASS_SAVEPADS_H
