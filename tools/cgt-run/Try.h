//===- Try.h - The proof by doing -----------------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RUN_TRY_H
#define CGT_RUN_TRY_H

#include <string>
#include <vector>

/// What `--try` is told.
struct TryOptions {
  unsigned Polls = 8; ///< to save at
  struct Other {
    std::string Triple, Program;
  };
  std::vector<Other> Others; ///< the same program for other platforms
  std::string Options;       ///< for CGT_OPTIONS besides
};

enum TryStatus { AllRight = 0, SomeWrong = 1, NotTried = 2, SomeRefused = 3 };

/// Runs \p Program without interruption, then saves it at polls spread over the run, resumes each image here and on the others, and compares
/// all that they print and write. Says for each poll what came out of it.
TryStatus tryProgram(const TryOptions &O, const std::vector<std::string> &Program);

#endif // CGT_RUN_TRY_H
