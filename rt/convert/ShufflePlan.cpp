//===- ShufflePlan.cpp - Steps compiled for vectors ------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// First the steps of one element become a rule for each of its target bytes. Then as many elements as fill vectors without
// a rest make a group, and each vector of the group's target collects its bytes from as few loads as can hold them.
//
//===----------------------------------------------------------------------===//

#include "convert/ShufflePlan.h"

using namespace cgt;

namespace {

constexpr uint32_t MaxElement = 1024; ///< bytes, either side
constexpr uint32_t MaxGroup = 2048;   ///< target bytes, unless one element has more
constexpr uint32_t MaxTerms = 96, MaxChunks = 64, MaxChecks = 64;
constexpr uint32_t MaxSteps = 4096; ///< scalars of an element, those without bytes included
constexpr uint32_t MostLines = 6;   ///< of a group that is doubled for the sake of its source
constexpr int16_t None = -1;
constexpr uint8_t ZeroByte = 0x80;

/// Where a target byte comes from: a source byte, or the sign of one, or it is zero.
struct Rule {
  int16_t Value = None, Sign = None;
};

/// A source byte that must equal the sign of another, or be zero.
struct Demand {
  int16_t High, Sign;
};

class ShuffleBuilder {
public:
  ShuffleBuilder(const Plan &P, uint64_t SourceSize, uint64_t TargetSize)
      : P(P), Width(P.Kernels->Width), SourceSize(static_cast<uint32_t>(SourceSize)),
        TargetSize(static_cast<uint32_t>(TargetSize)) {
    for (uint32_t I = 0; I < this->TargetSize; ++I)
      Rules[I] = Rule();
  }

  /// The rules of the steps that vectors can do; false when there are too many.
  bool addSteps(const Op *Ops, uint32_t NumOps, uint64_t Source, uint64_t Target);
  /// False when vectors wouldn't do. Code for groups, or for \p Single elements.
  bool build(bool Single);
  Status save(Allocator &Memory, Shuffle &Result) const;
  bool HasSteps = false;

private:
  bool addStep(const Op &O, uint64_t Source, uint64_t Target);
  void addInteger(const Op &O, uint32_t Source, uint32_t Target);
  bool chooseGroup();
  bool chooseSingle();
  bool addChunk(uint32_t Target);
  bool addTerm(const int32_t *Values, const int32_t *Signs, bool *Done, uint32_t Lowest);
  bool addChecks();
  uint32_t loadFrom(uint32_t Lowest, uint32_t Highest) const;
  int32_t inGroup(int16_t Byte, uint32_t Element) const {
    return Byte == None ? None : static_cast<int32_t>(Element * SourceSize) + Byte;
  }

  const Plan &P;
  uint32_t Width, SourceSize, TargetSize;
  uint32_t StepsLeft = MaxSteps;
  uint32_t NumDemands = 0;
  Rule Rules[MaxElement];
  Demand Demands[MaxElement];

  Shuffle S;
  ShuffleChunk Chunks[MaxChunks];
  ShuffleTerm Terms[MaxTerms];
  uint32_t Checks[MaxChecks];
  uint8_t Masks[2 * MaxTerms * MaxShuffleWidth];
  uint8_t CheckMasks[2 * MaxChecks * MaxShuffleWidth];
};

} // namespace

/// Does a step depend on values, or on the caller?
static bool needsInterpreter(const Op &O) {
  switch (O.Kind) {
  case OpKind::Copy:
  case OpKind::Swap:
  case OpKind::Zeros:
  case OpKind::Loop: return false;
  case OpKind::Integer: // that a value is below 2^31 isn't seen from its high bytes alone
    return O.TargetSize < O.SourceSize && O.TargetSigned && !O.SourceSigned;
  default: return true;
  }
}

//===--- Steps to rules ----------------------------------------------------===//

void ShuffleBuilder::addInteger(const Op &O, uint32_t Source, uint32_t Target) {
  // Bytes by significance.
  auto From = [&](uint32_t K) { return static_cast<int16_t>(Source + (P.SourceBig ? O.SourceSize - 1 - K : K)); };
  for (uint32_t K = 0; K < O.TargetSize; ++K) {
    Rule R;
    if (K < O.SourceSize)
      R.Value = From(K);
    else if (O.SourceSigned)
      R.Sign = From(O.SourceSize - 1u);
    Rules[Target + (P.TargetBig ? O.TargetSize - 1 - K : K)] = R;
  }
  for (uint32_t K = O.TargetSize; K < O.SourceSize; ++K)
    Demands[NumDemands++] = {From(K), O.TargetSigned ? From(O.TargetSize - 1u) : None};
  S.HasIntegers = true;
}

bool ShuffleBuilder::addStep(const Op &O, uint64_t From, uint64_t To) {
  if (From > SourceSize || SourceSize - From < O.sourceBytes() || To > TargetSize || TargetSize - To < O.targetBytes())
    return false;
  auto Source = static_cast<uint32_t>(From), Target = static_cast<uint32_t>(To);
  HasSteps = true;
  if (O.Kind == OpKind::Integer) {
    if (O.SourceSize > O.TargetSize && NumDemands + O.SourceSize > MaxElement)
      return false;
    addInteger(O, Source, Target);
    return true;
  }
  if (O.Kind == OpKind::Zeros && NumDemands + O.Bytes > MaxElement)
    return false;
  auto Bytes = static_cast<uint32_t>(O.targetBytes());
  for (uint32_t K = 0; K < Bytes; ++K)
    Rules[Target + K] = {
        O.Kind == OpKind::Zeros ? None : static_cast<int16_t>(Source + (O.Kind == OpKind::Swap ? Bytes - 1 - K : K)), None};
  for (uint32_t K = 0; O.Kind == OpKind::Zeros && K < O.Bytes; ++K)
    Demands[NumDemands++] = {static_cast<int16_t>(Source + K), None};
  return true;
}

bool ShuffleBuilder::addSteps(const Op *Ops, uint32_t NumOps, uint64_t Source, uint64_t Target) {
  for (uint32_t I = 0; I < NumOps; I += 1 + Ops[I].Body) {
    const Op &O = Ops[I];
    if (needsInterpreter(O))
      continue;
    for (uint64_t K = 0; K < O.Count; ++K) {
      if (StepsLeft-- == 0)
        return false;
      uint64_t From = Source + O.Source, To = Target + O.Target;
      if (O.Count > 1) {
        From += K * O.SourceStride;
        To += K * O.TargetStride;
      }
      if (!(O.Kind == OpKind::Loop ? addSteps(Ops + I + 1, O.Body, From, To) : addStep(O, From, To)))
        return false;
    }
  }
  return true;
}

//===--- Rules to vectors --------------------------------------------------===//

bool ShuffleBuilder::chooseGroup() {
  uint32_t PowerOfTwo = TargetSize & (0 - TargetSize);
  uint32_t Count = PowerOfTwo >= Width ? 1 : Width / PowerOfTwo;
  if (Count * TargetSize > MaxGroup) // the last vector overlaps the one before
    Count = TargetSize >= 4 * Width ? 1 : (4 * Width + TargetSize - 1) / TargetSize;
  while (Count * TargetSize < Width || Count * SourceSize < Width)
    Count *= 2;
  if (Width == MaxShuffleWidth && Count * SourceSize % Width == Width / 2 && 2 * Count * TargetSize <= MostLines * Width)
    Count *= 2; // whole lines on both sides
  S.Elements = Count;
  S.SourceBytes = Count * SourceSize;
  S.TargetBytes = Count * TargetSize;
  return Count <= MaxShuffleWidth;
}

/// Vectors within the element, or one with room to spare.
bool ShuffleBuilder::chooseSingle() {
  S.Elements = 1;
  S.SourceBytes = SourceSize;
  S.TargetBytes = TargetSize;
  return (SourceSize >= Width && TargetSize >= Width) || (SourceSize <= Width && TargetSize <= Width && P.Kernels->RunShort);
}

/// A load that has the bytes from \p Lowest to \p Highest, at a multiple of the width if possible.
uint32_t ShuffleBuilder::loadFrom(uint32_t Lowest, uint32_t Highest) const {
  if (S.SourceBytes <= Width)
    return 0;
  uint32_t Aligned = Lowest / Width * Width;
  uint32_t Start = Highest < Aligned + Width ? Aligned : Lowest;
  return Start < S.SourceBytes - Width ? Start : S.SourceBytes - Width;
}

/// One more load, for what it has of the bytes that aren't done. Two loads of whole lines are better than one across them,
/// where the kernel takes two.
bool ShuffleBuilder::addTerm(const int32_t *Values, const int32_t *Signs, bool *Done, uint32_t Lowest) {
  if (S.NumTerms == MaxTerms)
    return false;
  uint32_t Highest = Lowest, Last = Lowest;
  for (uint32_t K = 0; K < Width; ++K) {
    auto From = static_cast<uint32_t>(Values[K] >= 0 ? Values[K] : Signs[K]);
    if (!Done[K] && From - Lowest < Width && From > Highest)
      Highest = From;
    if (!Done[K] && From > Last)
      Last = From;
  }
  bool ByLines = Width == MaxShuffleWidth && S.SourceBytes % Width == 0 && Last / Width - Lowest / Width < 2;
  ShuffleTerm &Term = Terms[S.NumTerms];
  Term = {ByLines ? Lowest / Width * Width : loadFrom(Lowest, Highest), false};
  uint8_t *Mask = Masks + 2 * S.NumTerms * Width;
  memset(Mask, ZeroByte, 2 * Width);
  for (uint32_t K = 0; K < Width; ++K) {
    bool IsSign = Values[K] < 0;
    uint32_t At = static_cast<uint32_t>(IsSign ? Signs[K] : Values[K]) - Term.Source;
    if (Done[K] || At >= Width)
      continue;
    Mask[IsSign ? Width + K : K] = static_cast<uint8_t>(At);
    Term.Signs |= IsSign;
    Done[K] = true;
  }
  S.Signs |= Term.Signs;
  ++S.NumTerms;
  ++Chunks[S.NumChunks].NumTerms;
  return true;
}

/// Loads until each byte of the vector at \p Target has come.
bool ShuffleBuilder::addChunk(uint32_t Target) {
  if (S.NumChunks == MaxChunks)
    return false;
  int32_t Values[MaxShuffleWidth], Signs[MaxShuffleWidth];
  bool Done[MaxShuffleWidth];
  uint32_t Element = Target / TargetSize, Within = Target % TargetSize;
  for (uint32_t K = 0; K < Width; ++K) {
    bool IsThere = Target + K < S.TargetBytes; // always, in groups
    Values[K] = IsThere ? inGroup(Rules[Within].Value, Element) : None;
    Signs[K] = IsThere ? inGroup(Rules[Within].Sign, Element) : None;
    Done[K] = Values[K] < 0 && Signs[K] < 0;
    if (++Within == TargetSize) {
      Within = 0;
      ++Element;
    }
  }
  Chunks[S.NumChunks] = {Target, 0};
  while (true) {
    uint32_t Lowest = UINT32_MAX;
    for (uint32_t K = 0; K < Width; ++K) {
      auto From = static_cast<uint32_t>(Values[K] >= 0 ? Values[K] : Signs[K]);
      if (!Done[K] && From < Lowest)
        Lowest = From;
    }
    bool IsLast = Lowest == UINT32_MAX;
    if (IsLast && Chunks[S.NumChunks].NumTerms != 0)
      break;
    if (!addTerm(Values, Signs, Done, IsLast ? 0 : Lowest)) // at least one, of zeros
      return false;
  }
  if (S.MostTerms < Chunks[S.NumChunks].NumTerms)
    S.MostTerms = Chunks[S.NumChunks].NumTerms;
  ++S.NumChunks;
  return true;
}

/// Demands come in order of source, nearly: a load serves those next in line that lie within it.
bool ShuffleBuilder::addChecks() {
  uint32_t Total = NumDemands * S.Elements;
  for (uint32_t I = 0; I < Total;) {
    if (S.NumChecks == MaxChecks)
      return false;
    uint8_t *Mask = CheckMasks + 2 * S.NumChecks * Width;
    memset(Mask, 0, Width);
    memset(Mask + Width, ZeroByte, Width);
    uint32_t Start = UINT32_MAX;
    for (; I < Total; ++I) {
      const Demand &D = Demands[I % NumDemands];
      auto High = static_cast<uint32_t>(inGroup(D.High, I / NumDemands));
      uint32_t Sign = D.Sign == None ? High : static_cast<uint32_t>(inGroup(D.Sign, I / NumDemands));
      if (Start == UINT32_MAX)
        Start = High < Sign ? loadFrom(High, Sign) : loadFrom(Sign, High);
      if (High - Start >= Width || Sign - Start >= Width)
        break;
      Mask[High - Start] = 0xff;
      Mask[Width + High - Start] = D.Sign == None ? ZeroByte : static_cast<uint8_t>(Sign - Start);
    }
    Checks[S.NumChecks++] = Start;
  }
  return true;
}

bool ShuffleBuilder::build(bool Single) {
  S.NumChunks = S.NumTerms = S.NumChecks = S.MostTerms = 0;
  S.Signs = false;
  if (!HasSteps || !(Single ? chooseSingle() : chooseGroup()))
    return false;
  for (uint32_t At = 0; At < S.TargetBytes; At += Width)
    if (!addChunk(S.TargetBytes - At >= Width ? At : S.TargetBytes > Width ? S.TargetBytes - Width : 0))
      return false;
  return NumDemands == 0 || addChecks();
}

template <typename T> static Status keep(Allocator &Memory, const T *From, uint32_t Count, const T *&Result) {
  T *Own = Memory.array<T>(Count + uint64_t(1));
  if (!Own)
    return Status::fail(Errc::OutOfMemory);
  for (uint32_t K = 0; K < Count; ++K)
    Own[K] = From[K];
  Result = Own;
  return Status::success();
}

/// Masks begin where a vector may.
static Status keepMasks(Allocator &Memory, const uint8_t *From, uint32_t Bytes, const uint8_t *&Result) {
  auto *Own = Memory.array<uint8_t>(Bytes + uint64_t(MaxShuffleWidth));
  if (!Own)
    return Status::fail(Errc::OutOfMemory);
  Own += (0 - reinterpret_cast<uintptr_t>(Own)) % MaxShuffleWidth;
  memcpy(Own, From, Bytes);
  Result = Own;
  return Status::success();
}

Status ShuffleBuilder::save(Allocator &Memory, Shuffle &Result) const {
  Result = S;
  if (Status Failure = keep(Memory, Chunks, S.NumChunks, Result.Chunks); !Failure.ok())
    return Failure;
  if (Status Failure = keep(Memory, Terms, S.NumTerms, Result.Terms); !Failure.ok())
    return Failure;
  if (Status Failure = keep(Memory, Checks, S.NumChecks, Result.Checks); !Failure.ok())
    return Failure;
  if (Status Failure = keepMasks(Memory, Masks, 2 * S.NumTerms * Width, Result.Masks); !Failure.ok())
    return Failure;
  return keepMasks(Memory, CheckMasks, 2 * S.NumChecks * Width, Result.CheckMasks);
}

//===--- Whole plans -------------------------------------------------------===//

/// The steps that vectors can't do, with the loops around them.
static uint32_t keepRest(const Op *Ops, uint32_t NumOps, Op *Rest) {
  uint32_t Count = 0;
  for (uint32_t I = 0; I < NumOps; I += 1 + Ops[I].Body) {
    if (!needsInterpreter(Ops[I]) && Ops[I].Kind != OpKind::Loop)
      continue;
    uint32_t At = Count++;
    Rest[At] = Ops[I];
    Rest[At].Body = keepRest(Ops + I + 1, Ops[I].Body, Rest + Count);
    Count += Rest[At].Body;
    if (Ops[I].Kind == OpKind::Loop && Rest[At].Body == 0)
      Count = At;
  }
  return Count;
}

/// The builder is large, and arrays nest.
__attribute__((noinline)) static Status addElementCode(const Op *Ops, uint32_t NumOps, uint64_t SourceSize, uint64_t TargetSize,
                                                       const Plan &P, Allocator &Memory, const VectorCode *&Result) {
  if (SourceSize == 0 || TargetSize == 0 || SourceSize > MaxElement || TargetSize > MaxElement)
    return Status::success();
  // Short vectors with signs and checks lose to the interpreter's loop over one kind of integer.
  if (P.Kernels->Width < MaxShuffleWidth && NumOps == 1 && Ops[0].Kind == OpKind::Integer)
    return Status::success();
  ShuffleBuilder Builder(P, SourceSize, TargetSize);
  if (!Builder.addSteps(Ops, NumOps, 0, 0) || !Builder.build(false))
    return Status::success();
  auto *Code = Memory.array<VectorCode>(1);
  auto *Rest = Memory.array<Op>(NumOps);
  if (!Code || !Rest)
    return Status::fail(Errc::OutOfMemory);
  *Code = VectorCode();
  Code->NumRest = keepRest(Ops, NumOps, Rest);
  Code->Rest = Rest;
  Result = Code;
  if (Status S = Builder.save(Memory, Code->Group); !S.ok() || Ops != P.Ops || !Builder.build(true))
    return S;
  Code->IsShort = SourceSize < P.Kernels->Width || TargetSize < P.Kernels->Width;
  return Builder.save(Memory, Code->One);
}

Status cgt::addVectorCode(Op *Ops, uint32_t NumOps, uint64_t SourceSize, uint64_t TargetSize, const Plan &P, Allocator &Memory,
                          const VectorCode *&Fast) {
  constexpr uint64_t Worthwhile = 512; // bytes of an array
  if (Status S = addElementCode(Ops, NumOps, SourceSize, TargetSize, P, Memory, Fast); !S.ok())
    return S;
  for (uint32_t I = 0; I < NumOps; I += 1 + Ops[I].Body) {
    Op &O = Ops[I];
    if (O.Count < 2 || O.Count * O.SourceStride < Worthwhile || needsInterpreter(O))
      continue;
    if (O.Kind == OpKind::Loop) {
      if (Status S = addVectorCode(Ops + I + 1, O.Body, O.SourceStride, O.TargetStride, P, Memory, O.Fast); !S.ok())
        return S;
      continue;
    }
    if (O.SourceStride != O.sourceBytes() || O.TargetStride != O.targetBytes())
      continue;
    Op One = O;
    One.Source = One.Target = 0;
    One.Count = 1;
    if (Status S = addElementCode(&One, 1, O.SourceStride, O.TargetStride, P, Memory, O.Fast); !S.ok())
      return S;
  }
  return Status::success();
}
