//===- memory.h - What memory alone allows ------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loops that only load and store, beyond the caches: no conversion of as many bytes can be faster. Lines are of 64 bytes,
// sizes multiples of a few lines, at least a page more is there to be read.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_BENCH_MEMORY_H
#define CGT_BENCH_MEMORY_H

#include <cstddef>
#include <cstdint>

namespace bench {

void readOnly(const uint8_t *Source, size_t Size);

/// Past the caches, as all stores here: a plain one reads the line first.
void storeOnly(uint8_t *Target, size_t Size);

/// Reads \p SourceBytes and stores \p TargetBytes in turn, at the rate of \p SourceUnit to \p TargetUnit, of which both are
/// multiples. \p AskAhead: for lines to be read, as the kernels do; whether that helps depends on the processor. False: there is
/// no loop for that rate.
bool loadAndStore(const uint8_t *Source, size_t SourceBytes, uint8_t *Target, size_t TargetBytes, size_t SourceUnit,
                  size_t TargetUnit, bool AskAhead);

} // namespace bench

#endif // CGT_BENCH_MEMORY_H
