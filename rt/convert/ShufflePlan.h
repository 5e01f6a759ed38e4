//===- ShufflePlan.h - Steps compiled for vectors ----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_CONVERT_SHUFFLEPLAN_H
#define CGT_CONVERT_SHUFFLEPLAN_H

#include "convert/PlanOps.h"

namespace cgt {

/// Gives an element, and loops and arrays within it, vector code where that can do the steps: \p Fast is the element's,
/// Op::Fast that of each step. \p Ops are \p NumOps steps on \p SourceSize and \p TargetSize bytes.
Status addVectorCode(Op *Ops, uint32_t NumOps, uint64_t SourceSize, uint64_t TargetSize, const Plan &P, Allocator &Memory,
                     const VectorCode *&Fast);

} // namespace cgt

#endif // CGT_CONVERT_SHUFFLEPLAN_H
