//===- Redzones.h - A gap behind each object -----------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A pointer one past the end of an array must not be the address of the next object: on a receiver whose objects lie
// elsewhere the two differ. So objects get a byte behind them, as heap blocks do; and, if their elements are small, one of
// these, so that the end of one array (or a number) isn't the place in front of the next, `a - 1`.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_REDZONES_H
#define CGT_PASS_REDZONES_H

#include "EmitSchema.h"

namespace cgt {

/// Widens the unit's globals.
void widenGlobals(UnitParts &Parts, UnitNotes &Notes);
/// Widens the variables of \p Fr whose address is known elsewhere.
void widenVariables(Frame &Fr, UnitNotes &Notes);

} // namespace cgt

#endif // CGT_PASS_REDZONES_H
