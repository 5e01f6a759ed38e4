//===- Warnings.h - -Wcgt ------------------------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What abi/Findings.def says of each finding, and which of them the user wants to be warned of.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_WARNINGS_H
#define CGT_PASS_WARNINGS_H

#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace cgt {

enum class Finding {
#define CGT_FINDING(Id, Slug, Severity, Where, Text, Advice) Id,
#include "abi/Findings.def"
};

/// "va-list"
llvm::StringRef slugOf(Finding Id);

/// "a checkpoint waits ...; let it return soon", about \p About.
std::string describe(Finding Id, llvm::StringRef About);

enum class WarningLevel { Off, Warning, Error };

/// \p Options: what the user has given behind -W, in order: "cgt", "no-cgt-union", "error=cgt", "no-error=cgt-frame".
WarningLevel levelOf(Finding Id, const std::vector<std::string> &Options);

/// "" if \p Option is one of these; else what is wrong.
std::string checkWarningOption(llvm::StringRef Option);

} // namespace cgt

#endif // CGT_PASS_WARNINGS_H
