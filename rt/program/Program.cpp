//===- Program.cpp - This program's own schema -----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "program/Program.h"

#include "abi/Names.h"
#include "types/Active.h"

using namespace cgt;

// Bounds that the linker makes for a section whose name is a C identifier. Weak: a program may have no unit of ours.
extern "C" {
extern CgtUnit __start_cgt_units[] __attribute__((weak, visibility("hidden")));
extern CgtUnit __stop_cgt_units[] __attribute__((weak, visibility("hidden")));
}

Status Program::load(MapAllocator &Memory) {
  size_t Count = static_cast<size_t>(__stop_cgt_units - __start_cgt_units);
  Units = Memory.array<const CgtUnit *>(Count + 1);
  Infos = Memory.array<UnitInfo>(Count + 1);
  if (!Units || !Infos)
    return Status::fail(Errc::OutOfMemory);
  Allocator A = Memory.allocator();
  for (size_t I = 0; I < Count; ++I) {
    Units[I] = &__start_cgt_units[I];
    Infos[I] = UnitInfo();
    Cursor C(Units[I]->Blob, Units[I]->BlobSize);
    if (Status S = parseUnit(C, A, Infos[I]); !S.ok())
      return S;
  }
  NumUnits = static_cast<uint32_t>(Count);
  settleFound(Infos, NumUnits);
  return Status::success();
}

Cursor Program::blob(uint32_t Index) const { return Cursor(Units[Index]->Blob, Units[Index]->BlobSize); }

uint32_t Program::indexOf(const void *Unit) const {
  size_t I = static_cast<size_t>(static_cast<const CgtUnit *>(Unit) - __start_cgt_units);
  return I < NumUnits ? static_cast<uint32_t>(I) : NoIndex;
}

uint32_t Program::sameUnit(const UnitInfo &Other) const {
  uint32_t Found = NoIndex;
  for (uint32_t I = 0; I < NumUnits; ++I) {
    if (Infos[I].File != Other.File)
      continue;
    if (Infos[I].FirstExternal == Other.FirstExternal)
      return I;
    if (Found == NoIndex)
      Found = I;
  }
  return Found;
}

/// Looks in the same unit first, then in all.
template <typename MatchFn> static Place findIn(const UnitInfo *Infos, uint32_t NumUnits, uint32_t First, MatchFn Match) {
  if (First != NoIndex)
    if (uint32_t I = Match(Infos[First]); I != NoIndex)
      return {First, I};
  for (uint32_t U = 0; U < NumUnits; ++U)
    if (uint32_t I = Match(Infos[U]); U != First && I != NoIndex)
      return {U, I};
  return {};
}

template <typename T> static uint32_t indexOfId(const T *Items, uint32_t Count, Str Id) {
  for (uint32_t I = 0; I < Count; ++I)
    if (Items[I].Id == Id)
      return I;
  return NoIndex;
}

Place Program::function(Str Id, const UnitInfo &Home) const {
  return findIn(Infos, NumUnits, sameUnit(Home), [&](const UnitInfo &U) { return indexOfId(U.Functions, U.NumFunctions, Id); });
}

Place Program::global(Str Id, const UnitInfo &Home) const {
  return findIn(Infos, NumUnits, sameUnit(Home), [&](const UnitInfo &U) { return indexOfId(U.Globals, U.NumGlobals, Id); });
}

Place Program::symbol(Str Id, const UnitInfo &Home) const {
  return findIn(Infos, NumUnits, sameUnit(Home), [&](const UnitInfo &U) { return indexOfId(U.Symbols, U.NumSymbols, Id); });
}

template <typename T> static uint32_t indexOfName(const T *Items, uint32_t Count, Str Name) {
  for (uint32_t I = 0; I < Count; ++I)
    if (Items[I].Name == Name)
      return I;
  return NoIndex;
}

Place Program::functionNamed(Str Name) const {
  return findIn(Infos, NumUnits, NoIndex, [&](const UnitInfo &U) { return indexOfName(U.Functions, U.NumFunctions, Name); });
}

Place Program::globalNamed(Str Name) const {
  return findIn(Infos, NumUnits, NoIndex, [&](const UnitInfo &U) { return indexOfName(U.Globals, U.NumGlobals, Name); });
}

Place Program::anyType(TypeKind Kind, Str Name) const {
  return findIn(Infos, NumUnits, NoIndex, [&](const UnitInfo &U) {
    for (uint32_t I = 0; I < U.NumTypes; ++I)
      if (U.Types[I].Kind == Kind && (Name.empty() || U.Types[I].Name == Name))
        return I;
    return NoIndex;
  });
}

Place Program::stringType() const {
  return findIn(Infos, NumUnits, NoIndex, [](const UnitInfo &U) {
    for (uint32_t I = 0; I < U.NumTypes; ++I)
      if (U.Types[I].Kind == TypeKind::Pointer && U.Types[I].Element != NoIndex)
        if (const TypeInfo &T = U.Types[U.Types[I].Element]; T.scalar() == Scalar::Char)
          return I;
    return NoIndex;
  });
}

void *Program::globalAddress(Place P) const {
  void *Entry = tableEntry(Units[P.Unit]->Globals, P.Index);
  if (!(Infos[P.Unit].Globals[P.Index].Flags & GlobalThreadLocal))
    return Entry;
  return reinterpret_cast<void *(*)()>(Entry)();
}

Place Program::siteType(const CgtAllocSite *Site) const {
  if (!Site)
    return {};
  uint32_t Unit = indexOf(Site->Unit);
  if (Unit == NoIndex)
    return {};
  if (Site->Kind == CGT_SITE_TYPE)
    return {Unit, static_cast<uint32_t>(Site->Site)};
  const UnitInfo &U = Infos[Unit];
  if (Site->Site >= U.NumAllocs)
    return {Unit, NoIndex};
  return {Unit, U.Allocs[Site->Site].Type};
}
