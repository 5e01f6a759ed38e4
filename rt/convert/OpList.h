//===- OpList.h - Steps under construction -----------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_CONVERT_OPLIST_H
#define CGT_CONVERT_OPLIST_H

#include "convert/PlanOps.h"

namespace cgt {

/// A growing list of steps in the caller's memory. Copies share it: only the newest may be appended to.
class OpList {
public:
  explicit OpList(Allocator &Memory) : Memory(&Memory) {}

  uint32_t size() const { return NumOps; }
  Op *begin() const { return Ops; }
  Op &back() { return Ops[NumOps - 1]; }

  /// Appends a step, or lets the last one do its work too.
  Status add(const Op &New);
  /// Appends another list's steps.
  Status addAll(const OpList &Other) { return addAll(Other.Ops, Other.NumOps); }
  /// The same, \p Source and \p Target further on.
  Status addMoved(const Op *Others, uint32_t Count, uint64_t Source, uint64_t Target);
  /// Appends the pointers of another list, and the loops that have some, as overlays of what copies their bytes.
  /// \p Kind: what pointers become.
  Status addPointers(const OpList &Other, OpKind Kind) { return addPointers(Other.Ops, Other.NumOps, Kind); }
  /// Appends those pointers of \p Either that \p Other has, too, at the same place; what stands in loops is left out.
  Status addCommonPointers(const OpList &Either, const OpList &Other);
  /// Appends \p All's steps but for pointers that \p Common has, in list order.
  Status addRest(const OpList &All, const OpList &Common);
  /// Appends an element's steps, \p Count times. A copy of the whole element becomes one of the whole array; a single
  /// step is repeated by itself; what is left needs a loop.
  Status repeat(const OpList &Body, uint64_t Source, uint64_t Target, uint64_t Count, uint64_t SourceStep, uint64_t TargetStep);

  /// True if, apart from pointers, the steps only move bytes by \p Delta (modulo 2^64). \p SameBits: both sides count
  /// the bits of bit-fields from the same end.
  bool isIdentity(uint64_t Delta, bool SameBits) const;
  /// Does each step write where it reads, and as many bytes?
  bool keepsPlaces() const;
  /// Do the steps write each of \p Size bytes?
  bool covers(uint64_t Size) const;
  bool isSame(const OpList &Other) const;

private:
  Status push(const Op &New);
  Status addAll(const Op *Others, uint32_t Count);
  Status addPointers(const Op *Others, uint32_t Count, OpKind Kind);

  bool hasPointer(uint64_t Source, bool IsFunction) const;

  Allocator *Memory;
  Op *Ops = nullptr;
  uint32_t NumOps = 0, Capacity = 0;
  uint32_t Fence = 0; ///< what is appended next merges with no step before this one
};

} // namespace cgt

#endif // CGT_CONVERT_OPLIST_H
