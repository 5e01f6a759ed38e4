//===- Advance.h - What may stand in a program's way ---------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_INSPECT_ADVANCE_H
#define CGT_INSPECT_ADVANCE_H

#include "ProgramFile.h"

#include "llvm/Support/raw_ostream.h"

namespace cgt {

/// Something that a checkpoint may meet, or a restore on another platform.
struct Obstacle {
  bool IsCertain = false; ///< whoever comes there meets it
  bool IsAbroad = false;
  std::string Slug;
  std::string File; ///< "" where there is no place
  unsigned Line = 0;
  std::string Function; ///< ""
  std::string Reason, Advice;
};

/// Worst first. \p To: the platform that images are to go to; null: they stay on the program's own.
llvm::Expected<std::vector<Obstacle>> findObstacles(const ProgramFile &Program, const Platform *To);

/// A line for each, and one that says how many.
void printObstacles(const ProgramFile &Program, const Platform *To, llvm::ArrayRef<Obstacle> Found, llvm::raw_ostream &OS);

} // namespace cgt

#endif // CGT_INSPECT_ADVANCE_H
