//===- RuntimeCalls.h - The runtime's entry points, declared -----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Declares what rt/abi/RuntimeCalls.def lists and builds the structs of rt/abi/Descriptors.def.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_RUNTIMECALLS_H
#define CGT_PASS_RUNTIMECALLS_H

#include "llvm/IR/Constants.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/ModRef.h"

namespace cgt {

struct RuntimeCalls {
  explicit RuntimeCalls(llvm::Module &M);

  llvm::PointerType *PtrTy;
  llvm::IntegerType *SizeTy;
  llvm::Type *VoidTy;
  llvm::IntegerType *FlagTy;
  llvm::GlobalVariable *Flag;    ///< non-zero sends polls to the slow path
  llvm::GlobalVariable *Fresh;   ///< the block that __cgt_typed is called for
  llvm::GlobalVariable *Entered; ///< null, or the record of a function that is resumed in place

  /// What the optimiser may think of a poll's slow path: that it touches nothing the program can see, so that globals and
  /// heap fields stay in registers across it. A frame that is unwound leaves memory right, and the child reads memory only
  /// after the last one. Units that reach into FILE by macros of stdio.h get polls that may touch all memory, since the slow
  /// path flushes streams.
  llvm::MemoryEffects PollEffects = llvm::MemoryEffects::inaccessibleMemOnly();

#define CGT_RUNTIME_CALL(Id, Symbol, ...) llvm::FunctionCallee Id;
#include "abi/RuntimeCalls.def"

#define CGT_STRUCT(Name) llvm::StructType *Name##Ty;
#define CGT_FIELD(Word, Name)
#define CGT_END(Name)
#include "abi/Descriptors.def"

  llvm::ConstantInt *size(uint64_t Value) const { return llvm::ConstantInt::get(SizeTy, Value); }
};

/// Index of a field in its struct: CgtSiteField::Step.
#define CGT_STRUCT(Name)                                                                                                       \
  namespace Name##Field {                                                                                                      \
    enum : unsigned {
#define CGT_FIELD(Word, Name) Name,
#define CGT_END(Name)                                                                                                          \
  Count                                                                                                                        \
  }                                                                                                                            \
  ;                                                                                                                            \
  }
#include "abi/Descriptors.def"

} // namespace cgt

#endif // CGT_PASS_RUNTIMECALLS_H
