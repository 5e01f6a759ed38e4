//===- Redzones.h - One byte behind each object --------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A pointer one past the end of an array must not be the address of the next object: on a receiver whose objects lie
// elsewhere the two differ. So arrays and records get a byte behind them, as heap blocks do.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_REDZONES_H
#define CGT_PASS_REDZONES_H

#include "EmitSchema.h"

namespace cgt {

/// Widens the unit's aggregate globals.
void widenGlobals(UnitParts &Parts, UnitNotes &Notes);
/// Widens the aggregate variables of \p Fr whose address is known elsewhere.
void widenVariables(Frame &Fr, UnitNotes &Notes);

} // namespace cgt

#endif // CGT_PASS_REDZONES_H
