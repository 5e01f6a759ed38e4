//===- ShuffleNEON.cpp - Kernels for 64-bit ARM ----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "convert/kernels/Shuffle16.h"

// Highway has no stores past the caches here, and the processor notices long writes itself: nothing is streamed.
const KernelTable cgt::KernelsNEON = {"neon", Width, run, runAny<true>, nullptr, UINT64_MAX, stream, streamEnd};
