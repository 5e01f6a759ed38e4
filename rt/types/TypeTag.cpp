//===- TypeTag.cpp - One type as a constant ---------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "types/TypeTag.h"

using namespace cgt;

/// Of the tag, raised with each change of it.
static constexpr uint64_t TagVersion = 1;

bool cgt::mayCount(const TypeInfo &Counter) { return Counter.isInteger() && Counter.Size <= 8; }

/// Does the unit have what the count says?
static bool isSound(const UnitInfo &Unit, const CountInfo &C) {
  if (C.Type >= Unit.NumTypes || Unit.Types[C.Type].Kind != TypeKind::Struct)
    return false;
  const TypeInfo &T = Unit.Types[C.Type];
  if (C.Pointer >= T.NumMembers || C.Counter >= T.NumMembers)
    return false;
  const MemberInfo &Pointer = T.Members[C.Pointer], &Counter = T.Members[C.Counter];
  if (Counter.IsBitField || Pointer.Type == NoIndex || Counter.Type == NoIndex)
    return false;
  return Unit.Types[Pointer.Type].Kind == TypeKind::Pointer && mayCount(Unit.Types[Counter.Type]);
}

const CountInfo *TypeTag::countOf(uint32_t Type, uint32_t Member) const {
  for (uint32_t I = 0; I < NumCounts; ++I)
    if (Counts[I].Type == Type && Counts[I].Pointer == Member)
      return &Counts[I];
  return nullptr;
}

const char *cgt::whyNotCarried(const TypeTag &Tag) {
  const UnitInfo &Unit = Tag.Unit;
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

namespace {

/// Renumbers types from the root on.
class TagWriter {
public:
  TagWriter(const TypeTag &From, Allocator &Memory) : From(From), Memory(Memory) {}
  Status collect(uint32_t Root);
  Status write(Sink &Out) const;

private:
  uint32_t number(uint32_t Type);
  Status collectCounts();

  const TypeTag &From;
  Allocator &Memory;
  uint32_t *NewOf = nullptr; ///< plus one; 0: not met yet
  uint32_t *OldOf = nullptr;
  uint32_t NumTypes = 0;
  TypeTag To;
};

} // namespace

uint32_t TagWriter::number(uint32_t Type) {
  if (Type == NoIndex)
    return NoIndex;
  if (NewOf[Type] == 0) {
    OldOf[NumTypes] = Type;
    NewOf[Type] = ++NumTypes;
  }
  return NewOf[Type] - 1;
}

Status TagWriter::collect(uint32_t Root) {
  uint32_t Count = From.Unit.NumTypes;
  NewOf = Memory.array<uint32_t>(Count);
  OldOf = Memory.array<uint32_t>(Count);
  auto *Types = Memory.array<TypeInfo>(Count);
  if (!NewOf || !OldOf || !Types)
    return Status::fail(Errc::OutOfMemory);
  number(Root);
  for (uint32_t I = 0; I < NumTypes; ++I) {
    TypeInfo &T = Types[I] = From.Unit.Types[OldOf[I]];
    T.Align = T.Align > CommonAlign ? T.Align : 1;
    T.File = Str();
    T.Line = 0;
    if (T.Kind == TypeKind::Pointer || T.Kind == TypeKind::Array)
      T.Element = number(T.Element);
    if (!T.isRecord() || T.NumMembers == 0)
      continue;
    auto *Members = Memory.array<MemberInfo>(T.NumMembers);
    if (!Members)
      return Status::fail(Errc::OutOfMemory);
    for (uint32_t M = 0; M < T.NumMembers; ++M) {
      Members[M] = T.Members[M];
      Members[M].Type = number(Members[M].Type);
    }
    T.Members = Members;
  }
  To.Unit.Types = Types;
  To.Unit.NumTypes = NumTypes;
  return collectCounts();
}

Status TagWriter::collectCounts() {
  auto *Counts = Memory.array<CountInfo>(From.NumCounts);
  if (From.NumCounts && !Counts)
    return Status::fail(Errc::OutOfMemory);
  for (uint32_t Type = 0; Type < NumTypes; ++Type)
    for (uint32_t Member = 0; From.NumCounts && Member < To.Unit.Types[Type].NumMembers; ++Member)
      if (const CountInfo *C = From.countOf(OldOf[Type], Member)) {
        Counts[To.NumCounts] = *C;
        Counts[To.NumCounts].Type = Type;
        if (!isSound(To.Unit, Counts[To.NumCounts++]))
          return Status::fail(Errc::Malformed);
      }
  To.Counts = Counts;
  return Status::success();
}

Status TagWriter::write(Sink &Out) const {
  Out.writeULEB(TagVersion);
  if (Status S = writeUnit(To.Unit, Out); !S.ok())
    return S;
  Out.writeULEB(To.NumCounts);
  for (uint32_t I = 0; I < To.NumCounts; ++I) {
    Out.writeULEB(To.Counts[I].Type);
    Out.writeULEB(To.Counts[I].Pointer);
    Out.writeULEB(To.Counts[I].Counter);
  }
  return Out.status();
}

Status cgt::writeTypeTag(const TypeTag &From, uint32_t Root, Allocator &Memory, Sink &Out) {
  TagWriter Writer(From, Memory);
  if (Status S = Writer.collect(Root); !S.ok())
    return S;
  Sink Measure = Sink::measuring();
  if (Status S = Writer.write(Measure); !S.ok())
    return S;
  if (Measure.written() > MaxTypeTag)
    return Status::fail(Errc::CountTooLarge);
  Out.writeULEB(Measure.written());
  return Writer.write(Out);
}

/// Does each type say what it consists of and leads to?
static bool isComplete(const UnitInfo &Unit) {
  for (uint32_t I = 0; I < Unit.NumTypes; ++I) {
    const TypeInfo &T = Unit.Types[I];
    if ((T.Kind == TypeKind::Pointer || T.Kind == TypeKind::Array) && T.Element == NoIndex)
      return false;
    for (uint32_t M = 0; M < T.NumMembers; ++M)
      if (T.Members[M].Type == NoIndex)
        return false;
  }
  return true;
}

static Status readCounts(Cursor &In, Allocator &Memory, TypeTag &Result) {
  if (Status S = In.readCount(Result.NumCounts, 3); !S.ok())
    return S;
  auto *Counts = Memory.array<CountInfo>(Result.NumCounts);
  if (Result.NumCounts && !Counts)
    return In.fail(Errc::OutOfMemory);
  Result.Counts = Counts;
  for (uint32_t I = 0; I < Result.NumCounts; ++I) {
    CountInfo &C = Counts[I];
    Status S = In.readULEB32(C.Type);
    if (S.ok())
      S = In.readULEB32(C.Pointer);
    if (S.ok())
      S = In.readULEB32(C.Counter);
    if (!S.ok())
      return S;
    bool Ascends = I == 0 || C.Type > Counts[I - 1].Type || (C.Type == Counts[I - 1].Type && C.Pointer > Counts[I - 1].Pointer);
    if (!Ascends || !isSound(Result.Unit, C))
      return In.fail(Errc::Malformed);
  }
  return Status::success();
}

/// Records have no unions of which anything tells the live member.
static bool tellsLiveMembers(const UnitInfo &U) {
  for (uint32_t T = 0; T < U.NumTypes; ++T) {
    bool Tells = !U.Types[T].Active.empty();
    for (uint32_t K = 0; K < U.Types[T].NumMembers; ++K)
      Tells |= !U.Types[T].Members[K].Active.empty();
    if (Tells)
      return true;
  }
  return false;
}

Status cgt::parseTypeTag(Cursor &In, Allocator &Memory, TypeTag &Result) {
  Result = TypeTag();
  uint32_t Size = 0;
  const uint8_t *Data = nullptr;
  if (Status S = In.readULEB32(Size); !S.ok())
    return S;
  if (Size > MaxTypeTag)
    return In.fail(Errc::CountTooLarge);
  Cursor Own(nullptr, 0);
  uint64_t Place = In.place();
  if (Status S = In.readBytes(Data, Size); !S.ok())
    return S;
  Own = Cursor(Data, Size, Place);
  uint64_t Version = 0;
  if (Status S = Own.readULEB(Version); !S.ok())
    return S;
  if (Version != TagVersion)
    return Own.fail(Version > TagVersion ? Errc::TooNew : Errc::Malformed);
  if (Status S = parseUnit(Own, Memory, Result.Unit); !S.ok())
    return S;
  const UnitInfo &U = Result.Unit;
  if (!isComplete(U) || tellsLiveMembers(U))
    return Own.fail(Errc::Malformed);
  if (U.NumTypes == 0 || !U.File.empty() || !U.FirstExternal.empty() || U.NumFunctions || U.NumGlobals || U.NumSymbols ||
      U.NumLiterals || U.NumAllocs)
    return Own.fail(Errc::Malformed);
  if (Status S = readCounts(Own, Memory, Result); !S.ok())
    return S;
  return Own.remaining() == 0 ? Status::success() : Own.fail(Errc::TrailingBytes);
}
