//===- FloatPairs.h - Common floats from format to format --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_CONVERT_FLOATPAIRS_H
#define CGT_CONVERT_FLOATPAIRS_H

#include "convert/ConvertLoops.h"
#include "convert/Float.h"

namespace cgt {

/// Converts values of \p L from the first on, exactly, and returns how many: it stops at one that isn't finite and normal
/// on both sides, that would lose bits, or at once when the pair isn't one of x87, binary128 and double. Float.h knows
/// what to do with such a value. \p TargetSize: bytes of a target, those beyond the format become zero.
uint64_t convertFloats(FloatFormat From, bool FromBig, FloatFormat To, bool ToBig, unsigned TargetSize, loops::Lanes L);

} // namespace cgt

#endif // CGT_CONVERT_FLOATPAIRS_H
