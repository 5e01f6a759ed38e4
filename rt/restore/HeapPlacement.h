//===- HeapPlacement.h - Where the image's heap lies here ----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESTORE_HEAPPLACEMENT_H
#define CGT_RESTORE_HEAPPLACEMENT_H

#include "program/AddressMap.h"
#include "restore/LaidOut.h"
#include "restore/TypeMatch.h"

namespace cgt {

/// Blocks of a run that lie at equal distances here.
struct Piece {
  uint32_t Run;
  uint64_t From, Count;
  char *Own;
  uint64_t OwnStride;
  bool InPlace; ///< their bytes are here already, as the sender had them
};

/// Nothing of it changes once it is made.
struct HeapPlacement {
  MapVector<Piece> Pieces;      ///< of all runs, one after the other
  const Plan **Plans = nullptr; ///< of each run; null: untyped
  LaidOut Home;
  bool OnlyOutward = false; ///< all blocks are as they were: of them only what the image notes is looked at
};

/// Gives each block a place, and tells \p Map. Pages that the image has are mapped.
void placeHeap(Restoration &In, TypeMatch &Types, AddressMap &Map, HeapPlacement &Result);

} // namespace cgt

#endif // CGT_RESTORE_HEAPPLACEMENT_H
