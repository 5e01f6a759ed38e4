//===- Plan.h - A tag pair compiled into conversion steps --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Receiver makes right (paper section 4): the receiver compares the sender's tag of a type with its own. Equal tags on
// equal platforms are copied; any other pair is compiled once into a plan and run over whole segments. The plan is the
// only way to convert. Members are matched by name and, in structs of the program, by place; array elements by index.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_CONVERT_PLAN_H
#define CGT_CONVERT_PLAN_H

#include "types/Blocks.h"
#include "types/TypeRef.h"

namespace cgt {

/// Pointers of one kind that stand at equal distances.
struct PointerBatch {
  const uint8_t *Source; ///< the first one at the sender
  uint64_t SourceStride;
  uint8_t *Target; ///< its slot here
  uint64_t TargetStride;
  uint64_t Count;
  uint8_t SourceSize;
  bool BigEndian, IsFunction;
  bool Copied; ///< slots hold the sender's bytes already
  // ConvertContext::At of the first one; that of the next is SourceStride further on, modulo Period unless 0.
  const TypeRef *Type;
  uint64_t Offset, BlockBytes, Period;

  uint64_t offsetOf(uint64_t Index) const {
    uint64_t At = Offset + Index * SourceStride;
    return Period ? At % Period : At;
  }
};

/// What a conversion tells its caller.
struct ConvertContext {
  /// Translates the sender's address \p Value (data or, with \p IsFunction, code) and stores the receiver's pointer at
  /// \p Slot (unaligned allowed). Called for non-null pointers only, null ones become null;
  /// perhaps once more for each if the conversion fails.
  Status (*Pointer)(void *Ctx, uint64_t Value, bool IsFunction, void *Slot) = nullptr;
  /// If not null, called instead for many at once, null ones included. On failure \p Done tells how many are done.
  Status (*Pointers)(void *Ctx, const PointerBatch &Batch, uint64_t &Done) = nullptr;
  /// Where the pointer that is being translated stands in the sender's data: pointeeAt() tells its type. For Pointer.
  struct {
    const TypeRef *Type = nullptr; ///< of the elements that the block is made of
    uint64_t Offset = 0, BlockBytes = 0;
  } At;
  /// Tells whether \p Value, which stands at \p At, refers to an object of the sender that lies elsewhere at the receiver: bytes
  /// of a union that may be a pointer are refused then.
  bool (*IsMovedAddress)(void *Ctx, uint64_t Value, const uint8_t *At) = nullptr;
  void *Ctx = nullptr;
  bool AllowLongDoubleLoss = false; ///< lossy=long_double: round to nearest, never overflow
  uint64_t WholeBytes = 0;          ///< of the target, if it is converted piece by piece: much goes past the caches
  bool SignUnknown = false;         ///< FieldSignUnknown: refuse to widen when the top bit is set

  /// Set on loss: member path ("pos.x[3]") and value as text, both terminated.
  char LossPath[256] = {};
  char LossValue[64] = {};
};

class Plan;
struct KernelTable;

/// Compiles the conversion of \p From into \p To. Refuses (ChangedType, place = 0) when declared types differ; \p Detail,
/// if not null, then names the member and both types. Memory is the caller's; a plan lives as long as it. With
/// \p Kernels (convert/kernels' own kernels()) the plan is run by them where they can. \p Form: of the blocks that it will convert.
Status compilePlan(TypeRef From, TypeRef To, Allocator &Memory, const Plan *&Result, char *Detail = nullptr,
                   size_t DetailSize = 0, const KernelTable *Kernels = nullptr, BlockForm Form = BlockForm::Unknown);

/// True when the plan is a plain copy and has no pointers.
bool isCopy(const Plan &P);
bool hasPointers(const Plan &P);
bool hasFunctionPointers(const Plan &P);
/// What a plan does whose element is one integer or one of the formats that only change the order of bytes.
struct ScalarChange {
  bool Swaps = false;  ///< byte orders differ
  bool Widens = false; ///< four bytes become eight
  bool IsSigned = false;
};
/// Is that all it does?
bool isScalarChange(const Plan &P, ScalarChange &Result);
/// Sizes of one element.
uint64_t sourceSize(const Plan &P);
uint64_t targetSize(const Plan &P);

/// Converts \p Count adjacent elements. \p Source and \p Target must not overlap. On loss, Context has path and value
/// (path begins with "[i]" when Count > 1).
Status convert(const Plan &P, const void *Source, void *Target, uint64_t Count, ConvertContext &Context);

/// The same with sources and targets some bytes apart, an element's size or more; what lies between isn't touched.
Status convertSpaced(const Plan &P, const void *Source, uint64_t SourceStride, void *Target, uint64_t TargetStride,
                     uint64_t Count, ConvertContext &Context);

/// Bytes at the receiver for a block of \p SourceBytes at the sender, an array of elements or one whose end goes on
/// (Blocks.h); convertBlock converts such a block whole. A tail shorter than an element is converted as far as whole members
/// go. UnclearEnd where both are possible.
uint64_t blockSize(const Plan &P, uint64_t SourceBytes);
Status convertBlock(const Plan &P, const void *Source, uint64_t SourceBytes, void *Target, ConvertContext &Context);
/// Does convertBlock do the same, element by element, where it is given part of a block's elements?
bool mayBeCut(const Plan &P);

/// Do all values stand at the same places on both sides, and mean the same but for pointers?
bool isSameLayout(const Plan &P);
/// Of such a plan: translates the pointers of \p Count blocks whose bytes \p Target has already. Pages of it in which
/// none changes aren't touched.
Status convertPointers(const Plan &P, const void *Source, void *Target, uint64_t BlockBytes, uint64_t Stride, uint64_t Count,
                       ConvertContext &Context);
/// The same for that part of one block which begins at \p From and ends at \p End or, with its last element, behind it, where
/// \p From is moved to.
Status convertPointersIn(const Plan &P, const void *Source, void *Target, uint64_t BlockBytes, uint64_t &From, uint64_t End,
                         ConvertContext &Context);

/// Where byte \p Offset of a sender's block of elements lies at the receiver (interior pointers; one past the end maps
/// to one past the end, padding to the next member's start). \p Source: the block's bytes, null if they aren't known.
/// NoPlace if it depends on those.
constexpr uint64_t NoPlace = UINT64_MAX;
uint64_t mapOffset(const Plan &P, uint64_t Offset, uint64_t SourceBytes, const uint8_t *Source = nullptr);
/// The same for a pointer to \p Pointee, a type of the sender's: where an array of them ends and something else begins, its
/// end is meant, which needn't be where that begins at the receiver.
uint64_t mapPointer(const Plan &P, uint64_t Offset, uint64_t SourceBytes, TypeRef Pointee, const uint8_t *Source = nullptr);
/// May the two differ?
bool endsInside(const Plan &P);
/// Does what stands where depend on values, as of unions whose live member an expression tells?
bool hasChoices(const Plan &P);

/// The plan's two types.
TypeRef sourceType(const Plan &P);
TypeRef targetType(const Plan &P);

} // namespace cgt

#endif // CGT_CONVERT_PLAN_H
