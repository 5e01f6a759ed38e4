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

/// Gives allocation calls their CgtAllocSite and turns all other uses of rt/abi/Libc.def's functions, their addresses
/// included, to the runtime's versions.
void redirectLibcCalls(llvm::Module &M, const UnitNotes &Notes, llvm::GlobalVariable *Unit, const RuntimeCalls &Calls);

/// The function of libc that the source means by \p Function, which may be the runtime's version of it.
llvm::StringRef libcNameOf(llvm::StringRef Function);

/// Is it the runtime's version of a function that waits, and polls meanwhile?
bool blocksInRuntime(llvm::StringRef Function);

/// Where \p M, whose loops poll, calls a function of rt/units that has polls of its own: tells the runtime that they are wanted.
void letLibcPoll(llvm::Module &M, const UnitNotes &Notes);

/// A CgtAllocSite: what \p Notes say of their allocation \p Index.
llvm::GlobalVariable *allocationSite(llvm::Module &M, const UnitNotes &Notes, unsigned Index, llvm::GlobalVariable *Unit,
                                     const RuntimeCalls &Calls);

/// `T *p = f()`, where f returns `void *`: lets __cgt_typed be called for the block that was allocated last only. Comes last, for
/// it splits blocks.
void guardTypedCalls(llvm::Module &M, const RuntimeCalls &Calls);

} // namespace cgt

#endif // CGT_PASS_LIBCCALLS_H
