//===- Converter.h - One run of a plan over a block --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Convert.cpp has the steps, ConvertBlocks.cpp what blocks are made of. Nobody else looks at it.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_CONVERT_CONVERTER_H
#define CGT_CONVERT_CONVERTER_H

#include "convert/ConvertLoops.h"
#include "convert/PlanOps.h"

namespace cgt {

/// One run over a block.
class Converter {
public:
  /// \p Period: blocks of \p SourceBytes lie so far apart; 0: it is one block. \p Copied: see PointerBatch.
  Converter(const Plan &P, const KernelTable *Kernels, const uint8_t *Base, uint64_t SourceBytes, ConvertContext &C,
            uint64_t Period = 0, bool Copied = false)
      : P(P), Kernels(Kernels), Base(Base), SourceBytes(SourceBytes), Period(Period), Copied(Copied), C(C) {}

  /// All steps, for each of many elements.
  Status run(const Op *Ops, uint32_t NumOps, loops::Lanes Elements);
  /// All steps of the plan, on elements that need not adjoin.
  Status runSpaced(loops::Lanes Elements);
  /// The same with \p Fast, if that serves so many.
  Status run(const Op *Ops, uint32_t NumOps, const VectorCode *Fast, loops::Lanes Elements);
  /// Do vectors do it? They write padding too.
  bool isFast(const VectorCode *Fast, uint64_t Count) const {
    return Fast && Kernels && (Count >= Fast->Group.Elements || Fast->One.Elements) &&
           !(Fast->Group.HasIntegers && C.SignUnknown);
  }
  /// Pointers only, all else being copied.
  Status runPointers(const Op *Ops, uint32_t NumOps, loops::Lanes Elements);
  /// Steps whose source lies within \p Limit bytes of the element.
  Status runPart(const Op *Ops, uint32_t NumOps, const uint8_t *Source, uint8_t *Target, uint64_t Limit);

private:
  static constexpr uint64_t BatchElements = 128;
  static_assert(BatchElements >= MaxShuffleWidth, "a batch has a group");

  Status runFast(const VectorCode &Fast, loops::Lanes Elements);
  bool shuffle(const VectorCode &Code, loops::Lanes L) const;
  bool shuffleEach(const VectorCode &Code, const loops::Lanes &L) const;
  Status many(const Op &O, loops::Lanes L);
  Status manySteps(const Op &O, loops::Lanes L);
  Status manyFloats(const Op &O, loops::Lanes L);
  bool manyIntegers(const Op &O, loops::Lanes L) const;
  Status one(const Op &O, const uint8_t *Source, uint8_t *Target);
  Status integer(const Op &O, const uint8_t *Source, uint8_t *Target);
  Status floating(const Op &O, const uint8_t *Source, uint8_t *Target);
  Status bits(const Op &O, const uint8_t *Source, uint8_t *Target);
  Status pointer(const Op &O, const uint8_t *Source, uint8_t *Target);
  Status manyPointers(const Op &O, loops::Lanes L);
  Status unionPointer(const Op &O, const uint8_t *Source);
  Status zeros(const Op &O, const uint8_t *Source, uint8_t *Target);
  Status sync(const Op &O, const uint8_t *Source, uint8_t *Target);
  Status choice(const Op &O, const uint8_t *Source, uint8_t *Target);
  Status loseIn(const UnionChoice &C, uint32_t Member, const uint8_t *Union, Status S);
  Status checkRest(const uint8_t *Source, uint64_t Bytes);
  Status lose(Errc Code, const uint8_t *Source, unsigned Bit);
  uint64_t offsetOf(const uint8_t *Source) const {
    auto Offset = static_cast<uint64_t>(Source - Base);
    return Period ? Offset % Period : Offset;
  }

  const Plan &P;
  const KernelTable *Kernels;
  const uint8_t *Base;
  uint64_t SourceBytes, Period;
  bool Copied;
  ConvertContext &C;
};

} // namespace cgt

#endif // CGT_CONVERT_CONVERTER_H
