//===- MappedMemory.h - Mappings and protected pages ---------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Mappings that are blocks of the heap are so again; pages that the program has protected are protected again.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESOURCES_MAPPEDMEMORY_H
#define CGT_RESOURCES_MAPPEDMEMORY_H

#include "resources/Resources.h"

namespace cgt {
namespace mappedmemory {

// Rows of Resources.def. saveProtections also opens the pages, in the child that reads them.
bool saveMappings(Saving &S);
void restoreMappings(Restoring &S);
bool saveProtections(Saving &S);
void restoreProtections(Restoring &S);

} // namespace mappedmemory
} // namespace cgt

#endif // CGT_RESOURCES_MAPPEDMEMORY_H
