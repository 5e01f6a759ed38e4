//===- Timing.h - Clocks and timers ---------------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Clocks go on from what they showed at the save, timers with the time that was left.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESOURCES_TIMING_H
#define CGT_RESOURCES_TIMING_H

#include "resources/Resources.h"

namespace cgt {
namespace timing {

// Rows of Resources.def, the last ones: a timer may end as soon as it is set.
bool noteClocks(Runtime &R);
bool saveClocks(Saving &S);
void restoreClocks(Restoring &S);
bool noteIntervals(Runtime &R);
bool saveIntervals(Saving &S);
void restoreIntervals(Restoring &S);
bool noteTimers(Runtime &R);
bool saveTimers(Saving &S);
void restoreTimers(Restoring &S);

} // namespace timing
} // namespace cgt

#endif // CGT_RESOURCES_TIMING_H
