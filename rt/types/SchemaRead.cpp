//===- SchemaRead.cpp - Read a unit blob ------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Follows the tables of docs/format.md, "Unit blob", in their order, as SchemaWrite.cpp does.
//
//===----------------------------------------------------------------------===//

#include "types/Schema.h"

#include "types/TypeChecks.h"

using namespace cgt;

namespace {

/// Reads on until the first failure, which sticks; callers test Failure once per entity.
class UnitReader {
public:
  UnitReader(Cursor &In, Allocator &Memory, UnitInfo &Unit) : In(In), Memory(Memory), Unit(Unit) {}
  Status unit();

private:
  bool ok() const { return Failure.ok(); }
  bool note(Status S) {
    if (ok())
      Failure = S;
    return ok();
  }
  bool fail(Errc Code) { return note(In.fail(Code)) && false; }

  void string(Str &S) {
    if (ok())
      note(In.readString(S));
  }
  void number(uint64_t &N) {
    if (ok())
      note(In.readULEB(N));
  }
  void number(uint32_t &N) {
    if (ok())
      note(In.readULEB32(N));
  }
  void byte(uint8_t &B) {
    if (ok())
      note(In.readU8(B));
  }
  void boolean(bool &B) {
    uint8_t Byte = 0;
    byte(Byte);
    if (Byte > 1)
      fail(Errc::Malformed);
    B = Byte != 0;
  }
  /// An index below \p Limit, or none.
  void index(uint32_t &I, uint32_t Limit) {
    I = NoIndex;
    if (ok() && note(In.readIndex(I)) && I != NoIndex && I >= Limit)
      fail(Errc::Malformed);
  }
  void place(Str &File, uint32_t &Line) {
    string(File);
    number(Line);
  }
  /// A count of items and zeroed room for them.
  template <typename T> T *items(uint32_t &Count, size_t MinItemSize) {
    Count = 0;
    if (!ok() || !note(In.readCount(Count, MinItemSize)) || Count == 0)
      return nullptr;
    T *Result = Memory.array<T>(Count);
    if (!Result) {
      Count = 0;
      fail(Errc::OutOfMemory);
    }
    return Result;
  }

  void type(TypeInfo &T);
  void member(MemberInfo &M);
  void field(FieldInfo &F, uint64_t RecordSize);
  void step(StepInfo &S, uint32_t NumFields);
  void function(FunctionInfo &F);
  void global(GlobalInfo &G);
  void types();
  void data();
  void sizes(FunctionInfo *Functions);
  void actives();
  template <typename T> void texts(const T *Items, uint32_t Count, Str T::*Text);

  Cursor &In;
  Allocator &Memory;
  UnitInfo &Unit;
  uint64_t Version = 0;
  Status Failure;
};

} // namespace

void UnitReader::member(MemberInfo &M) {
  M.Type = NoIndex;
  string(M.Name);
  index(M.Type, Unit.NumTypes);
  number(M.Offset);
  boolean(M.IsBitField);
  if (M.IsBitField) {
    number(M.BitOffset);
    number(M.BitWidth);
  }
}

void UnitReader::type(TypeInfo &T) {
  uint8_t Kind = 0, Letter = 0;
  T.Element = NoIndex;
  byte(Kind);
  if (Kind > static_cast<uint8_t>(TypeKind::Void))
    fail(Errc::Malformed);
  T.Kind = static_cast<TypeKind>(Kind);
  if (T.Kind == TypeKind::Scalar) {
    byte(Letter);
    number(T.Enumerators);
  }
  T.Number = static_cast<Scalar>(Letter);
  string(T.Name);
  number(T.Size);
  number(T.Align);
  if (T.Kind == TypeKind::Pointer || T.Kind == TypeKind::Array)
    index(T.Element, Unit.NumTypes);
  if (T.Kind == TypeKind::Array)
    number(T.Count);
  if (T.Kind != TypeKind::Struct && T.Kind != TypeKind::Union)
    return;
  place(T.File, T.Line);
  boolean(T.AnyOrder);
  auto *Members = items<MemberInfo>(T.NumMembers, 4);
  T.Members = Members;
  for (uint32_t I = 0; I < T.NumMembers && ok(); ++I)
    member(Members[I]);
}

void UnitReader::types() {
  auto *Types = items<TypeInfo>(Unit.NumTypes, 4);
  Unit.Types = Types;
  for (uint32_t I = 0; I < Unit.NumTypes && ok(); ++I)
    type(Types[I]);
  if (!ok() || Unit.NumTypes == 0)
    return;
  auto *Heights = Memory.array<uint8_t>(Unit.NumTypes);
  auto *Parts = Memory.array<uint64_t>(Unit.NumTypes);
  if (!Heights || !Parts) {
    fail(Errc::OutOfMemory);
    return;
  }
  if (Errc Code = checkTypes(Unit, Heights); Code != Errc::Ok)
    fail(Code);
  else if (Errc Many = checkParts(Unit, Heights, Parts); Many != Errc::Ok)
    fail(Many);
}

void UnitReader::field(FieldInfo &F, uint64_t RecordSize) {
  string(F.Name);
  index(F.Type, Unit.NumTypes);
  number(F.Offset);
  number(F.AddressOffset);
  number(F.Flags);
  number(F.Line);
  if (!ok())
    return;
  uint64_t Size = F.Type == NoIndex ? 0 : Unit.Types[F.Type].Size;
  constexpr uint64_t SmallestPointer = 4;
  bool Fits = F.Offset <= RecordSize && Size <= RecordSize - F.Offset &&
              (F.AddressOffset == 0 || (F.AddressOffset <= RecordSize && SmallestPointer <= RecordSize - F.AddressOffset));
  if (!Fits)
    fail(Errc::Malformed);
}

void UnitReader::step(StepInfo &S, uint32_t NumFields) {
  string(S.Callee);
  number(S.LoopDepth);
  number(S.Ordinal);
  number(S.Line);
  if (Version >= 2)
    number(S.Flags);
  auto *Live = items<uint32_t>(S.NumLive, 1);
  S.Live = Live;
  uint64_t Next = 0;
  for (uint32_t I = 0; I < S.NumLive && ok(); ++I) {
    uint32_t Gap = 0;
    number(Gap);
    Next += Gap;
    if (ok() && Next >= NumFields)
      fail(Errc::Malformed);
    Live[I] = static_cast<uint32_t>(Next++);
  }
}

void UnitReader::function(FunctionInfo &F) {
  string(F.Id);
  string(F.Name);
  place(F.File, F.Line);
  if (ok())
    note(In.readU64(F.TokenHash));
  number(F.RecordSize);
  auto *Fields = items<FieldInfo>(F.NumFields, 6);
  F.Fields = Fields;
  for (uint32_t I = 0; I < F.NumFields && ok(); ++I)
    field(Fields[I], F.RecordSize);
  auto *Steps = items<StepInfo>(F.NumSteps, 5);
  F.Steps = Steps;
  for (uint32_t I = 0; I < F.NumSteps && ok(); ++I)
    step(Steps[I], F.NumFields);
}

void UnitReader::global(GlobalInfo &G) {
  string(G.Id);
  string(G.Name);
  place(G.File, G.Line);
  index(G.Type, Unit.NumTypes);
  number(G.Size);
  number(G.Flags);
}

void UnitReader::data() {
  auto *Globals = items<GlobalInfo>(Unit.NumGlobals, 7);
  Unit.Globals = Globals;
  for (uint32_t I = 0; I < Unit.NumGlobals && ok(); ++I)
    global(Globals[I]);
  auto *Symbols = items<SymbolInfo>(Unit.NumSymbols, 1);
  Unit.Symbols = Symbols;
  for (uint32_t I = 0; I < Unit.NumSymbols && ok(); ++I)
    string(Symbols[I].Id);
  auto *Literals = items<LiteralInfo>(Unit.NumLiterals, 2);
  Unit.Literals = Literals;
  for (uint32_t I = 0; I < Unit.NumLiterals && ok(); ++I) {
    index(Literals[I].Type, Unit.NumTypes);
    number(Literals[I].Size);
  }
  auto *Allocs = items<AllocSiteInfo>(Unit.NumAllocs, 4);
  Unit.Allocs = Allocs;
  for (uint32_t I = 0; I < Unit.NumAllocs && ok(); ++I) {
    index(Allocs[I].Type, Unit.NumTypes);
    place(Allocs[I].File, Allocs[I].Line);
    string(Allocs[I].Function);
  }
}

template <typename T> void UnitReader::texts(const T *Items, uint32_t Count, Str T::*Text) {
  uint32_t Texts = 0;
  if (ok())
    note(In.readCount(Texts, 2));
  for (uint32_t I = 0; I < Texts && ok(); ++I) {
    uint32_t Index = 0;
    number(Index);
    if (Index < Count)
      string(const_cast<T *>(Items)[Index].*Text); // made by this reader
    else
      fail(Errc::Malformed);
  }
}

void UnitReader::sizes(FunctionInfo *Functions) {
  uint32_t Count = 0;
  if (ok())
    note(In.readCount(Count, 4));
  for (uint32_t I = 0; I < Count && ok(); ++I) {
    uint32_t Index = 0;
    number(Index);
    if (Index >= Unit.NumFunctions)
      fail(Errc::Malformed);
    if (!ok())
      return;
    FunctionInfo &F = Functions[Index];
    auto *Sizes = items<uint64_t>(F.NumSizes, 1);
    F.Sizes = Sizes;
    for (uint32_t K = 0; K < F.NumSizes && ok(); ++K)
      number(Sizes[K]);
    texts(F.Fields, F.NumFields, &FieldInfo::Size);
    texts(F.Steps, F.NumSteps, &StepInfo::Sizes);
  }
}

void UnitReader::actives() {
  uint32_t Count = 0;
  if (ok())
    note(In.readCount(Count, 3));
  for (uint32_t I = 0; I < Count && ok(); ++I) {
    uint32_t Index = 0;
    number(Index);
    if (Index >= Unit.NumTypes)
      fail(Errc::Malformed);
    if (!ok())
      return;
    auto &T = const_cast<TypeInfo &>(Unit.Types[Index]); // made by this reader
    string(T.Active);
    texts(T.Members, T.NumMembers, &MemberInfo::Active);
  }
}

Status UnitReader::unit() {
  number(Version);
  if (ok() && (Version < 1 || Version > UnitVersion))
    fail(Version > UnitVersion ? Errc::TooNew : Errc::Malformed);
  string(Unit.File);
  string(Unit.FirstExternal);
  types();
  auto *Functions = items<FunctionInfo>(Unit.NumFunctions, 14);
  Unit.Functions = Functions;
  for (uint32_t I = 0; I < Unit.NumFunctions && ok(); ++I)
    function(Functions[I]);
  data();
  if (Version >= 2)
    sizes(Functions);
  if (Version >= 3)
    actives();
  return Failure;
}

Status cgt::parseUnit(Cursor &In, Allocator &Memory, UnitInfo &Unit) {
  Unit = UnitInfo();
  return UnitReader(In, Memory, Unit).unit();
}
