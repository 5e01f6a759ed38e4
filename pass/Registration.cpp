//===- Registration.cpp - Where the passes stand in the pipeline ----------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Passes.h"

#include "llvm/Passes/PassBuilder.h"

using namespace llvm;

void cgt::registerPasses(PassBuilder &PB) {
  PB.registerPipelineStartEPCallback([](ModulePassManager &MPM, OptimizationLevel) { MPM.addPass(InstrumentPass()); });
  PB.registerOptimizerLastEPCallback([](ModulePassManager &MPM, auto &&...) { // their number depends on the version
    MPM.addPass(createModuleToFunctionPassAdaptor(SplitPadsPass()));
  });
  PB.registerPipelineParsingCallback([](StringRef Name, ModulePassManager &MPM, ArrayRef<PassBuilder::PipelineElement>) {
    if (Name != "cgt")
      return false;
    MPM.addPass(InstrumentPass());
    return true;
  });
}
