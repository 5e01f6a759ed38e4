//===- Blocks.cpp - What blocks of the heap are made of ---------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "types/Blocks.h"

using namespace cgt;

static bool isPlainArray(const TypeInfo &T) { return T.Kind == TypeKind::Array && T.Element != NoIndex && T.Name.empty(); }

BlockType cgt::blockType(const UnitInfo &Unit, uint32_t Type) {
  BlockType B{Type, BlockForm::Unknown};
  if (Type == NoIndex)
    return B;
  if (const TypeInfo &T = Unit.Types[Type]; isPlainArray(T))
    B.Form = formOfArray(false, T.Count);
  if (B.Form != BlockForm::Unknown)
    B.Element = Unit.Types[Type].Element;
  return B;
}

uint32_t cgt::typeOfBlocks(const UnitInfo &Unit, BlockType What) {
  for (uint32_t I = 0; I < Unit.NumTypes && What.Form != BlockForm::Unknown; ++I)
    if (const TypeInfo &T = Unit.Types[I];
        isPlainArray(T) && T.Element == What.Element && formOfArray(false, T.Count) == What.Form)
      return I;
  return What.Element;
}

uint32_t cgt::withoutArrays(const UnitInfo &Unit, uint32_t Type) {
  while (Unit.Types[Type].Kind == TypeKind::Array && Unit.Types[Type].Element != NoIndex)
    Type = Unit.Types[Type].Element;
  return Type;
}

uint32_t cgt::elementOfArrays(const UnitInfo &Unit, uint32_t Type) {
  while (isPlainArray(Unit.Types[Type]))
    Type = Unit.Types[Type].Element;
  return Type;
}

EndArray cgt::endArray(const UnitInfo &Unit, uint32_t Type) {
  EndArray E;
  while (Type != NoIndex && Unit.Types[Type].Kind == TypeKind::Struct && Unit.Types[Type].NumMembers != 0) {
    const TypeInfo &T = Unit.Types[Type];
    const MemberInfo &Last = T.Members[T.NumMembers - 1];
    if (Last.IsBitField || Last.Type == NoIndex)
      return {};
    E.Offset += Last.Offset;
    Type = Last.Type;
    if (const TypeInfo &Array = Unit.Types[Type]; isPlainArray(Array)) {
      E.Element = Array.Element;
      E.Count = Array.Count;
      E.Bytes = Array.Size;
      return E;
    }
    E.IsNested = true;
  }
  return {};
}

uint64_t cgt::charactersFrom(const UnitInfo &Unit, BlockType What, uint64_t Bytes) {
  auto AreCharacters = [&](uint32_t Type) {
    const TypeInfo &T = Unit.Types[withoutArrays(Unit, Type)];
    return T.isInteger() && T.Size == 1 && T.scalar() != Scalar::Bool;
  };
  if (What.Element == NoIndex)
    return Bytes;
  if (AreCharacters(What.Element))
    return 0;
  EndArray End = endArray(Unit, What.Element);
  return End.goesOn(What.Form, Unit.Types[What.Element].Size, Bytes) && AreCharacters(End.Element) ? End.Offset : Bytes;
}
