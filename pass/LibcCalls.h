//===- LibcCalls.h - Calls that go to the runtime instead of libc --*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_LIBCCALLS_H
#define CGT_PASS_LIBCCALLS_H

#include "RuntimeCalls.h"
#include "UnitNotes.h"

namespace cgt {

/// Gives allocation calls their CgtAllocSite and turns calls of rt/abi/Libc.def's functions to the runtime's versions.
void redirectLibcCalls(llvm::Module &M, const UnitNotes &Notes, llvm::GlobalVariable *Unit, const RuntimeCalls &Calls);

/// `T *p = f()`, where f returns `void *`: lets __cgt_typed be called for the block that was allocated last only. Comes last, for
/// it splits blocks.
void guardTypedCalls(llvm::Module &M, const RuntimeCalls &Calls);

} // namespace cgt

#endif // CGT_PASS_LIBCCALLS_H
