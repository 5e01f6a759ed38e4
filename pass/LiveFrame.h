//===- LiveFrame.h - Variables alive across a resume point --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Answers for each site of a frame: which variables does the rest of the function need? Three rules, by kind of variable:
//   promotable      classic backward liveness over its loads and stores;
//   not escaping    a use is reachable that isn't preceded by its declaration or its whole initialisation;
//   escaping        its declaration may have been passed and its scope not left (anything may hold its address).
// Declarations are clang's annotation calls and lifetime markers; -O0 has no ends of scope, so there an escaping variable
// may count as alive after its scope: harmless, its bytes are carried and not needed.
// The result is invalid once code of the function changes.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_LIVEFRAME_H
#define CGT_PASS_LIVEFRAME_H

#include "Frame.h"

namespace cgt {

/// Lists \p Fr's variables (after its temporaries, which MakeSites has listed) and fills in Site::Live.
void computeLiveFrame(Frame &Fr, const UnitNotes &Notes);

} // namespace cgt

#endif // CGT_PASS_LIVEFRAME_H
