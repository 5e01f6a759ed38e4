//===- Convert.cpp - Runs a plan; precision-loss checks ----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Receiver makes right (paper section 4.3): the only code that turns a sender's bytes into the receiver's.
//
//===----------------------------------------------------------------------===//

#include "convert/Converter.h"
#include "convert/FloatPairs.h"
#include "convert/UnionChoice.h"
#include "types/TypeNames.h"

using namespace cgt;

Status Converter::lose(Errc Code, const uint8_t *Source, unsigned Bit) {
  Text Path(C.LossPath, sizeof C.LossPath);
  uint64_t Offset = offsetOf(Source);
  printPath(P.From, Offset, Bit, SourceBytes, Path);
  return Status::fail(Code, Offset);
}

static void swapBytes(const uint8_t *Source, uint8_t *Target, unsigned Size) {
  for (unsigned I = 0; I < Size; ++I)
    Target[I] = Source[Size - 1 - I];
}

static void printInteger(Wide W, bool Signed, Text &Out) {
  bool Negative = Signed && (W.High >> 63);
  if (Negative) {
    W.Low = ~W.Low + 1;
    W.High = ~W.High + (W.Low == 0);
    Out.add('-');
  }
  if (W.High)
    Out.add("2^64 or more");
  else
    Out.decimal(W.Low);
}

Status Converter::integer(const Op &O, const uint8_t *Source, uint8_t *Target) {
  Wide W = readInteger(Source, O.SourceSize, P.SourceBig, O.SourceSigned);
  Errc Failure = Errc::Ok;
  if (O.TargetSize > O.SourceSize && C.SignUnknown && topBit(Source, O.SourceSize, P.SourceBig))
    Failure = Errc::AmbiguousSign;
  writeInteger(W, Target, O.TargetSize, P.TargetBig);
  if (O.TargetSize < O.SourceSize) {
    // The high part must be the sign, not zero as in the paper (two's complement).
    bool FitsSigned = readInteger(Target, O.TargetSize, P.TargetBig, true) == W;
    bool FitsUnsigned = readInteger(Target, O.TargetSize, P.TargetBig, false) == W;
    if (!(C.SignUnknown ? FitsSigned || FitsUnsigned : O.TargetSigned ? FitsSigned : FitsUnsigned))
      Failure = Errc::IntegerLoss;
  }
  if (Failure == Errc::Ok)
    return Status::success();
  Text Value(C.LossValue, sizeof C.LossValue);
  printInteger(W, O.SourceSigned, Value);
  return lose(Failure, Source, 0);
}

Status Converter::floating(const Op &O, const uint8_t *Source, uint8_t *Target) {
  FloatValue Value;
  memset(Target, 0, O.TargetSize);
  if (unpackFloat(O.SourceFormat, Source, P.SourceBig, Value) &&
      packFloat(O.TargetFormat, Value, C.AllowLongDoubleLoss, P.TargetBig, Target))
    return Status::success();
  Text Out(C.LossValue, sizeof C.LossValue);
  printFloat(Value, Out);
  return lose(Errc::FloatLoss, Source, 0);
}

static unsigned bitAt(const uint8_t *Data, unsigned Bit, bool FromTop) {
  return (Data[Bit / 8] >> (FromTop ? 7 - Bit % 8 : Bit % 8)) & 1;
}

static void setBit(uint8_t *Data, unsigned Bit, bool FromTop, unsigned Value) {
  uint8_t Mask = static_cast<uint8_t>(1u << (FromTop ? 7 - Bit % 8 : Bit % 8));
  Data[Bit / 8] = static_cast<uint8_t>(Value ? Data[Bit / 8] | Mask : Data[Bit / 8] & ~Mask);
}

/// Widths are equal, so nothing can be lost; order within the bytes differs by platform.
Status Converter::bits(const Op &O, const uint8_t *Source, uint8_t *Target) {
  bool FromTop = P.From.Where->BitFieldsFromTop, ToTop = P.To.Where->BitFieldsFromTop;
  for (unsigned I = 0; I < O.SourceWidth; ++I) { // I counts from the value's lowest bit
    unsigned S = O.SourceBit + (FromTop ? O.SourceWidth - 1u - I : I);
    unsigned T = O.TargetBit + (ToTop ? O.TargetWidth - 1u - I : I);
    setBit(Target, T, ToTop, bitAt(Source, S, FromTop));
  }
  return Status::success();
}

Status Converter::pointer(const Op &O, const uint8_t *Source, uint8_t *Target) {
  uint64_t Address = readUnsigned(Source, O.SourceSize, P.SourceBig);
  memset(Target, 0, O.TargetSize);
  if (Address == 0 || !C.Pointer)
    return Status::success();
  C.At = {&P.From, offsetOf(Source), SourceBytes};
  Status S = C.Pointer(C.Ctx, Address, O.IsFunction, Target);
  return S.ok() ? S : lose(S.Code, Source, 0);
}

Status Converter::manyPointers(const Op &O, loops::Lanes L) {
  uint64_t Done = 0;
  if (C.Pointers && L.Count) {
    Status S = C.Pointers(C.Ctx,
                          {L.Source, L.SourceStride, L.Target, L.TargetStride, L.Count, O.SourceSize, P.SourceBig, O.IsFunction,
                           Copied, &P.From, offsetOf(L.Source), SourceBytes, Period},
                          Done);
    return S.ok() ? S : lose(S.Code, L.Source + Done * L.SourceStride, 0);
  }
  for (; Done < L.Count; ++Done)
    if (Status S = pointer(O, L.Source + Done * L.SourceStride, L.Target + Done * L.TargetStride); !S.ok())
      return S;
  return Status::success();
}

/// The bytes are copied already. If they hold an address that means another object here, only the program knows whether it
/// is one.
Status Converter::unionPointer(const Op &O, const uint8_t *Source) {
  uint64_t Address = readUnsigned(Source, O.SourceSize, P.SourceBig);
  if (Address == 0 || !C.IsMovedAddress || !C.IsMovedAddress(C.Ctx, Address, Source))
    return Status::success();
  return lose(Errc::MovedAddress, Source, 0);
}

Status Converter::zeros(const Op &O, const uint8_t *Source, uint8_t *Target) {
  for (uint64_t I = 0; I < O.Bytes; ++I)
    if (Source[I] != 0) {
      Text Value(C.LossValue, sizeof C.LossValue);
      printUnionAt(P.From, offsetOf(Source), SourceBytes, Value);
      return lose(Errc::OpaqueData, Source, 0);
    }
  memset(Target, 0, static_cast<size_t>(O.TargetBytes));
  return Status::success();
}

/// Numbers that the kernel has to do with mean nothing elsewhere.
Status Converter::sync(const Op &O, const uint8_t *Source, uint8_t *Target) {
  SyncLayout From = {O.SourceSize, P.SourceBig, O.Bytes}, To = {O.TargetSize, P.TargetBig, O.TargetBytes};
  return convertSync(O.Sync, From, Source, To, Target) ? Status::success() : lose(Errc::OpaqueData, Source, 0);
}

/// What the steps of a union's member have said of it becomes what the whole is told of it.
Status Converter::loseIn(const UnionChoice &C, uint32_t Member, const uint8_t *Union, Status S) {
  char Inside[sizeof this->C.LossPath];
  memcpy(Inside, this->C.LossPath, sizeof Inside);
  Text Path(this->C.LossPath, sizeof this->C.LossPath);
  printPath(P.From, offsetOf(Union), 0, SourceBytes, Path, C.From.Index);
  bool IsKnown = Member < C.From.info().NumMembers;
  if (IsKnown && C.From.info().Members[Member].Name.Data[0] != '#')
    Path.add(Path.empty() ? "" : ".").add(C.From.info().Members[Member].Name);
  bool IsOpaque = !IsKnown && S.Code == Errc::OpaqueData; // whatever it is, its path is the union's
  if (Inside[0] && !IsOpaque)
    Path.add(Path.empty() || Inside[0] == '[' ? "" : ".").add(Inside);
  if (IsOpaque && C.Which) {
    Text Out(this->C.LossValue, sizeof this->C.LossValue);
    Out.add("CGT_ACTIVE tells no member of '").add(C.From.info().Name).add('\'');
  }
  return Status::fail(S.Code, offsetOf(Union));
}

/// Each union as the member that is live in it. What the member leaves of it is zeros.
Status Converter::choice(const Op &O, const uint8_t *Source, uint8_t *Target) {
  const UnionChoice &U = *O.Choice;
  uint32_t Member = U.member(Source);
  const Plan *Live = U.plan(Member);
  uint64_t Step = U.From.info().Size, OwnStep = U.To.info().Size;
  if (!O.IsOverlay)
    memset(Target, 0, static_cast<size_t>(O.TargetBytes));
  for (uint64_t K = 0; Live && K < U.Count; ++K) {
    const uint8_t *Union = Source + K * Step;
    Converter Inside(*Live, nullptr, Union, Live->SourceSize, C, 0, Copied);
    loops::Lanes One{Union, Step, Target + K * OwnStep, OwnStep, 1};
    Status S = O.IsOverlay ? Inside.runPointers(Live->Ops, Live->NumOps, One) : Inside.run(Live->Ops, Live->NumOps, One);
    if (!S.ok())
      return loseIn(U, Member, Union, S);
  }
  return Status::success();
}

/// Of unions that a block ends in the middle of.
Status Converter::checkRest(const uint8_t *Source, uint64_t Bytes) {
  for (uint64_t K = 0; K < Bytes; ++K)
    if (Source[K] != 0)
      return lose(Errc::OpaqueData, Source, 0);
  return Status::success();
}

Status Converter::one(const Op &O, const uint8_t *Source, uint8_t *Target) {
  switch (O.Kind) {
  case OpKind::Copy: memcpy(Target, Source, static_cast<size_t>(O.Bytes)); return Status::success();
  case OpKind::Swap: swapBytes(Source, Target, O.SourceSize); return Status::success();
  case OpKind::Integer: return integer(O, Source, Target);
  case OpKind::Float: return floating(O, Source, Target);
  case OpKind::Bits: return bits(O, Source, Target);
  case OpKind::Pointer: return pointer(O, Source, Target);
  case OpKind::UnionPointer: return unionPointer(O, Source);
  case OpKind::Zeros: return zeros(O, Source, Target);
  case OpKind::BitSet:
    convertBitSet({O.SourceMeaning, O.SourceSize, P.SourceBig, O.Bytes}, Source,
                  {O.TargetMeaning, O.TargetSize, P.TargetBig, O.TargetBytes}, Target);
    return Status::success();
  case OpKind::Sync: return sync(O, Source, Target);
  case OpKind::Jump:
    convertJumpBuffer({O.SourceMeaning, O.SourceSize, P.SourceBig, O.Bytes}, Source,
                      {O.TargetMeaning, O.TargetSize, P.TargetBig, O.TargetBytes}, Target);
    return Status::success();
  case OpKind::Choice: return choice(O, Source, Target);
  case OpKind::Loop: break; // in run
  }
  return Status::fail(Errc::Malformed);
}

template <bool SwapSource, bool SwapTarget> static bool resize(const Op &O, const loops::Lanes &L) {
  if (O.SourceSize == 4) {
    O.SourceSigned ? loops::widenMany<true, SwapSource, SwapTarget>(L) : loops::widenMany<false, SwapSource, SwapTarget>(L);
    return true;
  }
  return O.SourceSigned ? loops::narrowMany<true, SwapSource, SwapTarget>(L)
                        : loops::narrowMany<false, SwapSource, SwapTarget>(L);
}

/// `long`, between 32 and 64 bits. False when the slow way must look closer.
bool Converter::manyIntegers(const Op &O, loops::Lanes L) const {
  bool IsLong = (O.SourceSize == 4 && O.TargetSize == 8) || (O.SourceSize == 8 && O.TargetSize == 4);
  if (!IsLong || O.SourceSigned != O.TargetSigned || C.SignUnknown)
    return false;
  bool SwapSource = P.SourceBig != HostBig, SwapTarget = P.TargetBig != HostBig;
  if (SwapSource)
    return SwapTarget ? resize<true, true>(O, L) : resize<true, false>(O, L);
  return SwapTarget ? resize<false, true>(O, L) : resize<false, false>(O, L);
}

/// One step, many times.
Status Converter::many(const Op &O, loops::Lanes L) {
  if (O.Kind == OpKind::Copy && L.SourceStride == O.Bytes && L.TargetStride == O.Bytes) {
    copyBytes(Kernels, L.Target, L.Source, static_cast<size_t>(O.Bytes * L.Count));
    return Status::success();
  }
  if (O.Fast && L.SourceStride == O.sourceBytes() && L.TargetStride == O.targetBytes() && isFast(O.Fast, L.Count)) {
    Op One = O;
    One.Source = One.Target = 0;
    One.Count = 1;
    One.Fast = nullptr;
    return run(&One, 1, O.Fast, L);
  }
  return manySteps(O, L);
}

/// Common values, until one needs a closer look.
Status Converter::manyFloats(const Op &O, loops::Lanes L) {
  while (L.Count) {
    uint64_t Done = convertFloats(O.SourceFormat, P.SourceBig, O.TargetFormat, P.TargetBig, O.TargetSize, L);
    L.Source += Done * L.SourceStride;
    L.Target += Done * L.TargetStride;
    L.Count -= Done;
    for (unsigned K = 0; K < 8 && L.Count; ++K, --L.Count) { // others come in crowds
      if (Status S = one(O, L.Source, L.Target); !S.ok())
        return S;
      L.Source += L.SourceStride;
      L.Target += L.TargetStride;
    }
  }
  return Status::success();
}

Status Converter::manySteps(const Op &O, loops::Lanes L) {
  uint64_t Size = O.Kind == OpKind::Copy ? O.Bytes : O.SourceSize;
  switch (O.Kind) {
  case OpKind::Copy:
    if (Size == 4)
      return loops::copyMany<uint32_t, false>(L), Status::success();
    if (Size == 8)
      return loops::copyMany<uint64_t, false>(L), Status::success();
    break;
  case OpKind::Swap:
    if (Size == 2)
      return loops::copyMany<uint16_t, true>(L), Status::success();
    if (Size == 4)
      return loops::copyMany<uint32_t, true>(L), Status::success();
    if (Size == 8)
      return loops::copyMany<uint64_t, true>(L), Status::success();
    break;
  case OpKind::Integer:
    if (manyIntegers(O, L))
      return Status::success();
    break;
  case OpKind::Float: return manyFloats(O, L);
  case OpKind::Pointer: return manyPointers(O, L);
  default: break;
  }
  for (uint64_t I = 0; I < L.Count; ++I)
    if (Status S = one(O, L.Source + I * L.SourceStride, L.Target + I * L.TargetStride); !S.ok())
      return S;
  return Status::success();
}

/// Step by step over batches of elements: a step's loop is as long as the batch, and the batch stays in the cache.
Status Converter::run(const Op *Ops, uint32_t NumOps, loops::Lanes Elements) {
  for (uint64_t Done = 0, Count; Done < Elements.Count; Done += Count) {
    Count = Elements.Count - Done;
    if (Count > BatchElements && NumOps > 1)
      Count = BatchElements;
    const uint8_t *Source = Elements.Source + Done * Elements.SourceStride;
    uint8_t *Target = Elements.Target + Done * Elements.TargetStride;
    for (uint32_t I = 0; I < NumOps; I += 1 + Ops[I].Body) {
      const Op &O = Ops[I];
      if (O.sourceBytes() == 0)
        continue;
      const uint8_t *From = Source + O.Source;
      uint8_t *To = Target + O.Target;
      if (O.Count == 1 && O.Kind != OpKind::Loop) {
        if (Status S = many(O, {From, Elements.SourceStride, To, Elements.TargetStride, Count}); !S.ok())
          return S;
        continue;
      }
      if (O.Kind != OpKind::Loop && O.Count < Count && !isFast(O.Fast, O.Count)) { // the longer loop inside
        for (uint64_t K = 0; K < O.Count; ++K)
          if (Status S = many(
                  O, {From + K * O.SourceStride, Elements.SourceStride, To + K * O.TargetStride, Elements.TargetStride, Count});
              !S.ok())
            return S;
        continue;
      }
      for (uint64_t K = 0; K < Count; ++K) {
        loops::Lanes Inner{From + K * Elements.SourceStride, O.SourceStride, To + K * Elements.TargetStride, O.TargetStride,
                           O.Count};
        if (Status S = O.Kind == OpKind::Loop ? run(Ops + I + 1, O.Body, O.Fast, Inner) : many(O, Inner); !S.ok())
          return S;
      }
    }
  }
  return Status::success();
}

/// The element from which on targets begin with a line; \p Most if none before does.
static uint64_t firstAligned(const loops::Lanes &L, uint64_t Most) {
  for (uint64_t K = 0; K < Most; ++K)
    if ((reinterpret_cast<uintptr_t>(L.Target) + K * L.TargetStride) % StreamLine == 0)
      return K;
  return Most;
}

/// Elements by themselves.
bool Converter::shuffleEach(const VectorCode &Code, const loops::Lanes &L) const {
  if (Code.IsShort)
    return Kernels->RunShort(Code.One, L.Source, static_cast<size_t>(L.SourceStride), L.Target,
                             static_cast<size_t>(L.TargetStride), L.Count);
  bool Fits = true;
  for (uint64_t K = 0; K < L.Count; ++K)
    Fits &= Kernels->Run(Code.One, L.Source + K * L.SourceStride, L.Target + K * L.TargetStride, 1);
  return Fits;
}

/// Whole groups; the last one may overlap the one before, which makes no difference. Where there are many, all but the first
/// begin with a line, if any element does.
bool Converter::shuffle(const VectorCode &Code, loops::Lanes L) const {
  const Shuffle &S = Code.Group;
  if (L.Count < S.Elements)
    return shuffleEach(Code, L);
  auto Run = [&](uint64_t First, uint64_t Groups, bool Past) {
    return (Past ? Kernels->RunPast : Kernels->Run)(S, L.Source + First * L.SourceStride, L.Target + First * L.TargetStride,
                                                    Groups);
  };
  bool Fits = true;
  uint64_t First = 0;
  constexpr uint64_t Many = 16; // groups
  uint64_t Bytes = L.Count * L.TargetStride;
  bool Past = (Bytes < C.WholeBytes ? C.WholeBytes : Bytes) >= Kernels->StreamFrom && L.Count > 2 * S.Elements;
  if (S.TargetBytes % StreamLine == 0 && (Past || L.Count > Many * S.Elements))
    First = firstAligned(L, S.Elements);
  Past = Past && S.TargetBytes % StreamLine == 0 && First < S.Elements;
  if (First == S.Elements)
    First = 0;
  if (First)
    Fits = Run(0, 1, false);
  Fits &= Run(First, (L.Count - First) / S.Elements, Past);
  if (Past)
    Kernels->StreamEnd();
  return (L.Count - First) % S.Elements == 0 ? Fits : Run(L.Count - S.Elements, 1, false) && Fits;
}

/// By vectors, then what they leave over. Which value was lost isn't known yet.
Status Converter::runFast(const VectorCode &Fast, loops::Lanes Elements) {
  uint64_t Batch = Fast.NumRest ? BatchElements : Elements.Count;
  for (uint64_t Done = 0, Count; Done < Elements.Count; Done += Count) {
    Count = Elements.Count - Done;
    if (Count >= 2 * Batch) // a short one at the end would write over what has been done
      Count = Batch;
    loops::Lanes Piece = Elements;
    Piece.Source += Done * Elements.SourceStride;
    Piece.Target += Done * Elements.TargetStride;
    Piece.Count = Count;
    if (!shuffle(Fast, Piece))
      return Status::fail(Errc::IntegerLoss);
    if (Status S = run(Fast.Rest, Fast.NumRest, Piece); !S.ok())
      return S;
  }
  return Status::success();
}

Status Converter::run(const Op *Ops, uint32_t NumOps, const VectorCode *Fast, loops::Lanes Elements) {
  if (!isFast(Fast, Elements.Count))
    return run(Ops, NumOps, Elements);
  return runFast(*Fast, Elements);
}

Status Converter::runPart(const Op *Ops, uint32_t NumOps, const uint8_t *Source, uint8_t *Target, uint64_t Limit) {
  for (uint32_t I = 0; I < NumOps; I += 1 + Ops[I].Body) {
    const Op &O = Ops[I];
    uint64_t Bytes = O.sourceBytes();
    if (O.Source > Limit || Bytes == 0)
      continue;
    if (O.Choice && O.Choice->Which && Bytes < O.Choice->Which->Reach)
      Bytes = O.Choice->Which->Reach;
    uint64_t Room = Limit - O.Source, Fit = Room < Bytes ? 0 : O.Count;
    if (O.Count > 1 && Room >= Bytes && (Room - Bytes) / O.SourceStride + 1 < O.Count)
      Fit = (Room - Bytes) / O.SourceStride + 1;
    loops::Lanes L{Source + O.Source, O.SourceStride, Target + O.Target, O.TargetStride, Fit};
    bool IsLoop = O.Kind == OpKind::Loop;
    if (Status S = IsLoop ? run(Ops + I + 1, O.Body, O.Fast, L) : many(O, L); !S.ok())
      return S;
    if (!IsLoop && O.Kind == OpKind::Copy && O.Count == 1 && Fit == 0)
      memcpy(L.Target, L.Source, static_cast<size_t>(Room)); // what there is of it
    if (O.Choice && Fit < O.Count) {
      uint64_t Done = Fit * O.SourceStride, All = (O.Count - 1) * O.SourceStride + O.Bytes;
      if (Status S = checkRest(L.Source + Done, (Room < All ? Room : All) - Done); !S.ok())
        return S;
    }
    if (!IsLoop || Fit == O.Count || Room <= Fit * O.SourceStride)
      continue;
    if (Status S = runPart(Ops + I + 1, O.Body, L.Source + Fit * O.SourceStride, L.Target + Fit * O.TargetStride,
                           Room - Fit * O.SourceStride);
        !S.ok())
      return S;
  }
  return Status::success();
}
