//===- LLVMCompat.h - What LLVM's versions spell differently ------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The version is told once, in tools/cmake/llvm-version. To move to another, change that file; what doesn't compile then, or
// is about to change in LLVM, gets a name here, so that the stations of the pass have one form. Without a need, none has.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_LLVMCOMPAT_H
#define CGT_PASS_LLVMCOMPAT_H

#include "llvm/Config/llvm-config.h"
#include "llvm/IR/IntrinsicInst.h"

#include <string>

namespace cgt {

/// The command that compiles without CGT, for messages.
inline std::string plainCompiler() { return "clang-" + std::to_string(LLVM_VERSION_MAJOR); }

/// Debug information that stands among the instructions.
inline bool isDebugInfo(const llvm::Value &V) { return llvm::isa<llvm::DbgInfoIntrinsic>(V); }

/// A use of a variable that tells nothing of its contents: debug information, an end of its life, the plugin's annotation.
inline bool isMarker(const llvm::Value &V) {
  auto *II = llvm::dyn_cast<llvm::IntrinsicInst>(&V);
  return II && (II->isLifetimeStartOrEnd() || isDebugInfo(V) || II->getIntrinsicID() == llvm::Intrinsic::var_annotation);
}

/// Promises that \p Call reads what its argument points to, and keeps no copy of the pointer.
inline void promiseReadOnly(llvm::CallBase &Call, unsigned Argument) {
  Call.addParamAttr(Argument, llvm::Attribute::NoCapture);
  Call.addParamAttr(Argument, llvm::Attribute::ReadOnly);
}

} // namespace cgt

#endif // CGT_PASS_LLVMCOMPAT_H
