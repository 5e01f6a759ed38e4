//===- ThreadCleanups.h - Ways through ends of scope --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where optimisation is on, clang leaves a scope by `return`, `break`, `continue` or `goto` through a shared block that
// ends the lives of its variables and goes on by a switch on a destination stored before; at -O0 it branches there
// directly. Seen from the control flow alone, each way in leads to each way out, so that more would be alive at -O2 than
// at -O0. Here each way in gets its own ends of life and its direct branch, so that polls and live variables are the same
// at every level. For the same reason temporaries that only some ways through an expression
// make live until the function ends: the flags that tell are taken out.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_THREADCLEANUPS_H
#define CGT_PASS_THREADCLEANUPS_H

#include "llvm/IR/Function.h"

namespace cgt {

void threadCleanups(llvm::Function &F);

} // namespace cgt

#endif // CGT_PASS_THREADCLEANUPS_H
