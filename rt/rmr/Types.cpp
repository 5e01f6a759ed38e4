//===- Types.cpp - The types of a stream, ours and the peer's --------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "rmr/Types.h"

#include "format/TypeNames.h"
#include "kernels/Kernels.h"

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

/// Why no stream carries it, or null.
static const char *refusalOf(const UnitInfo &Unit) {
  if (Unit.Types[0].Size == 0)
    return "a type without bytes";
  for (uint32_t I = 0; I < Unit.NumTypes; ++I) {
    const TypeInfo &T = Unit.Types[I];
    for (uint32_t M = 0; M < T.NumMembers; ++M)
      if (uint32_t Type = T.Members[M].Type; Type != NoIndex && Unit.Types[Type].Kind == TypeKind::Array &&
                                             (Unit.Types[Type].Count == 0 || Unit.Types[Type].Element == NoIndex))
        return "a flexible array member";
  }
  return nullptr;
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
  Detail = refusalOf(Unit);
  return Detail ? In.fail(Errc::Unsupported) : Status::success();
}

//===--- Pairs -------------------------------------------------------------===//

namespace {

/// Walks both types side by side, through pointers, with a list of what is to be done.
class PairWalker {
public:
  PairWalker(TypeRef From, TypeRef To, Pool &Memory, Pairing &Result)
      : From(From), To(To), Memory(Memory), Result(Result) {}
  Status walk();

private:
  Status reach(uint32_t Old, uint32_t New);
  Status leadTo(uint32_t Old, uint32_t New);
  Status visitParts(uint32_t Old, uint32_t New);

  TypeRef From, To;
  Pool &Memory;
  Pairing &Result;
  uint32_t *NewOf = nullptr; ///< of what is reached, plus one
  uint32_t *Work = nullptr;
  uint32_t NumWork = 0;
  char Detail[256] = {};
};

} // namespace

/// Puts a pair on the list, once.
Status PairWalker::reach(uint32_t Old, uint32_t New) {
  if (Old == NoIndex || New == NoIndex || NewOf[Old] == New + 1)
    return Status::success();
  if (NewOf[Old] != 0)
    return Status::success(); // the same declaration elsewhere
  NewOf[Old] = New + 1;
  Work[NumWork++] = Old;
  return Status::success();
}

/// A pointer leads to this pair: it needs a plan.
Status PairWalker::leadTo(uint32_t Old, uint32_t New) {
  if (Old == NoIndex || New == NoIndex)
    return Status::success();
  if (Result.LocalOf[Old] != NoIndex)
    return Result.LocalOf[Old] == New ? Status::success() : Status::fail(Errc::Ambiguous);
  if (Status S = compilePlan(From.at(Old), To.at(New), Memory.allocator(), Result.Plans[Old], Detail, sizeof Detail, kernels());
      !S.ok())
    return S;
  Result.LocalOf[Old] = New;
  return reach(Old, New);
}

Status PairWalker::visitParts(uint32_t Old, uint32_t New) {
  const TypeInfo &F = From.at(Old).info(), &T = To.at(New).info();
  if (F.Kind == TypeKind::Pointer)
    return leadTo(F.Element, T.Element);
  if (F.Kind == TypeKind::Array)
    return reach(F.Element, T.Element);
  for (uint32_t I = 0; I < T.NumMembers; ++I)
    for (uint32_t K = 0; K < F.NumMembers; ++K) {
      uint32_t Likely = (I + K) % F.NumMembers;
      if (F.Members[Likely].Name != T.Members[I].Name)
        continue;
      if (Status S = reach(F.Members[Likely].Type, T.Members[I].Type); !S.ok())
        return S;
      break;
    }
  return Status::success();
}

Status PairWalker::walk() {
  uint32_t Count = From.Unit->NumTypes;
  NewOf = Memory.allocator().array<uint32_t>(Count);
  Work = Memory.allocator().array<uint32_t>(Count);
  Result.LocalOf = Memory.allocator().array<uint32_t>(Count);
  Result.Plans = Memory.allocator().array<const Plan *>(Count);
  if (!NewOf || !Work || !Result.LocalOf || !Result.Plans)
    return Status::fail(Errc::OutOfMemory);
  for (uint32_t I = 0; I < Count; ++I)
    Result.LocalOf[I] = NoIndex;
  Status S = leadTo(0, 0);
  for (uint32_t I = 0; I < NumWork && S.ok(); ++I)
    S = visitParts(Work[I], NewOf[Work[I]] - 1);
  Result.Root = Result.Plans[0];
  Result.Refusal = S;
  if (S.Code != Errc::ChangedType || !Detail[0])
    return S;
  auto *Kept = static_cast<char *>(Memory.take(strlen(Detail) + 1));
  if (!Kept)
    return Status::fail(Errc::OutOfMemory);
  memcpy(Kept, Detail, strlen(Detail) + 1);
  Result.Detail = Kept;
  return S;
}

Status rmr::makePairing(const Platform &Sender, const StreamType &From, const Platform &Host, const StreamType &To,
                        Pool &Memory, Pairing *&Result) {
  Result = Memory.allocator().array<Pairing>(1);
  if (!Result)
    return Status::fail(Errc::OutOfMemory);
  *Result = Pairing();
  Result->Local = &To;
  TypeRef Old{&Sender, &From.Tag.Unit, 0}, New{&Host, &To.Tag.Unit, 0};
  Status S = PairWalker(Old, New, Memory, *Result).walk();
  if (S.Code == Errc::OutOfMemory)
    return S;
  Result->InPlace = S.ok() && isCopy(*Result->Root) && !From.isGraph() && !To.isGraph();
  return Status::success();
}

//===--- Places in types ----------------------------------------------------===//

bool rmr::isSameScalar(const UnitInfo &Unit, uint32_t A, uint32_t B) {
  const TypeInfo &X = Unit.Types[A], &Y = Unit.Types[B];
  bool AreIntegers = X.Kind == TypeKind::Scalar && Y.Kind == TypeKind::Scalar && X.Letter == Y.Letter &&
                     (X.Letter == 'i' || X.Letter == 'u') && X.Enumerators == 0 && Y.Enumerators == 0;
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
