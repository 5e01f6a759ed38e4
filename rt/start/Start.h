//===- Start.h - Before and after the user's main ----------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_START_START_H
#define CGT_START_START_H

#include "program/Runtime.h"

namespace cgt {
namespace start {

/// main's wrapper: options, a restoration if asked for, the user's main. Returns main's result.
int run(Runtime &R, int Argc, char **Argv, char **Envp, void *Main);

/// The youngest frame of a restoration stands, or of a thread of it: user code goes on when this returns.
void resumed(Runtime &R);

/// Does the runtime keep threads and what they wait for? Known from before the first constructor on.
bool keepsThreads();

} // namespace start
} // namespace cgt

#endif // CGT_START_START_H
