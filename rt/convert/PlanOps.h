//===- PlanOps.h - The steps of a plan ---------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A plan is a flat list of steps on one element. Offsets are relative to the element, or, in a loop's body, to the loop's
// current one. Only Plan*.cpp, ShufflePlan.cpp, OpList.cpp, Convert*.cpp and rt/rmr/NodeSteps.cpp
// look at it.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_CONVERT_PLANOPS_H
#define CGT_CONVERT_PLANOPS_H

#include "convert/BitSets.h"
#include "convert/Float.h"
#include "convert/Jumps.h"
#include "convert/Kernels.h"
#include "convert/Plan.h"
#include "convert/SyncObjects.h"
#include "types/Blocks.h"

namespace cgt {

enum class OpKind : uint8_t {
  Copy,         ///< Bytes
  Swap,         ///< SourceSize bytes (2, 4, 8 or 16) the other way round
  Integer,      ///< from SourceSize to TargetSize bytes
  Float,        ///< from SourceFormat to TargetFormat
  Bits,         ///< a bit-field
  Pointer,      ///< data or code
  UnionPointer, ///< bytes of a union that one of its members says to be a pointer; already copied
  Zeros,        ///< Bytes that mean nothing on the target unless all are zero; TargetBytes there
  BitSet,       ///< a set of numbers in Bytes and TargetBytes; SourceSize and TargetSize are those of a word
  Sync,         ///< the same of what threads wait for, of kind Sync
  Jump,         ///< the same of a buffer of setjmp's
  Choice,       ///< unions of which an expression tells the live member; as an overlay, their pointers only
  Loop,         ///< Body steps follow, done Count times
};

struct VectorCode;
struct UnionChoice;

struct Op {
  OpKind Kind = OpKind::Copy;
  uint8_t SourceSize = 0, TargetSize = 0;
  bool SourceSigned = false, TargetSigned = false; ///< Integer
  bool IsFunction = false;                         ///< Pointer, UnionPointer
  bool IsOverlay = false;                          ///< its target bytes are also written by an earlier step
  FloatFormat SourceFormat = FloatFormat::Double, TargetFormat = FloatFormat::Double;
  BitMeaning SourceMeaning = BitMeaning::None, TargetMeaning = BitMeaning::None;
  uint8_t SourceBit = 0, TargetBit = 0; ///< Bits: 0 to 7, in the platform's order
  uint8_t SourceWidth = 0, TargetWidth = 0;
  SyncKind Sync = SyncKind::None;
  uint32_t Body = 0;
  uint64_t Source = 0, Target = 0;
  uint64_t Bytes = 0, TargetBytes = 0;
  uint64_t Count = 1;
  uint64_t SourceStride = 0, TargetStride = 0; ///< meaningless while Count is 1
  const VectorCode *Fast = nullptr;            ///< for its repetitions, if there are many
  const UnionChoice *Choice = nullptr;

  /// Bytes of one repetition.
  uint64_t sourceBytes() const {
    if (Kind == OpKind::Copy || isOpaque())
      return Bytes;
    if (Kind == OpKind::Bits)
      return (SourceBit + SourceWidth + 7u) / 8;
    return Kind == OpKind::Loop ? SourceStride : SourceSize;
  }
  uint64_t targetBytes() const {
    if (Kind == OpKind::Copy)
      return Bytes;
    if (isOpaque())
      return TargetBytes;
    if (Kind == OpKind::Bits)
      return (TargetBit + TargetWidth + 7u) / 8;
    return Kind == OpKind::Loop ? TargetStride : TargetSize;
  }
  bool isOpaque() const {
    return Kind == OpKind::Zeros || Kind == OpKind::BitSet || Kind == OpKind::Sync || Kind == OpKind::Jump ||
           Kind == OpKind::Choice;
  }
  /// Does it nothing but see to pointers that have been copied, or may have been?
  bool isPointer() const {
    return Kind == OpKind::Pointer || Kind == OpKind::UnionPointer || (Kind == OpKind::Choice && IsOverlay);
  }
};

/// What vectors do of some steps, and the steps that are left to do afterwards. Padding becomes zero.
struct VectorCode {
  Shuffle Group;
  Shuffle One;          ///< a single element. Elements is 0 if there is no such code
  bool IsShort = false; ///< One is for RunShort
  const Op *Rest = nullptr;
  uint32_t NumRest = 0;
};

/// The array at a struct's end that may go on behind it.
struct Tail {
  const Plan *Element = nullptr; ///< null: there is none
  EndArray Source;
  uint64_t Target = 0;
};

class Plan {
public:
  TypeRef From, To;
  BlockForm Form = BlockForm::Unknown; ///< of the blocks that it is for
  const Op *Ops = nullptr;
  uint32_t NumOps = 0;
  uint64_t SourceSize = 0, TargetSize = 0;
  bool ClearsTarget = false;                ///< steps leave padding or bit-fields' neighbours unwritten
  bool KeepsPlaces = false;                 ///< part of an element is no larger on the other side
  bool Pointers = false, Functions = false; ///< has some
  bool EndsInside = false;                  ///< arrays end within an element, whose places differ
  bool Choices = false;                     ///< has some
  bool SourceBig = false, TargetBig = false;
  const KernelTable *Kernels = nullptr; ///< null: everything is interpreted
  const VectorCode *Fast = nullptr;
  Tail End;

  /// Bytes that \p Rest, part of an element, may need at the receiver.
  uint64_t partSize(uint64_t Rest) const { return KeepsPlaces && SourceSize == TargetSize ? Rest : TargetSize; }
  /// Does a block of \p Bytes end in a part of its own?
  bool hasTail(uint64_t Bytes) const { return End.Element && End.Source.goesOn(Form, SourceSize, Bytes); }
  /// It may be an array or one struct with trailing elements, and the two convert differently.
  bool isUnclear(uint64_t Bytes) const {
    return End.Source.isUnclear(Form, SourceSize, Bytes) && (Pointers || !isSameLayout(*this));
  }
};

} // namespace cgt

#endif // CGT_CONVERT_PLANOPS_H
