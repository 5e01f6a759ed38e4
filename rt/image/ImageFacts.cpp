//===- ImageFacts.cpp - What is told of an image without its data -----------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "image/ImageFacts.h"

#include "image/Sections.h"

using namespace cgt;
using namespace cgt::image;

namespace {
struct UnitName {
  Str File, FirstExternal;
  bool operator==(const UnitName &N) const { return File == N.File && FirstExternal == N.FirstExternal; }
};
} // namespace

/// The beginning of a unit's blob.
static bool readName(Cursor Blob, UnitName &Result) {
  uint64_t Version;
  return Blob.readULEB(Version).ok() && Blob.readString(Result.File).ok() && Blob.readString(Result.FirstExternal).ok();
}

static bool contains(const UnitName *All, uint32_t Count, const UnitName &Wanted) {
  for (uint32_t K = 0; K < Count; ++K)
    if (All[K] == Wanted)
      return true;
  return false;
}

static bool containsAll(const UnitName *All, uint32_t Count, const UnitName *Wanted, uint32_t NumWanted) {
  for (uint32_t K = 0; K < NumWanted; ++K)
    if (!contains(All, Count, Wanted[K]))
      return false;
  return true;
}

/// The names in the section of the units.
static bool readNames(Cursor In, Allocator &Memory, UnitName *&Names, uint32_t &Count) {
  if (!In.readCount(Count, 1 + ShortestUnit).ok() || !(Names = Memory.array<UnitName>(uint64_t(Count) + 1)))
    return false;
  for (uint32_t K = 0; K < Count; ++K) {
    uint64_t Size;
    const uint8_t *Bytes;
    if (!In.readULEB(Size).ok() || !In.readBytes(Bytes, Size).ok() ||
        !readName(Cursor(Bytes, static_cast<size_t>(Size)), Names[K]))
      return false;
  }
  return true;
}

bool cgt::isImageOf(const void *File, size_t Size, const Codec &Codec, Allocator &Memory, const Cursor *UnitBlobs,
                    uint32_t NumUnits) {
  Cursor In(File, Size);
  SectionList Head;
  if (!readHeader(In, Head).ok())
    return false;
  Section S;
  do
    if (!readSection(In, S).ok() || ++Head.Count == MaxSections || S.Kind == TableSection)
      return false;
  while (S.Kind != UnitsSection);
  constexpr uint64_t MostMemory = 256u << 20; // nobody knows whose file it is
  Cursor Units(nullptr, 0);
  Budget Limit{Memory, MostMemory};
  UnitName *Theirs, *Own = Memory.array<UnitName>(uint64_t(NumUnits) + 1);
  uint32_t NumTheirs;
  if (!Own || !openSection(File, S, Codec, Limit, Units).ok() || !readNames(Units, Memory, Theirs, NumTheirs))
    return false;
  for (uint32_t K = 0; K < NumUnits; ++K)
    if (!readName(UnitBlobs[K], Own[K]))
      return false;
  return NumTheirs != 0 && NumUnits != 0 &&
         (containsAll(Own, NumUnits, Theirs, NumTheirs) || containsAll(Theirs, NumTheirs, Own, NumUnits));
}

uint64_t cgt::leastImageSize(const ImageSource &Source, int Level) {
  uint64_t Bytes = 0;
  if (Level != 0)
    return Bytes;
  for (uint32_t K = 0; K < Source.NumRuns; ++K)
    Bytes += Source.Runs[K].Count * Source.Runs[K].Size;
  for (uint32_t K = 0; K < Source.NumObjects; ++K)
    Bytes += Source.Objects[K].Data ? Source.Objects[K].Size : 0;
  for (uint32_t K = 0; K < Source.NumActivations; ++K)
    Bytes += Source.Activations[K].RecordSize;
  return Bytes;
}
