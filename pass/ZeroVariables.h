//===- ZeroVariables.h - Memory never written holds zeros ---------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What earlier calls left on the stack would be carried as a variable's value: on a narrower platform it refuses the
// restoration, and two runs save different bytes. So what may be saved begins as zeros. Stores that a variable's own
// initialiser overwrites go away in the optimiser.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_ZEROVARIABLES_H
#define CGT_PASS_ZEROVARIABLES_H

#include "Frame.h"

namespace cgt {

/// Zeroes the variables that are alive at some site of \p Fr, at their declarations' annotations, and at the entry those
/// that a jump past their declaration reaches. Left alone are parameters, which have values, CGT_TRANSIENT variables, and
/// arrays above 1 KiB of numbers that mean the same on all platforms. To be called once the frame is laid out.
void zeroVariables(const Frame &Fr, const UnitNotes &Notes);

} // namespace cgt

#endif // CGT_PASS_ZEROVARIABLES_H
