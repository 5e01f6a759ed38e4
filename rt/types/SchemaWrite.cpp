//===- SchemaWrite.cpp - Write a unit blob -----------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Follows the tables of docs/format.md, "Unit blob", in their order, as SchemaRead.cpp does.
//
//===----------------------------------------------------------------------===//

#include "types/Schema.h"

using namespace cgt;

static bool hasStepFlags(const UnitInfo &U) {
  for (uint32_t I = 0; I < U.NumFunctions; ++I)
    for (uint32_t K = 0; K < U.Functions[I].NumSteps; ++K)
      if (U.Functions[I].Steps[K].Flags)
        return true;
  return false;
}

namespace {

class UnitWriter {
public:
  explicit UnitWriter(Sink &Out) : Out(Out) {}
  Status unit(const UnitInfo &U);

private:
  void index(uint32_t I) { Out.writeIndex(I); }
  void place(Str File, uint32_t Line) {
    Out.writeString(File);
    Out.writeULEB(Line);
  }
  void type(const TypeInfo &T);
  void function(const FunctionInfo &F);
  void step(const StepInfo &S);
  void global(const GlobalInfo &G);
  void sizes(const UnitInfo &U);
  void actives(const UnitInfo &U);
  template <typename T> void texts(const T *Items, uint32_t Count, Str T::*Text);

  Sink &Out;
  uint64_t Version = 1;
  bool Ordered = true;
};

} // namespace

void UnitWriter::type(const TypeInfo &T) {
  Out.writeU8(static_cast<uint8_t>(T.Kind));
  if (T.Kind == TypeKind::Scalar) {
    Out.writeU8(static_cast<uint8_t>(T.Number));
    Out.writeULEB(T.Enumerators);
  }
  Out.writeString(T.Name);
  Out.writeULEB(T.Size);
  Out.writeULEB(T.Align);
  if (T.Kind == TypeKind::Pointer || T.Kind == TypeKind::Array)
    index(T.Element);
  if (T.Kind == TypeKind::Array)
    Out.writeULEB(T.Count);
  if (T.Kind != TypeKind::Struct && T.Kind != TypeKind::Union)
    return;
  place(T.File, T.Line);
  Out.writeU8(T.AnyOrder);
  Out.writeULEB(T.NumMembers);
  for (uint32_t I = 0; I < T.NumMembers; ++I) {
    const MemberInfo &M = T.Members[I];
    Out.writeString(M.Name);
    index(M.Type);
    Out.writeULEB(M.Offset);
    Out.writeU8(M.IsBitField);
    if (M.IsBitField) {
      Out.writeULEB(M.BitOffset);
      Out.writeULEB(M.BitWidth);
    }
  }
}

void UnitWriter::step(const StepInfo &S) {
  Out.writeString(S.Callee);
  Out.writeULEB(S.LoopDepth);
  Out.writeULEB(S.Ordinal);
  Out.writeULEB(S.Line);
  if (Version >= 2)
    Out.writeULEB(S.Flags);
  Out.writeULEB(S.NumLive);
  for (uint32_t I = 0; I < S.NumLive; ++I) {
    if (I > 0 && S.Live[I] <= S.Live[I - 1]) {
      Ordered = false;
      return;
    }
    Out.writeULEB(I == 0 ? S.Live[0] : S.Live[I] - S.Live[I - 1] - 1);
  }
}

void UnitWriter::function(const FunctionInfo &F) {
  Out.writeString(F.Id);
  Out.writeString(F.Name);
  place(F.File, F.Line);
  Out.writeU64(F.TokenHash);
  Out.writeULEB(F.RecordSize);
  Out.writeULEB(F.NumFields);
  for (uint32_t I = 0; I < F.NumFields; ++I) {
    const FieldInfo &Field = F.Fields[I];
    Out.writeString(Field.Name);
    index(Field.Type);
    Out.writeULEB(Field.Offset);
    Out.writeULEB(Field.AddressOffset);
    Out.writeULEB(Field.Flags);
    Out.writeULEB(Field.Line);
  }
  Out.writeULEB(F.NumSteps);
  for (uint32_t I = 0; I < F.NumSteps; ++I)
    step(F.Steps[I]);
}

void UnitWriter::global(const GlobalInfo &G) {
  Out.writeString(G.Id);
  Out.writeString(G.Name);
  place(G.File, G.Line);
  index(G.Type);
  Out.writeULEB(G.Size);
  Out.writeULEB(G.Flags);
}

template <typename T> static uint32_t countTexts(const T *Items, uint32_t Count, Str T::*Text) {
  uint32_t Found = 0;
  for (uint32_t I = 0; I < Count; ++I)
    Found += !(Items[I].*Text).empty();
  return Found;
}

static bool hasSizes(const FunctionInfo &F) {
  return F.NumSizes || countTexts(F.Fields, F.NumFields, &FieldInfo::Size) || countTexts(F.Steps, F.NumSteps, &StepInfo::Sizes);
}

static uint32_t functionsWithSizes(const UnitInfo &U) {
  uint32_t Found = 0;
  for (uint32_t I = 0; I < U.NumFunctions; ++I)
    Found += hasSizes(U.Functions[I]);
  return Found;
}

static bool hasActive(const TypeInfo &T) {
  return !T.Active.empty() || countTexts(T.Members, T.NumMembers, &MemberInfo::Active);
}

static uint32_t typesWithActive(const UnitInfo &U) {
  uint32_t Found = 0;
  for (uint32_t I = 0; I < U.NumTypes; ++I)
    Found += hasActive(U.Types[I]);
  return Found;
}

template <typename T> void UnitWriter::texts(const T *Items, uint32_t Count, Str T::*Text) {
  Out.writeULEB(countTexts(Items, Count, Text));
  for (uint32_t I = 0; I < Count; ++I)
    if (!(Items[I].*Text).empty()) {
      Out.writeULEB(I);
      Out.writeString(Items[I].*Text);
    }
}

void UnitWriter::sizes(const UnitInfo &U) {
  Out.writeULEB(functionsWithSizes(U));
  for (uint32_t I = 0; I < U.NumFunctions; ++I)
    if (const FunctionInfo &F = U.Functions[I]; hasSizes(F)) {
      Out.writeULEB(I);
      Out.writeULEB(F.NumSizes);
      for (uint32_t K = 0; K < F.NumSizes; ++K)
        Out.writeULEB(F.Sizes[K]);
      texts(F.Fields, F.NumFields, &FieldInfo::Size);
      texts(F.Steps, F.NumSteps, &StepInfo::Sizes);
    }
}

void UnitWriter::actives(const UnitInfo &U) {
  Out.writeULEB(typesWithActive(U));
  for (uint32_t I = 0; I < U.NumTypes; ++I)
    if (const TypeInfo &T = U.Types[I]; hasActive(T)) {
      Out.writeULEB(I);
      Out.writeString(T.Active);
      texts(T.Members, T.NumMembers, &MemberInfo::Active);
    }
}

Status UnitWriter::unit(const UnitInfo &U) {
  Version = typesWithActive(U) != 0 ? 3 : hasStepFlags(U) || functionsWithSizes(U) != 0 ? 2 : 1;
  Out.writeULEB(Version);
  Out.writeString(U.File);
  Out.writeString(U.FirstExternal);
  Out.writeULEB(U.NumTypes);
  for (uint32_t I = 0; I < U.NumTypes; ++I)
    type(U.Types[I]);
  Out.writeULEB(U.NumFunctions);
  for (uint32_t I = 0; I < U.NumFunctions; ++I)
    function(U.Functions[I]);
  Out.writeULEB(U.NumGlobals);
  for (uint32_t I = 0; I < U.NumGlobals; ++I)
    global(U.Globals[I]);
  Out.writeULEB(U.NumSymbols);
  for (uint32_t I = 0; I < U.NumSymbols; ++I)
    Out.writeString(U.Symbols[I].Id);
  Out.writeULEB(U.NumLiterals);
  for (uint32_t I = 0; I < U.NumLiterals; ++I) {
    index(U.Literals[I].Type);
    Out.writeULEB(U.Literals[I].Size);
  }
  Out.writeULEB(U.NumAllocs);
  for (uint32_t I = 0; I < U.NumAllocs; ++I) {
    index(U.Allocs[I].Type);
    place(U.Allocs[I].File, U.Allocs[I].Line);
    Out.writeString(U.Allocs[I].Function);
  }
  if (Version >= 2)
    sizes(U);
  if (Version >= 3)
    actives(U);
  return Ordered ? Out.status() : Status::fail(Errc::Malformed, Out.written());
}

Status cgt::writeUnit(const UnitInfo &Unit, Sink &Out) { return UnitWriter(Out).unit(Unit); }
