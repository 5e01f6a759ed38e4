//===- Polling.h - Which functions of a program poll ---------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A unit takes whatever another one defines for a function that may poll. In a program all units are there: what their schemas say of
// steps tells which functions do.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_INSPECT_POLLING_H
#define CGT_INSPECT_POLLING_H

#include "ProgramFile.h"

#include "llvm/ADT/StringSet.h"

namespace cgt {

class Polling {
public:
  explicit Polling(const ProgramFile &Program);

  /// May the function that \p Unit, a main file, calls by \p Name lead to a poll?
  bool mayPoll(llvm::StringRef Unit, llvm::StringRef Name) const;

private:
  std::string idOf(llvm::StringRef Unit, llvm::StringRef Name) const;
  bool leadsToPoll(const UnitInfo &U, const FunctionInfo &F) const;

  bool IsWhole;
  llvm::StringSet<> Known; ///< functions that their own units take for such
  llvm::StringSet<> Polls;
};

} // namespace cgt

#endif // CGT_INSPECT_POLLING_H
