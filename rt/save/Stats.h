//===- Stats.h - The lines of stats=FILE -----------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_SAVE_STATS_H
#define CGT_SAVE_STATS_H

#include "program/Runtime.h"

namespace cgt {
namespace stats {

/// Each appends one JSON line (docs/reference.md), if asked for; times in nanoseconds.
void save(const Runtime &R, const Figures &F);
void restore(const Runtime &R, const Figures &F);
void exit(const Runtime &R);

} // namespace stats
} // namespace cgt

#endif // CGT_SAVE_STATS_H
