//===- FloatState.h - Floating-point flags and modes ---------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Exceptions that were raised are raised again on each platform. What traps, and what is done with subnormal numbers, is carried to
// processors of the same family.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESOURCES_FLOATSTATE_H
#define CGT_RESOURCES_FLOATSTATE_H

#include "resources/Resources.h"

namespace cgt {
namespace floatstate {

// Rows of Resources.def. A reader may do without the flags, but not without the modes.
bool note(Runtime &R);
bool saveFlags(Saving &S);
void restoreFlags(Restoring &S);
bool saveModes(Saving &S);
void restoreModes(Restoring &S);

} // namespace floatstate
} // namespace cgt

#endif // CGT_RESOURCES_FLOATSTATE_H
