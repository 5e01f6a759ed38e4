//===- Program.h - The program to run, and its options --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RUN_PROGRAM_H
#define CGT_RUN_PROGRAM_H

#include <string>

/// A value as it stands in CGT_OPTIONS: in quotes where it has to be.
std::string quote(const std::string &Text);

/// The file that execvp runs; empty when there is none.
std::string findProgram(const std::string &Name);

/// Is \p Name one of those known to start another program: emulators, shells, env, launchers, debuggers?
bool isRunner(const std::string &Name);

/// True when \p Name, looked up as execvp does, is an executable of this machine without CGT's runtime, and no
/// runner. False where that can't be told.
bool isForeignProgram(const std::string &Name);

#endif // CGT_RUN_PROGRAM_H
