//===- Passes.h - The pass's classes and their registration -------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_PASSES_H
#define CGT_PASS_PASSES_H

#include "llvm/IR/PassManager.h"

namespace llvm {
class PassBuilder;
}

namespace cgt {

/// Instruments a module at the start of the pipeline: polls, save pads, resume clones, schema. Needs the plugin's notes;
/// leaves modules without notes, and modules that are instrumented already, alone.
struct InstrumentPass : llvm::PassInfoMixin<InstrumentPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; } // -O0 marks every function optnone
};

/// Gives each landing pad one predecessor, after optimisation: LLVM 19 miscompiles PHIs in landing pads with several
/// (PHIElimination's register reuse, LiveRangeShrink).
struct SplitPadsPass : llvm::PassInfoMixin<SplitPadsPass> {
  llvm::PreservedAnalyses run(llvm::Function &F, llvm::FunctionAnalysisManager &);
  static bool isRequired() { return true; } // correctness, also at -O0
};

/// Adds both passes to the default pipelines and makes `-passes=cgt` known.
void registerPasses(llvm::PassBuilder &PB);

} // namespace cgt

#endif // CGT_PASS_PASSES_H
