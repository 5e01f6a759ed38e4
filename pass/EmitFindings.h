//===- EmitFindings.h - What may stand in a checkpoint's way -------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_EMITFINDINGS_H
#define CGT_PASS_EMITFINDINGS_H

#include "EmitSchema.h"
#include "ResumePoints.h"
#include "Warnings.h"
#include "types/Schema.h"

namespace cgt {

/// Keeps of the plugin's findings those that hold, now that it is known which functions poll.
void takeFindings(UnitParts &Parts, const UnitNotes &Notes, const ResumePoints &Points);

/// Notes one about a function, and warns of it where that is asked for. \p Polling: it is one only if one of these functions polls, which
/// other units know; none: in any case.
void addFinding(UnitParts &Parts, const UnitNotes &Notes, Finding Id, const llvm::Function &F, llvm::StringRef About,
                std::vector<std::string> Polling);

/// Warns of types of \p Unit that can't always be converted.
void warnOfTypes(llvm::Module &M, const UnitInfo &Unit, const UnitNotes &Notes);

/// Writes the unit's findings into a section that isn't loaded (docs/format.md, "Findings").
void emitFindings(llvm::Module &M, const UnitParts &Parts, const UnitNotes &Notes);

} // namespace cgt

#endif // CGT_PASS_EMITFINDINGS_H
