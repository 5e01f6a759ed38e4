//===- OpenMp.h - What clang makes of OpenMP's directives --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bodies of parallel regions and tasks are functions of clang's own, called by the library: no checkpoint is made while one is on a stack.
// What stands in functions of the program is called by them.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_OPENMP_H
#define CGT_PASS_OPENMP_H

#include "ResumePoints.h"

namespace cgt {

/// Does the call begin a construct that the library keeps a state of until its end?
bool beginsConstruct(const llvm::CallBase &CB);

/// The number that the library knows the thread by is another one in a resumed program, whose library doesn't know the thread yet: it is asked
/// for where it is used.
void askForThreadNumbers(llvm::Function &F);

} // namespace cgt

#endif // CGT_PASS_OPENMP_H
