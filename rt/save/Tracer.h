//===- Tracer.h - Types of blocks that were allocated without one -*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Trace.cpp follows pointers, TraceUnions.cpp those in unions. Nobody else looks at it.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_SAVE_TRACER_H
#define CGT_SAVE_TRACER_H

#include "save/Trace.h"
#include "types/Active.h"
#include "types/Blocks.h"

namespace cgt {

/// Where a pointer stands, for messages.
struct Holder {
  const char *What;
  Str Name, Function, File;
  uint32_t Line;
};

class Tracer {
public:
  Tracer(const Program &P, const ImageSource &Source, MapVector<HeapRun> &Runs, report::Buffer &Why)
      : P(P), Source(Source), Runs(Runs), Why(Why) {}
  bool run(uint64_t &PointerCount);
  /// A union that holds an address and numbers or pointers of another kind, if there is one.
  Place ambiguousUnion() const { return Union; }

private:
  bool walkBlock(uint32_t Unit, BlockType Type, const uint8_t *At, uint64_t Bytes, const Holder &H);
  bool walk(uint32_t Unit, uint32_t Type, const uint8_t *At, uint64_t Bytes, const Holder &H, unsigned Depth);
  bool walkOne(uint32_t Unit, uint32_t Type, const uint8_t *At, uint64_t Bytes, const Holder &H, unsigned Depth);
  bool isCarriedOrStale(uint32_t Unit, uint32_t Pointee, const void *At) const;
  bool visitPointer(uint32_t Unit, uint32_t Pointee, const uint8_t *Slot, const Holder &H);
  HeapRun *tracedRun(uint64_t Address);
  bool mayHold(const HeapRun &Run, const UnitInfo &U, uint32_t Type) const;
  bool holdsPointers(const UnitInfo &U, const TypeInfo &T, const uint8_t *At, unsigned Depth) const;
  bool restMayBe(const HeapRun &Run, const UnitInfo &U, const TypeInfo &T) const;
  const ActiveExpression *activeOf(uint32_t Unit, uint32_t Type, uint32_t Member);
  bool walkLive(const ActiveExpression &E, uint32_t Unit, uint32_t Type, const uint8_t *At, const Holder &H, unsigned Depth);
  void noteUnion(uint32_t Unit, uint32_t Type, const uint8_t *At);
  bool holdsAddress(const UnitInfo &U, uint32_t Type, const uint8_t *At, unsigned Depth) const;
  bool walkFrames();
  bool walkGlobals();
  bool walkRun(const HeapRun &Run);
  bool walkAll();
  bool typeUntyped();
  bool isOfCharacters(const HeapRun &Run) const;
  bool startsCharacters(uint64_t Address);
  bool splitCharacters();
  void checkUse(uint64_t Address, Place Type);
  void settleCharacters();
  bool contains(Place Outer, uint64_t Offset, Place Inner, unsigned Depth) const;
  HeapRun *runOf(uint64_t Address);

  const Program &P;
  const ImageSource &Source;
  MapVector<HeapRun> &Runs;
  report::Buffer &Why;
  MapVector<uint32_t> Work; ///< runs typed and not walked yet
  MapVector<bool> Untyped;  ///< of Runs: allocated without a type
  /// A pointer to a struct's first member has the struct's address: records type blocks first, then pointers and numbers what
  /// no record does, then bytes.
  enum RoundType { Records, Scalars, Bytes, Check } Round = Records;
  bool AnyUntyped = false;
  /// What blocks allocated as characters were, and whether they are used as such: of Runs, once they are in it one by one.
  struct Characters {
    uint32_t Unit = NoIndex, Site = NoIndex, Type = NoIndex;
    bool Used = false;
  };
  MapVector<Characters> Original;
  Place Union;
  /// Expressions that were read, by union.
  struct Active {
    uint32_t Unit, Type, Member;
    bool IsGood;
    ActiveExpression E;
  };
  MapVector<Active> Actives;
  MapAllocator Memory;
  bool AnyCharacters = false; ///< one has a pointer of another type to its start
  uint64_t Pointers = 0;
};

} // namespace cgt

#endif // CGT_SAVE_TRACER_H
