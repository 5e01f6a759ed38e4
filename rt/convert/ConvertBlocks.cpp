//===- ConvertBlocks.cpp - Runs a plan over whole blocks --------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Elements that adjoin, or don't; parts of elements at a block's end; pointers alone where the rest is copied already.
//
//===----------------------------------------------------------------------===//

#include "convert/Converter.h"

using namespace cgt;

/// Vectors that read and write whole groups do so out of and into buffers, from which each element goes to its place.
Status Converter::runSpaced(loops::Lanes L) {
  alignas(StreamLine) uint8_t Buffer[8192], Gathered[8192];
  uint64_t Size = P.SourceSize > P.TargetSize ? P.SourceSize : P.TargetSize;
  uint64_t Batch = Size ? sizeof Buffer / 2 / Size : 0;
  if (Batch > BatchElements)
    Batch = BatchElements;
  bool Fast = isFast(P.Fast, L.Count), Each = Fast && P.Fast->IsShort, Packed = L.SourceStride == P.SourceSize;
  Fast = Fast && (Each || (Batch != 0 && P.Fast->Group.Elements <= Batch));
  if (!Fast || Each)
    Batch = BatchElements;
  for (uint64_t Count; L.Count; L.Count -= Count) {
    Count = L.Count < 2 * Batch ? L.Count : Batch; // no batch is shorter than a group
    loops::Lanes Piece{L.Source, L.SourceStride, L.Target, L.TargetStride, Count};
    for (uint64_t K = 0; Fast && !Each && !Packed && K < Count; ++K)
      memcpy(Gathered + K * P.SourceSize, L.Source + K * L.SourceStride, static_cast<size_t>(P.SourceSize));
    if (Fast && !(Each ? shuffleEach(*P.Fast, Piece)
                       : shuffle(*P.Fast, {Packed ? L.Source : Gathered, P.SourceSize, Buffer, P.TargetSize, Count})))
      return Status::fail(Errc::IntegerLoss);
    for (uint64_t K = 0; K < Count && !Each; ++K)
      if (Fast)
        memcpy(L.Target + K * L.TargetStride, Buffer + K * P.TargetSize, static_cast<size_t>(P.TargetSize));
      else if (P.ClearsTarget)
        memset(L.Target + K * L.TargetStride, 0, static_cast<size_t>(P.TargetSize));
    if (Status S = Fast ? run(P.Fast->Rest, P.Fast->NumRest, Piece) : run(P.Ops, P.NumOps, Piece); !S.ok())
      return S;
    L.Source += Count * L.SourceStride;
    L.Target += Count * L.TargetStride;
  }
  return Status::success();
}

Status Converter::runPointers(const Op *Ops, uint32_t NumOps, loops::Lanes Elements) {
  for (uint64_t Done = 0, Count; Done < Elements.Count; Done += Count) {
    Count = Elements.Count - Done < BatchElements ? Elements.Count - Done : BatchElements;
    for (uint32_t I = 0; I < NumOps; I += 1 + Ops[I].Body) {
      const Op &O = Ops[I];
      if (O.Kind != OpKind::Loop && !O.isPointer())
        continue;
      uint64_t Stride = Elements.TargetStride;
      const uint8_t *From = Elements.Source + Done * Stride + O.Source;
      uint8_t *To = Elements.Target + Done * Stride + O.Source;
      if (O.Kind != OpKind::Loop && O.Count == 1) {
        if (Status S = many(O, {From, Stride, To, Stride, Count}); !S.ok())
          return S;
        continue;
      }
      for (uint64_t K = 0; K < Count; ++K, From += Stride, To += Stride) {
        loops::Lanes Inner{From, O.TargetStride, To, O.TargetStride, O.Count};
        if (Status S = O.Kind == OpKind::Loop ? runPointers(Ops + I + 1, O.Body, Inner) : many(O, Inner); !S.ok())
          return S;
      }
    }
  }
  return Status::success();
}

static Status runAll(Converter &&Run, const Plan &P, const uint8_t *Source, uint8_t *Target, uint64_t Count, uint64_t Rest) {
  if (P.ClearsTarget && !Run.isFast(P.Fast, Count))
    memset(Target, 0, static_cast<size_t>(Count * P.TargetSize));
  loops::Lanes Elements{Source, P.SourceSize, Target, P.TargetSize, Count};
  if (Status S = Run.run(P.Ops, P.NumOps, P.Fast, Elements); !S.ok() || Rest == 0)
    return S;
  uint8_t *Last = Target + Count * P.TargetSize;
  memset(Last, 0, static_cast<size_t>(P.partSize(Rest)));
  return Run.runPart(P.Ops, P.NumOps, Source + Count * P.SourceSize, Last, Rest);
}

/// \p Count elements and \p Rest bytes of a further one.
static Status runMany(const Plan &P, const uint8_t *Source, uint8_t *Target, uint64_t Count, uint64_t Rest,
                      uint64_t SourceBytes, ConvertContext &C) {
  C.LossPath[0] = C.LossValue[0] = 0;
  if (Count == 0 && Rest == 0)
    return Status::success();
  if (isCopy(P)) {
    copyBytes(P.Kernels, Target, Source, static_cast<size_t>(Count * P.SourceSize + Rest));
    return Status::success();
  }
  Status S = runAll({P, P.Kernels, Source, SourceBytes, C}, P, Source, Target, Count, Rest);
  // Kernels have an order of their own. Whatever they do, the same loss is told.
  return S.ok() || !P.Kernels ? S : runAll({P, nullptr, Source, SourceBytes, C}, P, Source, Target, Count, Rest);
}

/// A few elements without a detour, as scalars, nodes and short arrays come. False: the long way, which reports losses, too.
static bool convertFew(const Plan &P, const uint8_t *Source, uint8_t *Target, uint64_t Count, ConvertContext &C) {
  const VectorCode *Fast = P.Fast;
  if (!Fast || Fast->NumRest || (Fast->Group.HasIntegers && C.SignUnknown))
    return false;
  C.LossPath[0] = C.LossValue[0] = 0;
  const Shuffle &S = Fast->Group;
  if (Count < S.Elements)
    return Fast->IsShort && P.Kernels->RunShort(Fast->One, Source, static_cast<size_t>(P.SourceSize), Target,
                                                static_cast<size_t>(P.TargetSize), Count);
  if (!P.Kernels->Run(S, Source, Target, Count / S.Elements))
    return false;
  uint64_t Last = Count - S.Elements;
  return Count % S.Elements == 0 || P.Kernels->Run(S, Source + Last * P.SourceSize, Target + Last * P.TargetSize, 1);
}

Status cgt::convert(const Plan &P, const void *Source, void *Target, uint64_t Count, ConvertContext &Context) {
  constexpr uint64_t Few = 2048; // bytes
  if (Count != 0 && Count <= Few && Count * P.SourceSize <= Few &&
      convertFew(P, static_cast<const uint8_t *>(Source), static_cast<uint8_t *>(Target), Count, Context))
    return Status::success();
  return runMany(P, static_cast<const uint8_t *>(Source), static_cast<uint8_t *>(Target), Count, 0, Count * P.SourceSize,
                 Context);
}

Status cgt::convertSpaced(const Plan &P, const void *Source, uint64_t SourceStride, void *Target, uint64_t TargetStride,
                          uint64_t Count, ConvertContext &Context) {
  if (SourceStride == P.SourceSize && TargetStride == P.TargetSize)
    return convert(P, Source, Target, Count, Context);
  Context.LossPath[0] = Context.LossValue[0] = 0;
  auto *From = static_cast<const uint8_t *>(Source);
  loops::Lanes Elements{From, SourceStride, static_cast<uint8_t *>(Target), TargetStride, Count};
  Status S = Converter(P, P.Kernels, From, P.SourceSize, Context, SourceStride).runSpaced(Elements);
  return S.ok() || !P.Kernels ? S : Converter(P, nullptr, From, P.SourceSize, Context, SourceStride).runSpaced(Elements);
}

Status cgt::convertPointers(const Plan &P, const void *Source, void *Target, uint64_t BlockBytes, uint64_t Stride,
                            uint64_t Count, ConvertContext &Context) {
  Context.LossPath[0] = Context.LossValue[0] = 0;
  auto *From = static_cast<const uint8_t *>(Source);
  auto *To = static_cast<uint8_t *>(Target);
  if (!P.Pointers || P.SourceSize == 0)
    return Status::success();
  if (P.isUnclear(BlockBytes))
    return Status::fail(Errc::UnclearEnd);
  if (BlockBytes == P.SourceSize && Count > 1 && !P.hasTail(BlockBytes))
    return Converter(P, nullptr, From, BlockBytes, Context, Stride, true)
        .runPointers(P.Ops, P.NumOps, {From, Stride, To, Stride, Count});
  for (; Count; --Count, From += Stride, To += Stride) {
    bool Tail = P.hasTail(BlockBytes);
    uint64_t Whole = Tail ? BlockBytes >= P.SourceSize : BlockBytes / P.SourceSize;
    uint64_t Rest = Tail ? (Whole ? 0 : BlockBytes) : BlockBytes % P.SourceSize;
    Converter Run(P, nullptr, From, BlockBytes, Context, 0, true);
    if (Status S = Run.runPointers(P.Ops, P.NumOps, {From, P.SourceSize, To, P.SourceSize, Whole}); !S.ok())
      return S;
    if (Rest != 0)
      if (Status S = Run.runPart(P.Ops, P.NumOps, From + Whole * P.SourceSize, To + Whole * P.SourceSize, Rest); !S.ok())
        return S;
    if (Tail)
      if (Status S = convertPointers(*P.End.Element, From + P.End.Source.Offset, To + P.End.Source.Offset,
                                     BlockBytes - P.End.Source.Offset, 0, 1, Context);
          !S.ok())
        return S;
  }
  return Status::success();
}

Status cgt::convertPointersIn(const Plan &P, const void *Source, void *Target, uint64_t BlockBytes, uint64_t &From,
                              uint64_t End, ConvertContext &Context) {
  if (P.SourceSize == 0 || P.hasTail(BlockBytes) || P.isUnclear(BlockBytes) || End - From >= BlockBytes) {
    From = BlockBytes;
    return convertPointers(P, Source, Target, BlockBytes, 0, 1, Context);
  }
  uint64_t Whole = BlockBytes / P.SourceSize, First = From / P.SourceSize, Last = (End - 1) / P.SourceSize + 1;
  Last = Last < Whole ? Last : Whole;
  From = Last * P.SourceSize;
  auto *Block = static_cast<const uint8_t *>(Source);
  auto *Own = static_cast<uint8_t *>(Target);
  Context.LossPath[0] = Context.LossValue[0] = 0;
  Converter Run(P, nullptr, Block, BlockBytes, Context, 0, true);
  if (First < Last)
    if (Status S = Run.runPointers(
            P.Ops, P.NumOps,
            {Block + First * P.SourceSize, P.SourceSize, Own + First * P.SourceSize, P.SourceSize, Last - First});
        !S.ok())
      return S;
  if (End <= From)
    return Status::success();
  uint64_t Begin = From;
  From = BlockBytes;
  return Run.runPart(P.Ops, P.NumOps, Block + Begin, Own + Begin, BlockBytes - Begin);
}

Status cgt::convertBlock(const Plan &P, const void *Source, uint64_t SourceBytes, void *Target, ConvertContext &Context) {
  auto *From = static_cast<const uint8_t *>(Source);
  auto *To = static_cast<uint8_t *>(Target);
  if (P.SourceSize == 0 && !P.End.Element)
    return Status::success();
  if (P.isUnclear(SourceBytes))
    return Status::fail(Errc::UnclearEnd);
  if (!P.hasTail(SourceBytes))
    return runMany(P, From, To, SourceBytes / P.SourceSize, SourceBytes % P.SourceSize, SourceBytes, Context);
  uint64_t Head = SourceBytes < P.SourceSize ? SourceBytes : P.SourceSize;
  if (Status S = runMany(P, From, To, Head == P.SourceSize ? 1 : 0, Head == P.SourceSize ? 0 : Head, SourceBytes, Context);
      !S.ok())
    return S;
  return convertBlock(*P.End.Element, From + P.End.Source.Offset, SourceBytes - P.End.Source.Offset, To + P.End.Target,
                      Context);
}
