//===- Kernels.h - Vector code for this processor ----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_CONVERT_KERNELS_KERNELS_H
#define CGT_CONVERT_KERNELS_KERNELS_H

#include "convert/Kernels.h"

namespace cgt {

/// The best kernels that this processor has, for compilePlan; null when it has none. Cheap after the first call.
const KernelTable *kernels();

/// All that it has, the best one first, up to \p Most; returns how many. For tests.
unsigned allKernels(const KernelTable **Tables, unsigned Most);

} // namespace cgt

#endif // CGT_CONVERT_KERNELS_KERNELS_H
