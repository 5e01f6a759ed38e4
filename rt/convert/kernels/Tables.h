//===- Tables.h - The kernels of each instruction set ------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each stands in an object of its own, compiled for its instruction set: nothing of it may be touched before the processor
// was asked. Code that several such objects define (inline functions, Highway's too) must not survive in them as a symbol,
// or the linker might give another processor's code to all.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_CONVERT_KERNELS_TABLES_H
#define CGT_CONVERT_KERNELS_TABLES_H

#include "convert/Kernels.h"

namespace cgt {

extern const KernelTable KernelsSSSE3, KernelsAVX2, KernelsVBMI, KernelsNEON;

/// Beyond this a target is larger than what a core may count on of the last cache, and stores that don't first read what
/// they replace win (docs/design.md has the measurements).
constexpr uint64_t LargeTarget = uint64_t(8) << 20;

} // namespace cgt

#endif // CGT_CONVERT_KERNELS_TABLES_H
