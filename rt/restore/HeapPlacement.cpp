//===- HeapPlacement.cpp - Where the image's heap lies here ----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// On an akin platform blocks return to where they were, or all of them to one distance from there, and pages that the image has
// whole are mapped there. On any other, blocks are allocated anew.
//
//===----------------------------------------------------------------------===//

#include "restore/HeapPlacement.h"

#include "abi/Names.h"
#include "heap/Heap.h"
#include "port/OwnStack.h"

using namespace cgt;

namespace {
class HeapPlacer {
public:
  HeapPlacer(Restoration &In, TypeMatch &Types, AddressMap &Map, HeapPlacement &To) : In(In), Types(Types), Map(Map), To(To) {}
  void run();

private:
  bool isJustified(const SpanRecord &S, uint32_t &Next) const;
  void layOutHeap();
  bool planRun(uint32_t Number, uint64_t &Size, const CgtAllocSite *&Site);
  void placeFrames();
  void placeInFrame(const FrameRun &At);
  void placeRun(uint32_t Number);
  Piece placeSome(const HeapRun &Run, uint64_t From, size_t Size, const CgtAllocSite *Site, void *&Ahead);
  void mapPages();
  bool mapPages(uint64_t Address, const uint8_t *Data, uint64_t Bytes);
  void noteNumbers();
  bool looksAtUses(uint32_t Number) const;

  Restoration &In;
  TypeMatch &Types;
  AddressMap &Map;
  HeapPlacement &To;
  heap::SpanPlace *Places = nullptr; ///< of each span
  uint32_t NumLaidOut = 0;           ///< spans that have a place
  bool IsUniform = true;             ///< each block so far lies in its span, in the sender's layout
};
} // namespace

/// Do blocks justify the span? Small ones come in runs of pages of a limited size, a large one fills its own. \p Next: the
/// first run that isn't in spans before it.
bool HeapPlacer::isJustified(const SpanRecord &S, uint32_t &Next) const {
  constexpr uint64_t MostPages = 128; // of small blocks: Slab.cpp
  while (Next < In.I.NumRuns && In.I.Runs[Next].Address < S.Address)
    ++Next;
  if (S.Pages <= MostPages)
    return true;
  return S.BlockSize == 0 && Next < In.I.NumRuns && In.I.Runs[Next].Address == S.Address &&
         In.I.Runs[Next].Size >= (S.Pages - 2) * SpanRecord::PageBytes / 2;
}

/// Makes the sender's spans, if there is room, where they were, else all of them at one distance from there.
void HeapPlacer::layOutHeap() {
  constexpr uint64_t ShiftAlign = 65536; // pages may be as large
  Places = In.Memory.array<heap::SpanPlace>(uint64_t(In.I.NumSpans) + 1);
  if (!Places)
    In.outOfMemory();
  if (!In.isAkin())
    return;
  uint64_t Blocks = 0;
  for (uint32_t K = 0; In.I.HasPages && K < In.I.NumSpans; ++K) // the file is as large
    Blocks += In.I.Spans[K].BlockSize >= 16 ? In.I.Spans[K].bytes() / In.I.Spans[K].BlockSize : 0;
  heap::expectLayout(In.I.NumSpans, Blocks);
  for (uint32_t K = 0, Run = 0; K < In.I.NumSpans; ++K) {
    const SpanRecord &S = In.I.Spans[K];
    auto Add = [&] {
      return heap::addSpan({reinterpret_cast<void *>(static_cast<uintptr_t>(S.Address + To.Home.Shift)),
                            static_cast<size_t>(S.Pages), static_cast<size_t>(S.BlockSize)});
    };
    if (!In.I.HasPages && !isJustified(S, Run))
      return;
    Places[K] = Add();
    if (Places[K] == heap::SpanPlace::None && K == 0)
      if (uint64_t Place = heap::firstPlace()) {
        To.Home.Shift = (Place - S.Address + ShiftAlign - 1) & ~(ShiftAlign - 1);
        Places[K] = Add();
      }
    if (Places[K] == heap::SpanPlace::None)
      continue;
    ++NumLaidOut;
    To.Home.Start = In.I.Spans[0].Address;
    To.Home.Bytes = S.Address + S.bytes() - To.Home.Start;
  }
}

/// As many blocks from \p From on as come to lie at equal distances. \p Ahead: a block that was allocated for the next piece.
Piece HeapPlacer::placeSome(const HeapRun &Run, uint64_t From, size_t Size, const CgtAllocSite *Site, void *&Ahead) {
  Piece Q{0, From, 0, nullptr, Run.Stride, false};
  uint64_t Old = Run.Address + From * Run.Stride;
  if (NumLaidOut && !Ahead) {
    heap::SpanPlace Where;
    Q.Own = reinterpret_cast<char *>(static_cast<uintptr_t>(Old + To.Home.Shift));
    Q.Count = heap::placeRun(reinterpret_cast<uintptr_t>(Q.Own), static_cast<size_t>(Run.Stride), Run.Count - From, Size,
                             static_cast<size_t>(Run.Align), Site, Where);
    Q.InPlace = In.I.HasPages && Where == heap::SpanPlace::New;
    if (Q.Count)
      return Q;
  }
  IsUniform = false;
  auto Allocate = [&] {
    void *Block = heap::allocate(Size, static_cast<size_t>(Run.Align), false, Site);
    if (!Block)
      In.refuseImage(Status::fail(Errc::OutOfMemory), "the heap doesn't fit here");
    return static_cast<char *>(Block);
  };
  Q.Own = Ahead ? static_cast<char *>(Ahead) : Allocate();
  Q.OwnStride = 0;
  Ahead = nullptr;
  char *Last = Q.Own;
  for (Q.Count = 1; From + Q.Count < Run.Count; ++Q.Count) {
    char *Next = Allocate();
    if (Q.Count == 1 && Next > Last)
      Q.OwnStride = static_cast<uint64_t>(Next - Last);
    if (Next < Last || static_cast<uint64_t>(Next - Last) != Q.OwnStride) {
      Ahead = Next;
      break;
    }
    Last = Next;
  }
  return Q;
}

/// The way of a run's blocks and their size here; false if they have no place here.
bool HeapPlacer::planRun(uint32_t Number, uint64_t &Size, const CgtAllocSite *&Site) {
  const HeapRun &Run = In.I.Runs[Number];
  Site = nullptr;
  Size = Run.Size;
  uint32_t Type = Run.Type;
  if (Type != NoIndex) {
    const UnitInfo &U = In.I.Units[Run.Unit];
    BlockType Blocks = blockType(U, Type);
    Type = Blocks.Element = withoutArrays(U, Type);
    Location L = In.locationOf(Run);
    L.What = "heap block of type";
    L.Name = U.Types[Type].Name;
    Place Own = Types.heapType(Run.Unit, Type);
    char Detail[256] = "this program has no such type";
    Status S = Own.found() ? Types.makePlan(Run.Unit, Run.Type, Blocks, Own, To.Plans[Number], Detail, sizeof Detail)
                           : Status::fail(Errc::ChangedType);
    if (!S.ok() && !In.AtHome && In.reach().isAnyReached(Number))
      In.refuse(S, L, nullptr, Detail);
    if (!S.ok() && !In.AtHome)
      return false; // nothing refers to them
    if (S.ok())
      Size = blockSize(*To.Plans[Number], Run.Size);
    Site = Types.siteFor(Own, Blocks.Form);
  }
  return true;
}

void HeapPlacer::placeRun(uint32_t Number) {
  const HeapRun &Run = In.I.Runs[Number];
  uint64_t Size;
  const CgtAllocSite *Site;
  if (const FrameRun *InFrame = In.Frames.ofRun(Number))
    return placeInFrame(*InFrame);
  if (!planRun(Number, Size, Site))
    return;
  if (To.Plans[Number] && !isSameLayout(*To.Plans[Number]))
    IsUniform = false; // what an address into it becomes must be computed
  MappedRange Range;
  Range.Size = Run.Size;
  Range.Stride = Run.Stride ? Run.Stride : 1;
  Range.Layout = To.Plans[Number];
  Range.Run = &Run;
  Range.DataStride = Run.DataStride;
  Range.OfNumbers = looksAtUses(Number);
  void *Ahead = nullptr;
  for (uint64_t From = 0; From < Run.Count; From += Range.Count) {
    Piece Q = placeSome(Run, From, static_cast<size_t>(Size), Site, Ahead);
    Q.Run = Number;
    Range.Start = Run.Address + From * Run.Stride;
    Range.Count = Q.Count;
    Range.Own = Q.Own;
    Range.OwnStride = Q.OwnStride;
    Range.Data = Run.block(From);
    if (!To.Pieces.push(Q) || !Map.add(Range))
      In.outOfMemory();
  }
}

//===--- In frames ---------------------------------------------------------===//

/// Behind an object, as the pass leaves between others.
static constexpr uint64_t Gap = CGT_LARGEST_IN_GAP + 1;

/// At least what the sender's address had, up to a page.
static uint64_t alignOf(const FrameRun &Run) {
  constexpr uint64_t Least = 16;
  uint64_t Low = Run.Address & (0 - Run.Address);
  return Low < Least ? Least : Low > SpanRecord::PageBytes ? SpanRecord::PageBytes : Low;
}

/// Frames' arrays keep their order. At home they lie where they lay, on the past stack; else above the frames of their functions' clones,
/// which find their address in the record.
void HeapPlacer::placeFrames() {
  auto *Sites = In.Memory.array<const CgtAllocSite *>(uint64_t(In.Frames.size()) + 1);
  uint64_t Room = 0;
  if (!Sites)
    In.outOfMemory();
  for (FrameRun &F : In.Frames) {
    bool IsKnown = planRun(F.Run, F.Bytes, Sites[&F - In.Frames.begin()]);
    F.Bytes = IsKnown ? F.Bytes : In.I.Runs[F.Run].Size;
    const Plan *Pl = To.Plans[F.Run];
    if (In.StackIsHome && (!Pl || isSameLayout(*Pl)) && ownstack::isPast(F.Address, F.Bytes))
      F.Own = reinterpret_cast<char *>(static_cast<uintptr_t>(F.Address));
    else if (__builtin_add_overflow(Room, sizeof(CgtPiece) + alignOf(F) + Gap, &Room) ||
             __builtin_add_overflow(Room, F.Bytes, &Room))
      In.outOfMemory();
  }
  auto At = reinterpret_cast<uintptr_t>(Room ? ownstack::makeWithRoom(Room, In.I.Process.StackBytes) : nullptr);
  if (Room && !At)
    In.refuseImage(Status::fail(Errc::OutOfMemory), "memory of its frames doesn't fit here");
  FrameRun *Newer = nullptr;
  for (FrameRun &F : In.Frames) {
    if (!F.Own) {
      auto Align = static_cast<uintptr_t>(alignOf(F));
      At = (At + sizeof(CgtPiece) + Align - 1) & ~(Align - 1);
      F.Own = reinterpret_cast<char *>(At);
      At += static_cast<uintptr_t>(F.Bytes + Gap);
    }
    if (!F.isPiece())
      continue;
    auto *Piece = reinterpret_cast<CgtPiece *>(F.Own) - 1;
    *Piece = {nullptr, static_cast<size_t>(F.Bytes), const_cast<CgtAllocSite *>(Sites[&F - In.Frames.begin()])};
    if (Newer && Newer->Activation == F.Activation)
      (reinterpret_cast<CgtPiece *>(Newer->Own) - 1)->Before = F.Own;
    Newer = &F;
  }
}

void HeapPlacer::placeInFrame(const FrameRun &At) {
  const HeapRun &Run = In.I.Runs[At.Run];
  MappedRange Range;
  Range.Start = Run.Address;
  Range.Size = Run.Size;
  Range.Stride = 1;
  Range.Own = At.Own;
  Range.Layout = To.Plans[At.Run];
  Range.Run = &Run;
  Range.IsInFrame = true;
  Range.Data = Run.Data;
  Range.DataStride = Run.DataStride;
  if (!To.Pieces.push({At.Run, 0, 1, At.Own, 0, false}) || !Map.add(Range))
    In.outOfMemory();
}

void HeapPlacer::run() {
  To.Plans = In.Memory.array<const Plan *>(uint64_t(In.I.NumRuns) + 1);
  if (!To.Plans)
    In.outOfMemory();
  layOutHeap();
  placeFrames();
  for (uint32_t K = 0; K < In.I.NumRuns; ++K)
    placeRun(K);
  if (In.I.HasPages && NumLaidOut)
    mapPages();
  heap::finishLayout(); // writes into free blocks
  if (NumLaidOut != In.I.NumSpans || !IsUniform)
    To.Home.Bytes = 0; // each pointer is looked up
  if (To.Home.Bytes)
    noteNumbers();
  bool Equal = In.I.Sender == In.Here; // else each pointer may show a second use
  To.OnlyOutward = Equal && In.I.HasOutward && To.Home.Bytes != 0 && To.Home.Shift == 0;
}

//===--- Pages -------------------------------------------------------------===//

/// Maps what lies in whole pages of the system.
bool HeapPlacer::mapPages(uint64_t Address, const uint8_t *Data, uint64_t Bytes) {
  uint64_t Mask = port::pageSize() - 1, Head = (0 - Address) & Mask;
  if (Bytes < Head + Mask)
    return false;
  uint64_t Whole = (Bytes - Head) & ~Mask;
  auto *At = reinterpret_cast<char *>(static_cast<uintptr_t>(Address));
  auto Offset = static_cast<uint64_t>(Data - static_cast<const uint8_t *>(In.File.Data));
  if (!port::mapFileAt(In.File.Fd, Offset + Head, At + Head, static_cast<size_t>(Whole)))
    return false;
  memcpy(At, Data, static_cast<size_t>(Head));
  memcpy(At + Head + Whole, Data + Head + Whole, static_cast<size_t>(Bytes - Head - Whole));
  return true;
}

/// Fills the new spans that have been laid out: mapping for what is large enough, as there is a limit on the number of mappings.
void HeapPlacer::mapPages() {
  constexpr uint64_t Worthwhile = 128 << 10;
  constexpr unsigned Most = 16384;
  bool CanMap = In.canMapPages();
  unsigned Mapped = 0;
  auto GoesOn = [&](const SpanRecord &S, uint64_t Bytes, uint32_t Next) {
    return Next < In.I.NumSpans && Places[Next] == heap::SpanPlace::New && In.I.Spans[Next].Address == S.Address + Bytes &&
           In.I.Spans[Next].Data == S.Data + Bytes;
  };
  for (uint32_t K = 0, Next; K < In.I.NumSpans; K = Next) {
    const SpanRecord &S = In.I.Spans[K];
    uint64_t Bytes = S.bytes();
    Next = K + 1;
    if (Places[K] != heap::SpanPlace::New)
      continue;
    for (; GoesOn(S, Bytes, Next); ++Next)
      Bytes += In.I.Spans[Next].bytes();
    if (CanMap && Bytes >= Worthwhile && Mapped < Most && mapPages(S.Address + To.Home.Shift, S.Data, Bytes)) {
      ++Mapped;
      continue;
    }
    memcpy(reinterpret_cast<void *>(static_cast<uintptr_t>(S.Address + To.Home.Shift)), S.Data, static_cast<size_t>(Bytes));
  }
}

/// Does a pointer to one of the run's blocks show a second use that may come out wrong? Bytes of no known type are copied to an akin
/// platform, where a pointer may show that they are of a type that looks different there.
bool HeapPlacer::looksAtUses(uint32_t Number) const {
  const Plan *Pl = To.Plans[Number];
  return Pl ? AddressMap::isOfNumbers(*Pl) : In.isAkin() && !(In.I.Sender == In.Here);
}

/// Notes which pages have blocks of numbers.
void HeapPlacer::noteNumbers() {
  To.Home.HasNumbers = In.Memory.array<uint8_t>(To.Home.Bytes / SpanRecord::PageBytes + 1);
  if (!To.Home.HasNumbers)
    To.Home.Bytes = 0;
  for (uint32_t K = 0; To.Home.Bytes && K < In.I.NumRuns; ++K) {
    const HeapRun &Run = In.I.Runs[K];
    if (In.Frames.ofRun(K) || !looksAtUses(K))
      continue;
    uint64_t First = Run.Address - To.Home.Start, Last = First + (Run.Count - 1) * Run.Stride + Run.Size;
    First /= SpanRecord::PageBytes, Last /= SpanRecord::PageBytes;
    memset(To.Home.HasNumbers + First, 1, static_cast<size_t>(Last - First + 1));
  }
}

void cgt::placeHeap(Restoration &In, TypeMatch &Types, AddressMap &Map, HeapPlacement &Result) {
  HeapPlacer(In, Types, Map, Result).run();
}
