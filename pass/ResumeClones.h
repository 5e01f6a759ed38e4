//===- ResumeClones.h - Clones that re-enter at a step number ------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_RESUMECLONES_H
#define CGT_PASS_RESUMECLONES_H

#include "Frame.h"
#include "RuntimeCalls.h"

namespace cgt {

/// Declares the clone of \p Fr's function, so that tables can name it.
void declareClone(Frame &Fr);

/// Gives the clone its body. \p Descriptor is the function's CgtFunction, \p SiteDescriptors its CgtSite[].
void buildClone(Frame &Fr, llvm::Constant *Descriptor, llvm::Constant *SiteDescriptors, const RuntimeCalls &Calls);

} // namespace cgt

#endif // CGT_PASS_RESUMECLONES_H
