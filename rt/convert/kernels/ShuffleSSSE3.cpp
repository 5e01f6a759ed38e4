//===- ShuffleSSSE3.cpp - Kernels for x86 with SSSE3 -----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "convert/kernels/Shuffle16.h"

const KernelTable cgt::KernelsSSSE3 = {"ssse3", Width, run, runAny<true>, nullptr, LargeTarget, stream, streamEnd};
