//===- Types.cpp - The types of a stream, ours and the peer's --------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "rmr/Types.h"

#include "convert/kernels/Kernels.h"
#include "types/TypeNames.h"

using namespace cgt;
using namespace cgt::rmr;

static bool isPointer(const TypeInfo &T) { return T.Kind == TypeKind::Pointer || T.Kind == TypeKind::FunctionPointer; }

/// Marks types that have pointers in them, innermost first: as many rounds as types nest, which is 64 at most.
static void findSlots(const UnitInfo &Unit, bool *HasSlots) {
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (uint32_t I = 0; I < Unit.NumTypes; ++I) {
      const TypeInfo &T = Unit.Types[I];
      bool Has = isPointer(T) || (T.Kind == TypeKind::Array && T.Element != NoIndex && HasSlots[T.Element]);
      for (uint32_t M = 0; M < T.NumMembers && !Has; ++M)
        Has = T.Members[M].Type != NoIndex && HasSlots[T.Members[M].Type];
      Changed |= Has && !HasSlots[I];
      HasSlots[I] |= Has;
    }
  }
}

Status rmr::readStreamType(Cursor &In, Pool &Memory, StreamType &Result, const char *&Detail) {
  Result = StreamType();
  Result.Bytes = In.here();
  if (Status S = parseTypeTag(In, Memory.allocator(), Result.Tag); !S.ok())
    return S;
  Result.Size = static_cast<size_t>(In.here() - Result.Bytes);
  const UnitInfo &Unit = Result.Tag.Unit;
  Result.HasSlots = Memory.allocator().array<bool>(Unit.NumTypes);
  char Name[128];
  Text Out(Name, sizeof Name);
  printTypeName(Unit, 0, Out);
  auto *Kept = static_cast<char *>(Memory.take(strlen(Name) + 1));
  if (!Result.HasSlots || !Kept)
    return In.fail(Errc::OutOfMemory);
  memcpy(Kept, Name, strlen(Name) + 1);
  Result.Name = Kept;
  findSlots(Unit, Result.HasSlots);
  Detail = whyNotCarried(Result.Tag);
  return Detail ? In.fail(Errc::Unsupported) : Status::success();
}

//===--- Pairs -------------------------------------------------------------===//

namespace {

/// Walks both types side by side, through pointers, with a list of what is to be done.
class PairWalker {
public:
  PairWalker(TypeRef From, TypeRef To, Pool &Memory, Pairing &Result, bool *HasPlan, char (&Detail)[256])
      : From(From), To(To), Memory(Memory), Result(Result), HasPlan(HasPlan), Detail(Detail) {}
  Status walk(const cgt_rmr_memory &Scratch);
  uint64_t Own = 0; ///< bytes of the plans that are kept

private:
  void reach(uint32_t Old, uint32_t New);
  Status leadTo(uint32_t Old, uint32_t New);
  Status visitParts(uint32_t Old, uint32_t New);

  TypeRef From, To;
  Pool &Memory;
  Pairing &Result;
  bool *HasPlan;
  char (&Detail)[256];
  uint32_t *NewOf = nullptr; ///< of what is reached, plus one
  uint32_t *Work = nullptr;
  uint32_t NumWork = 0;
};

} // namespace

/// Puts a pair on the list, once; a second one is of the same declaration elsewhere.
void PairWalker::reach(uint32_t Old, uint32_t New) {
  if (Old == NoIndex || New == NoIndex || NewOf[Old] != 0)
    return;
  NewOf[Old] = New + 1;
  Work[NumWork++] = Old;
}

/// A pointer leads to this pair: it needs a plan, which tells whether both are alike.
Status PairWalker::leadTo(uint32_t Old, uint32_t New) {
  if (Old == NoIndex || New == NoIndex)
    return Status::success();
  if (Result.LocalOf[Old] != NoIndex)
    return Result.LocalOf[Old] == New ? Status::success() : Status::fail(Errc::Ambiguous);
  Pool::Mark Before = Memory.mark();
  const Plan *P = nullptr;
  const KernelTable *Kernels = HasPlan[New] ? nullptr : kernels(); // just to find out takes less time
  if (Status S = compilePlan(From.at(Old), To.at(New), Memory.allocator(), P, Detail, sizeof Detail, Kernels); !S.ok())
    return S;
  if (Old == 0)
    Result.InPlace = isCopy(*P);
  Result.LocalOf[Old] = New;
  if (HasPlan[New]) {
    Memory.giveBack(Before);
  } else {
    HasPlan[New] = true;
    Result.Plans[Old] = P;
    Own += Memory.taken() - Before.Taken;
  }
  reach(Old, New);
  return Status::success();
}

Status PairWalker::visitParts(uint32_t Old, uint32_t New) {
  const TypeInfo &F = From.at(Old).info(), &T = To.at(New).info();
  if (F.Kind == TypeKind::Pointer)
    return leadTo(F.Element, T.Element);
  if (F.Kind == TypeKind::Array)
    reach(F.Element, T.Element);
  for (uint32_t I = 0; I < T.NumMembers; ++I)
    for (uint32_t K = 0; K < F.NumMembers; ++K) {
      uint32_t Likely = (I + K) % F.NumMembers;
      if (F.Members[Likely].Name != T.Members[I].Name)
        continue;
      reach(F.Members[Likely].Type, T.Members[I].Type);
      break;
    }
  return Status::success();
}

Status PairWalker::walk(const cgt_rmr_memory &Scratch) {
  uint32_t Count = From.Unit->NumTypes;
  Result.LocalOf = Memory.allocator().array<uint32_t>(Count);
  Result.Plans = Memory.allocator().array<const Plan *>(Count);
  Buffer Lists(Scratch);
  if (!Result.LocalOf || !Result.Plans || !Lists.reserve(uint64_t(Count) * 2 * sizeof(uint32_t), 0))
    return Status::fail(Errc::OutOfMemory);
  NewOf = reinterpret_cast<uint32_t *>(Lists.data());
  Work = NewOf + Count;
  for (uint32_t I = 0; I < Count; ++I) {
    NewOf[I] = 0;
    Result.LocalOf[I] = NoIndex;
  }
  Status S = leadTo(0, 0);
  for (uint32_t I = 0; I < NumWork && S.ok(); ++I)
    S = visitParts(Work[I], NewOf[Work[I]] - 1);
  Lists.clear();
  for (uint32_t I = 0; I < Count && !S.ok(); ++I)
    if (Result.Plans[I])
      HasPlan[Result.LocalOf[I]] = false;
  return S;
}

Status rmr::makePairing(const Platform &Sender, const StreamType &From, const Platform &Host, StreamType &To, Pool &Memory,
                        Pairing &Result, char (&Detail)[256], uint64_t &Own) {
  Result = Pairing();
  Result.Local = &To;
  Detail[0] = 0;
  if (!To.HasPlan && !(To.HasPlan = Memory.allocator().array<bool>(To.Tag.Unit.NumTypes)))
    return Status::fail(Errc::OutOfMemory);
  Pool::Mark Before = Memory.mark();
  TypeRef Old{&Sender, &From.Tag.Unit, 0}, New{&Host, &To.Tag.Unit, 0};
  PairWalker Walker(Old, New, Memory, Result, To.HasPlan, Detail);
  Result.Refusal = Walker.walk(Memory.from());
  Own = Walker.Own;
  if (Result.Refusal.ok()) {
    Result.InPlace = Result.InPlace && !From.isGraph() && !To.isGraph();
    return Status::success();
  }
  Memory.giveBack(Before);
  Own = 0;
  Result.LocalOf = nullptr;
  Result.Plans = nullptr;
  if (Result.Refusal.Code != Errc::ChangedType)
    Detail[0] = 0;
  return Result.Refusal.Code == Errc::OutOfMemory ? Result.Refusal : Status::success();
}

//===--- Places in types ----------------------------------------------------===//

bool rmr::isSameScalar(const UnitInfo &Unit, uint32_t A, uint32_t B) {
  const TypeInfo &X = Unit.Types[A], &Y = Unit.Types[B];
  bool AreIntegers = X.Kind == TypeKind::Scalar && Y.Kind == TypeKind::Scalar && X.Number == Y.Number &&
                     (X.scalar() == Scalar::Signed || X.scalar() == Scalar::Unsigned) && X.Enumerators == 0 &&
                     Y.Enumerators == 0;
  return A == B || (AreIntegers && X.Size == Y.Size);
}

/// Unions aside, there is one way down.
uint64_t rmr::elementsAt(const UnitInfo &Unit, uint32_t Type, uint64_t Count, uint64_t Offset, uint32_t Wanted) {
  while (Type != NoIndex) {
    const TypeInfo &T = Unit.Types[Type];
    if (T.Size == 0 || Offset / T.Size >= Count)
      return 0;
    if (Offset % T.Size == 0 && isSameScalar(Unit, Type, Wanted))
      return Count - Offset / T.Size;
    Offset %= T.Size;
    if (T.Kind == TypeKind::Array) {
      Type = T.Element;
      Count = T.Count;
      continue;
    }
    uint64_t Most = 0;
    const MemberInfo *Only = nullptr;
    for (uint32_t I = 0; I < T.NumMembers && T.isRecord(); ++I) {
      const MemberInfo &M = T.Members[I];
      if (M.IsBitField || M.Type == NoIndex || Offset < M.Offset || Offset - M.Offset >= Unit.Types[M.Type].Size)
        continue;
      if (T.Kind == TypeKind::Struct) {
        Only = &M;
        break;
      }
      if (uint64_t Here = elementsAt(Unit, M.Type, 1, Offset - M.Offset, Wanted); Here > Most)
        Most = Here;
    }
    if (!Only)
      return Most;
    Offset -= Only->Offset;
    Type = Only->Type;
    Count = 1;
  }
  return 0;
}
