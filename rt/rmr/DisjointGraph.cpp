//===- DisjointGraph.cpp - Graphs of objects that don't overlap -------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "rmr/DisjointGraph.h"

#include "base/Varint.h"
#include "rmr/Stream.h"

using namespace cgt;
using namespace cgt::rmr;

//===--- Who has which bytes ------------------------------------------------===//

/// Where the region stands, or would.
DisjointGraph::Entry *DisjointGraph::find(uint64_t Key) {
  auto *Entries = reinterpret_cast<Entry *>(Map.data());
  for (size_t I = static_cast<size_t>(Key * 0x9e3779b97f4a7c15u >> 32);; ++I) {
    Entry &E = Entries[I & (MapSize - 1)];
    if (E.Age != Age || E.Key == Key)
      return &E;
  }
}

bool DisjointGraph::growMap() {
  constexpr size_t FirstSize = 64;
  size_t Size = MapSize ? MapSize * 2 : FirstSize, OldSize = MapSize;
  if (Size > SIZE_MAX / 4 / sizeof(Entry))
    return false;
  Buffer Old(Memory);
  Old.swap(Map);
  if (!Map.reserve(Size * sizeof(Entry), 0)) {
    Old.swap(Map);
    Old.clear();
    return false;
  }
  memset(Map.data(), 0, Size * sizeof(Entry));
  MapSize = Size;
  auto *From = reinterpret_cast<Entry *>(Old.data());
  for (size_t I = 0; I < OldSize; ++I)
    if (From[I].Age == Age)
      *find(From[I].Key) = From[I];
  Old.clear();
  return true;
}

inline DisjointGraph::Region *DisjointGraph::regionOf(uint64_t Key, uint32_t Type) {
  Recent &Cached = Last[Flat[Type].Number];
  return Cached.Key == Key ? Cached.Found : otherRegion(Key, Cached);
}

DisjointGraph::Region *DisjointGraph::otherRegion(uint64_t Key, Recent &Cached) {
  Entry *E = find(Key);
  if (E->Age != Age) {
    if (NumEntries >= MapSize / 2) {
      if (!growMap())
        return nullptr;
      E = find(Key);
    }
    Region *New = Regions.add();
    if (!New)
      return nullptr;
    memset(New, 0, sizeof *New);
    ++NumEntries;
    *E = {Key, Regions.size() - 1, Age};
    Cached = {Key, New};
    return New;
  }
  if (E->Index == Whole)
    return nullptr;
  Cached = {Key, &Regions[E->Index]};
  return Cached.Found;
}

/// Marks the object's bytes; false if one of them is another's.
bool DisjointGraph::occupy(Region *R, uint64_t Address, uint64_t Bytes, uint32_t Type) {
  uint64_t At = Address % RegionSize;
  for (uint64_t Key = Address >> RegionLog;;) {
    uint64_t Here = RegionSize - At < Bytes ? RegionSize - At : Bytes;
    for (uint64_t Left = Here; Left != 0;) {
      uint64_t Bit = At % 64, Part = 64 - Bit < Left ? 64 - Bit : Left;
      uint64_t Mask = ~uint64_t(0) >> (64 - Part) << Bit, &Word = R->Taken[At / 64];
      if (Word & Mask)
        return false;
      Word |= Mask;
      At += Part;
      Left -= Part;
    }
    Bytes -= Here;
    for (++Key, At = 0; Bytes >= RegionSize; ++Key, Bytes -= RegionSize)
      if (!occupyWhole(Key))
        return false;
    if (Bytes == 0)
      return true;
    R = regionOf(Key, Type);
    if (!R)
      return false;
  }
}

bool DisjointGraph::occupyWhole(uint64_t Key) {
  if (NumEntries >= MapSize / 2 && !growMap())
    return false;
  Entry *E = find(Key);
  if (E->Age == Age)
    return false;
  ++NumEntries;
  *E = {Key, Whole, Age};
  return true;
}

//===--- Copies in the record's order ---------------------------------------===//

uint8_t *DisjointGraph::takeStaging(uint64_t Bytes) {
  if (Bytes <= static_cast<uint64_t>(StageEnd - StageNext))
    return StageNext;
  if (UsedBlocks == NumBlocks)
    return nullptr;
  Block &B = Blocks[UsedBlocks];
  if (B.Size < Bytes) {
    uint64_t Size = UsedBlocks ? 2 * static_cast<uint64_t>(Blocks[UsedBlocks - 1].Size) : FirstBlock;
    constexpr uint64_t Largest = 64u << 20;
    Size = Size < Largest ? Size : Largest;
    Size = Size < Bytes ? Bytes : Size;
    if (Size > SIZE_MAX / 2)
      return nullptr;
    if (B.Data)
      Memory.release(Memory.context, B.Data);
    B = {};
    B.Data = static_cast<uint8_t *>(Memory.allocate(Memory.context, static_cast<size_t>(Size + NodeAlign)));
    if (!B.Data)
      return nullptr;
    B.Start = reinterpret_cast<uint8_t *>(alignUp(reinterpret_cast<uintptr_t>(B.Data), NodeAlign));
    B.Size = static_cast<size_t>(Size);
  }
  ++UsedBlocks;
  closeSegment();
  StageNext = B.Start;
  StageEnd = B.Start + B.Size;
  return StageNext;
}

/// memcpy for what is mostly small; between 16 and 64 bytes without a call.
static void copyObject(uint8_t *To, const uint8_t *From, size_t Size) {
  if (Size > 64) {
    memcpy(To, From, Size);
  } else if (Size >= 16) {
    for (size_t I = 0; I + 16 < Size; I += 16)
      memcpy(To + I, From + I, 16);
    memcpy(To + Size - 16, From + Size - 16, 16);
  } else if (Size >= 8) {
    memcpy(To, From, 8);
    memcpy(To + Size - 8, From + Size - 8, 8);
  } else if (Size >= 4) {
    memcpy(To, From, 4);
    memcpy(To + Size - 4, From + Size - 4, 4);
  } else {
    for (size_t I = 0; I < Size; ++I)
      To[I] = From[I];
  }
}

void DisjointGraph::closeSegment() {
  if (Open)
    Open->Bytes = static_cast<uint64_t>(StageNext - Open->Data);
  Open = nullptr;
}

/// For objects that are large, or the first of their segment. Large ones without pointers may stay where they are until they
/// are written.
bool DisjointGraph::prepareStage(const uint8_t *Data, uint64_t Bytes, bool MayStay) {
  constexpr uint64_t Small = 4096;
  if (MayStay && Bytes > Small) {
    closeSegment();
    Segment *S = Segments.add();
    if (!S)
      return false;
    *S = {const_cast<uint8_t *>(Data), Place, Bytes};
    return true;
  }
  uint8_t *To = takeStaging(alignUp(Bytes, NodeAlign));
  if (!To || Open)
    return To;
  Open = Segments.add();
  if (!Open)
    return false;
  *Open = {To, Place, ~uint64_t(0)};
  return true;
}

/// Puts the object at its place.
inline bool DisjointGraph::stage(uint64_t Address, uint64_t Bytes, uint32_t Type) {
  constexpr uint64_t Usual = 64;
  auto *Data = reinterpret_cast<uint8_t *>(static_cast<uintptr_t>(Address));
  uint64_t Room = alignUp(Bytes, NodeAlign);
  if (Bytes > Usual || !Open || Room > static_cast<uint64_t>(StageEnd - StageNext))
    if (!prepareStage(Data, Bytes, !Flat[Type].HasSlots))
      return false;
  if (Open) {
    memset(StageNext + Room - NodeAlign, 0, NodeAlign);
    copyObject(StageNext, Data, static_cast<size_t>(Bytes));
    StageNext += Room;
  }
  End = Place + Bytes;
  Place += Room;
  return true;
}

//===--- Following pointers -------------------------------------------------===//

/// Part of the loop over slots, as visitSlot() is: calls would cost a twentieth of a list's time.
__attribute__((always_inline)) inline uint64_t DisjointGraph::enter(uint64_t Address, uint32_t Type, uint64_t Count,
                                                                    uint64_t Bytes) {
  Region *R = regionOf(Address >> RegionLog, Type);
  if (!R)
    return 0;
  uint32_t &First = R->First[Address % RegionSize >> GrainLog];
  auto CountAndLow = static_cast<uint32_t>(Count << GrainLog | (Address & 15));
  uint64_t &Word = R->Taken[Address % RegionSize / 64], Bit = Address % 64;
  if (Word >> Bit & 1) {
    for (uint32_t I = First; I != 0;) {
      const Object &O = Objects[I - 1];
      if (O.CountAndLow == CountAndLow && O.Type == Type)
        return static_cast<uint64_t>(O.Place) * NodeAlign;
      I = O.Next;
    }
    return 0;
  }
  if (Bytes <= 64 - Bit) {
    uint64_t Mask = ~uint64_t(0) >> (64 - Bytes) << Bit;
    if (Word & Mask)
      return 0;
    Word |= Mask;
  } else if (Bytes > MostPlace - Place || !occupy(R, Address, Bytes, Type)) {
    return 0;
  }
  Object *O = Objects.size() == Whole ? nullptr : Objects.add();
  if (!O)
    return 0;
  uint64_t At = Place;
  *O = {static_cast<uint32_t>(At / NodeAlign), First, Type, CountAndLow};
  First = Objects.size();
  return stage(Address, Bytes, Type) ? At : 0;
}

__attribute__((always_inline)) inline bool DisjointGraph::visitSlot(uint8_t *Where, uint32_t Pointee, bool HasCount,
                                                                    uint64_t Count) {
  uintptr_t Value;
  memcpy(&Value, Where, sizeof Value);
  if (Value == 0)
    return !HasCount || Count == 0;
  uint64_t At = 0;
  if (!HasCount || Count != 0) {
    if (Pointee == NoIndex || Flat[Pointee].Size == 0)
      return false;
    const FlatType &F = Flat[Pointee];
    if (!HasCount)
      Count = F.IsText ? strlen(reinterpret_cast<const char *>(Value)) + 1 : 1;
    if (Count >= MostCount)
      return false;
    At = enter(Value, Pointee, Count, Count * F.Size);
    if (At == 0 || At > UINTPTR_MAX / 2)
      return false;
  }
  Value = static_cast<uintptr_t>(At);
  memcpy(Where, &Value, sizeof Value);
  return true;
}

bool DisjointGraph::visitObject(uint8_t *Data, uint32_t Type, uint64_t Count) {
  const FlatType &F = Flat[Type];
  if (!F.Slots) {
    auto Visit = [&](const Slot &Found) {
      uint8_t *Where = Data + (Found.Where - Data);
      return visitSlot(Where, Found.Pointee, Found.HasCount, Found.Count) ? Status::success() : Status::fail(Errc::Unsupported);
    };
    return forEachSlot(*Of, Type, Data, Count, Visit).ok();
  }
  for (uint64_t I = 0; I < Count; ++I, Data += F.Size)
    for (const FlatSlot *S = F.Slots, *Past = S + F.NumSlots; S != Past; ++S) {
      uint8_t *Where = Data + S->Offset;
      if (S->Zeros ? !isZero(Where, S->Zeros)
                   : !visitSlot(Where, S->Pointee, S->Counter != NoIndex, S->Counter != NoIndex ? countAt(*Of, *S, Data) : 1))
        return false;
    }
  return true;
}

bool DisjointGraph::collect(const StreamType &Type, const FlatType *Types, const void *Data, uint64_t Count) {
  Of = &Type;
  Flat = Types;
  Objects.reset();
  Regions.reset();
  Segments.reset();
  UsedBlocks = 0;
  NumEntries = 0;
  StageNext = StageEnd = nullptr;
  Open = nullptr;
  Place = NodeAlign;
  for (auto &L : Last)
    L = {};
  if (++Age == 0) { // entries of long ago would be valid
    MapSize = 0;
    Map.clear();
    Age = 1;
  }
  uint64_t Size = Flat[0].Size;
  if (Count == 0 || Count >= MostCount || Size == 0 || (MapSize == 0 && !growMap()))
    return false;
  if (enter(reinterpret_cast<uintptr_t>(Data), 0, Count, Count * Size) == 0)
    return false;
  // What is copied has its pointers translated, in the order in which it was copied.
  uint32_t Current = 0;
  Segment *In = &Segments[0];
  for (uint32_t I = 0; I < Objects.size(); ++I) {
    const Object &O = Objects[I];
    if (!Flat[O.Type].HasSlots)
      continue;
    uint64_t At = static_cast<uint64_t>(O.Place) * NodeAlign;
    while (At - In->Place >= In->Bytes)
      In = &Segments[++Current];
    if (!visitObject(In->Data + (At - In->Place), O.Type, O.CountAndLow >> GrainLog))
      return false;
  }
  closeSegment();
  return Place <= MostPlace;
}

//===--- Out ----------------------------------------------------------------===//

namespace {
/// Numbers, collected.
struct Numbers {
  Output &Out;
  uint8_t Bytes[512];
  size_t Used = 0;
  Errc Code = Errc::Ok;

  explicit Numbers(Output &Out) : Out(Out) {}
  void add(uint64_t Value) {
    if (Used > sizeof Bytes - MaxVarintSize)
      flush();
    Used += encodeVarint(Value, Bytes + Used);
  }
  void flush() {
    if (Code == Errc::Ok)
      Code = Out.write(Bytes, Used);
    Used = 0;
  }
};
} // namespace

Errc DisjointGraph::write(Output &Out) {
  Numbers To(Out);
  uint32_t NumObjects = Objects.size();
  To.add(Of->Id);
  To.add(Objects[0].CountAndLow >> GrainLog);
  To.add(NumObjects - 1);
  for (uint32_t I = 1; I < NumObjects;) {
    const Object *Past = nullptr;
    for (const Object *O = Objects.run(I, Past); O != Past; ++O, ++I) {
      To.add(O->Type);
      To.add(O->CountAndLow >> GrainLog);
    }
  }
  To.flush();
  Errc Code = To.Code;
  if (Code == Errc::Ok)
    Code = Out.writeZeros(static_cast<size_t>(alignUp(Out.offset(), NodeAlign) - Out.offset()));
  uint64_t Start = Out.offset() - NodeAlign;
  for (uint32_t I = 0; I < Segments.size() && Code == Errc::Ok; ++I) {
    const Segment &S = Segments[I];
    uint64_t Bytes = S.Place + S.Bytes < End ? S.Bytes : End - S.Place; // the last one isn't filled up
    Code = Out.writeZeros(static_cast<size_t>(Start + S.Place - Out.offset()));
    if (Code == Errc::Ok)
      Code = Out.write(S.Data, static_cast<size_t>(Bytes));
  }
  return Code;
}

void DisjointGraph::trim() {
  constexpr uint64_t Times = 4, Free = 2048;
  Objects.trim(Times * Objects.size() + Free);
  Regions.trim(Times * Regions.size() + Free / 2);
  Segments.trim(Times * Segments.size() + Free);
  if (MapSize > 2 * Times * NumEntries + Free) {
    Map.clear();
    MapSize = 0;
  }
  uint64_t Kept = 64 * Free, Sum = 0;
  for (Block &B : Blocks) {
    Sum += B.Size;
    if (&B >= Blocks + UsedBlocks && B.Data && Sum > Times * Place + Kept) {
      Memory.release(Memory.context, B.Data);
      B = {};
    }
  }
}

void DisjointGraph::clear() {
  Objects.clear();
  Regions.clear();
  Segments.clear();
  Map.clear();
  MapSize = 0;
  for (Block &B : Blocks)
    if (B.Data) {
      Memory.release(Memory.context, B.Data);
      B = {};
    }
}
