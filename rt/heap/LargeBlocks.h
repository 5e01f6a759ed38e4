//===- LargeBlocks.h - Blocks with pages of their own ------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_HEAP_LARGEBLOCKS_H
#define CGT_HEAP_LARGEBLOCKS_H

#include "heap/Pages.h"

namespace cgt {
namespace large {

/// \p Align is a power of two. Null when out of memory.
Span *allocate(Pages &Arena, size_t Size, size_t Align, bool Zero, const CgtAllocSite *Site);

/// Changes the size, keeping what fits; moves pages instead of copying where that pays. Null when out of memory: \p S
/// then stands as it was. \p Size is above LargestSmall.
Span *resize(Pages &Arena, Span *S, size_t Size);

} // namespace large
} // namespace cgt

#endif // CGT_HEAP_LARGEBLOCKS_H
