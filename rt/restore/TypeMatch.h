//===- TypeMatch.h - The sender's types and our own ----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESTORE_TYPEMATCH_H
#define CGT_RESTORE_TYPEMATCH_H

#include "base/KeyTable.h"
#include "convert/UntypedBytes.h"
#include "restore/Restoration.h"

namespace cgt {

/// Which type of this program is the one that a block had, how the one becomes the other, and what the heap is told of it.
/// Each answer is found once.
class TypeMatch {
public:
  constexpr explicit TypeMatch(Restoration &In) : In(In) {}

  /// From a type of the image's to one of ours; refuses \p L if there is no way.
  const Plan *planFor(uint32_t Unit, uint32_t Type, Place Own, const Location &L);
  /// The same for blocks, \p Blocks being what \p Type says of them.
  Status makePlan(uint32_t Unit, uint32_t Type, BlockType Blocks, Place Own, const Plan *&Result, char *Detail,
                  size_t DetailSize);
  /// Our type of the elements of heap blocks; none may be found.
  Place heapType(uint32_t Unit, uint32_t Type);
  /// How a type of the image's is converted, as heap blocks are; null if it can't be.
  const Plan *planOf(TypeRef Type);
  SenderTypes senderTypes();
  /// Does a block of \p Size bytes whose type nobody knows mean the same here, addresses aside?
  bool copiesUntyped(uint64_t Size);
  /// A site that stands for the type alone; it outlives the restoration. Null: out of memory.
  const CgtAllocSite *siteFor(Place Type, BlockForm Form = BlockForm::Unknown);
  void release();

private:
  Place findHeapType(uint32_t Unit, uint32_t Type) const;

  Restoration &In;
  MapVector<const Plan *> Plans;
  MapVector<Place> HeapTypes;
  uint64_t LeastUnlike = 0; ///< once copiesUntyped() was asked
  bool KnowsLeast = false;
  KeyTable PlanNumbers, HeapTypeNumbers; ///< by unit, type, …
};

} // namespace cgt

#endif // CGT_RESTORE_TYPEMATCH_H
