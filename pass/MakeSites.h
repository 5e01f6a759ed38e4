//===- MakeSites.h - Calls become resume points -------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_MAKESITES_H
#define CGT_PASS_MAKESITES_H

#include "Frame.h"
#include "PlacePolls.h"
#include "ResumePoints.h"
#include "RuntimeCalls.h"

namespace cgt {

/// Numbers \p F's polls and the calls that may poll in program order, in all branches of the source (Conditions.h).
std::vector<Step> numberSteps(llvm::Function &F, const ResumePoints &Points, const PollPlacer &Polls,
                              const RuntimeCalls &Calls);

/// Turns those of \p Steps that are still there, and polls or may poll by \p Points, into invokes with an empty cleanup pad,
/// and puts every value that is alive across one of them into an alloca, so that later stations deal with memory only and
/// a resumption may enter at Site::Next without breaking SSA form.
void makeSites(Frame &Fr, std::vector<Step> Steps, const ResumePoints &Points, const UnitNotes &Notes,
               const RuntimeCalls &Calls);

} // namespace cgt

#endif // CGT_PASS_MAKESITES_H
