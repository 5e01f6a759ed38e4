//===- RestoreHeap.cpp - The heap comes back --------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// On an equal platform blocks return to where they were, and pages that the image has whole are mapped there: then only
// pointers to what lies elsewhere now are looked at. On any other, blocks are allocated anew and converted.
//
//===----------------------------------------------------------------------===//

#include "restore/Restore.h"

#include "base/Search.h"
#include "heap/Heap.h"
#include "restore/Sparse.h"

using namespace cgt;

//===--- Places ------------------------------------------------------------===//

/// Can PAGE be mapped, as far as the file and the platform go?
bool Restorer::canMapPages() const {
  if (!I.HasPages || !(I.Sender == Here) || Fd < 0)
    return false;
  uint64_t Mask = port::pageSize() - 1;
  for (uint32_t K = 0; K < I.NumSpans; ++K) {
    // A section that wasn't written in one piece lies elsewhere.
    auto Place = reinterpret_cast<uintptr_t>(I.Spans[K].Data) - reinterpret_cast<uintptr_t>(File);
    if (Place >= FileSize || ((Place - I.Spans[K].Address) & Mask) != 0)
      return false;
  }
  return true;
}

/// Do blocks justify the span? Small ones come in runs of pages of a limited size, a large one fills its own. \p Next: the
/// first run that isn't in spans before it.
bool Restorer::isJustified(const SpanRecord &S, uint32_t &Next) const {
  constexpr uint64_t MostPages = 128; // of small blocks: Slab.cpp
  while (Next < I.NumRuns && I.Runs[Next].Address < S.Address)
    ++Next;
  if (S.Pages <= MostPages)
    return true;
  return S.BlockSize == 0 && Next < I.NumRuns && I.Runs[Next].Address == S.Address &&
         I.Runs[Next].Size >= (S.Pages - 2) * SpanRecord::PageBytes / 2;
}

/// Makes the sender's spans, if there is room, where they were, else all of them at one distance from there.
void Restorer::layOutHeap() {
  constexpr uint64_t ShiftAlign = 65536; // pages may be as large
  if (!(I.Sender == Here))
    return;
  uint64_t Blocks = 0;
  for (uint32_t K = 0; I.HasPages && K < I.NumSpans; ++K) // the file is as large
    Blocks += I.Spans[K].BlockSize >= 16 ? I.Spans[K].bytes() / I.Spans[K].BlockSize : 0;
  heap::expectLayout(I.NumSpans, Blocks);
  for (uint32_t K = 0, Run = 0; K < I.NumSpans; ++K) {
    const SpanRecord &S = I.Spans[K];
    auto Add = [&] {
      return heap::addSpan({reinterpret_cast<void *>(static_cast<uintptr_t>(S.Address + Home.Shift)),
                            static_cast<size_t>(S.Pages), static_cast<size_t>(S.BlockSize)});
    };
    if (!I.HasPages && !isJustified(S, Run))
      return;
    bool Added = Add();
    if (!Added && K == 0)
      if (uint64_t Place = heap::firstPlace()) {
        Home.Shift = (Place - S.Address + ShiftAlign - 1) & ~(ShiftAlign - 1);
        Added = Add();
      }
    if (!Added)
      return;
    ++NumLaidOut;
    Home.Start = I.Spans[0].Address;
    Home.Bytes = S.Address + S.bytes() - Home.Start;
  }
}

/// As many blocks from \p From on as come to lie at equal distances. \p Ahead: a block that was allocated for the next piece.
Restorer::Piece Restorer::placeSome(const HeapRun &Run, uint64_t From, size_t Size, const CgtAllocSite *Site,
                                    void *&Ahead) {
  Piece Q{0, From, 0, nullptr, Run.Stride, false};
  uint64_t Old = Run.Address + From * Run.Stride;
  if (NumLaidOut && !Ahead) {
    Q.Own = reinterpret_cast<char *>(static_cast<uintptr_t>(Old + Home.Shift));
    Q.Count = heap::placeRun(reinterpret_cast<uintptr_t>(Q.Own), static_cast<size_t>(Run.Stride), Run.Count - From, Size,
                             static_cast<size_t>(Run.Align), Site);
    Q.InPlace = I.HasPages && Q.Count != 0;
    if (Q.Count)
      return Q;
  }
  Home.Bytes = 0; // from now on each pointer is looked up
  auto Allocate = [&] {
    void *Block = heap::allocate(Size, static_cast<size_t>(Run.Align), false, Site);
    if (!Block)
      refuseImage(Status::fail(Errc::OutOfMemory), "the heap doesn't fit here");
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

void Restorer::placeRun(uint32_t Number) {
  const HeapRun &Run = I.Runs[Number];
  const CgtAllocSite *Site = nullptr;
  uint64_t Size = Run.Size;
  uint32_t Type = Run.Type;
  if (Type != NoIndex) {
    const UnitInfo &U = I.Units[Run.Unit];
    BlockType Blocks = blockType(U, Type);
    Type = Blocks.Element = withoutArrays(U, Type);
    Location L = locationOf(Run);
    L.What = "heap block of type";
    L.Name = U.Types[Type].Name;
    Place Own = heapType(Run.Unit, Type);
    char Detail[256] = "this program has no such type";
    Status S = Own.found() ? makePlan(Run.Unit, Run.Type, Blocks, Own, RunPlans[Number], Detail, sizeof Detail)
                           : Status::fail(Errc::ChangedType);
    if (!S.ok() && !AtHome && reach().isAnyReached(Number))
      refuse(S, L, nullptr, Detail);
    if (!S.ok() && !AtHome)
      return; // nothing refers to them, so that they have no place here
    if (S.ok() && !isSameLayout(*RunPlans[Number]))
      Home.Bytes = 0; // what an address into it becomes must be computed
    if (S.ok())
      Size = blockSize(*RunPlans[Number], Run.Size);
    Site = siteFor(Own, Blocks.Form);
  }
  MappedRange Range;
  Range.Size = Run.Size;
  Range.Stride = Run.Stride ? Run.Stride : 1;
  Range.Layout = RunPlans[Number];
  Range.Run = &Run;
  Range.DataStride = Run.DataStride;
  void *Ahead = nullptr;
  for (uint64_t From = 0; From < Run.Count; From += Range.Count) {
    Piece Q = placeSome(Run, From, static_cast<size_t>(Size), Site, Ahead);
    Q.Run = Number;
    Range.Start = Run.Address + From * Run.Stride;
    Range.Count = Q.Count;
    Range.Own = Q.Own;
    Range.OwnStride = Q.OwnStride;
    Range.Data = Run.block(From);
    if (!Pieces.push(Q) || !Map.add(Range))
      refuseImage(Status::fail(Errc::OutOfMemory), nullptr);
  }
}

void Restorer::placeHeap() {
  RunPlans = Memory.array<const Plan *>(uint64_t(I.NumRuns) + 1);
  if (!RunPlans)
    refuseImage(Status::fail(Errc::OutOfMemory), nullptr);
  layOutHeap();
  if (NumLaidOut != I.NumSpans)
    Home.Bytes = 0;
  for (uint32_t K = 0; K < I.NumRuns; ++K)
    placeRun(K);
  if (I.HasPages && NumLaidOut)
    mapPages();
  heap::finishLayout(); // writes into free blocks
  if (Home.Bytes)
    noteNumbers();
  OnlyOutward = I.HasOutward && Home.Bytes != 0 && Home.Shift == 0;
}

//===--- Pages -------------------------------------------------------------===//

/// Maps what lies in whole pages of the system.
bool Restorer::mapPages(uint64_t Address, const uint8_t *Data, uint64_t Bytes) {
  uint64_t Mask = port::pageSize() - 1, Head = (0 - Address) & Mask;
  if (Bytes < Head + Mask)
    return false;
  uint64_t Whole = (Bytes - Head) & ~Mask;
  auto *At = reinterpret_cast<char *>(static_cast<uintptr_t>(Address));
  auto Offset = static_cast<uint64_t>(Data - static_cast<const uint8_t *>(File));
  if (!port::mapFileAt(Fd, Offset + Head, At + Head, static_cast<size_t>(Whole)))
    return false;
  memcpy(At, Data, static_cast<size_t>(Head));
  memcpy(At + Head + Whole, Data + Head + Whole, static_cast<size_t>(Bytes - Head - Whole));
  return true;
}

/// Fills the spans that have been laid out: mapping for what is large enough, as there is a limit on the number of mappings.
void Restorer::mapPages() {
  constexpr uint64_t Worthwhile = 128 << 10;
  constexpr unsigned Most = 16384;
  bool CanMap = canMapPages();
  unsigned Mapped = 0;
  for (uint32_t K = 0, Next; K < NumLaidOut; K = Next) {
    const SpanRecord &S = I.Spans[K];
    uint64_t Bytes = S.bytes();
    for (Next = K + 1; Next < NumLaidOut && I.Spans[Next].Address == S.Address + Bytes && I.Spans[Next].Data == S.Data + Bytes;
         ++Next)
      Bytes += I.Spans[Next].bytes();
    if (CanMap && Bytes >= Worthwhile && Mapped < Most && mapPages(S.Address + Home.Shift, S.Data, Bytes)) {
      ++Mapped;
      continue;
    }
    memcpy(reinterpret_cast<void *>(static_cast<uintptr_t>(S.Address + Home.Shift)), S.Data, static_cast<size_t>(Bytes));
  }
}

/// Notes which pages have blocks of numbers.
void Restorer::noteNumbers() {
  Home.HasNumbers = Memory.array<uint8_t>(Home.Bytes / SpanRecord::PageBytes + 1);
  if (!Home.HasNumbers)
    Home.Bytes = 0;
  for (uint32_t K = 0; Home.Bytes && K < I.NumRuns; ++K) {
    const HeapRun &Run = I.Runs[K];
    if (!RunPlans[K] || !AddressMap::isOfNumbers(*RunPlans[K]))
      continue;
    uint64_t First = Run.Address - Home.Start, Last = First + (Run.Count - 1) * Run.Stride + Run.Size;
    First /= SpanRecord::PageBytes, Last /= SpanRecord::PageBytes;
    memset(Home.HasNumbers + First, 1, static_cast<size_t>(Last - First + 1));
  }
}

//===--- Contents ----------------------------------------------------------===//

Location Restorer::locationOf(const HeapRun &Run) const {
  Location L{"heap block", {}, {}, {}, 0};
  if (Run.Type != NoIndex)
    L.Name = I.Units[Run.Unit].Types[withoutArrays(I.Units[Run.Unit], Run.Type)].Name;
  if (Run.Site != NoIndex) {
    const AllocSiteInfo &A = I.Units[Run.Unit].Allocs[Run.Site];
    L.Function = A.Function;
    L.File = A.File;
    L.Line = A.Line;
  }
  return L;
}

/// Are they many blocks of one element?
bool Restorer::isSpaced(const Piece &Q) const {
  constexpr uint64_t Worthwhile = 8;
  const Plan &Pl = *RunPlans[Q.Run];
  return I.Runs[Q.Run].Size == sourceSize(Pl) && mayBeCut(Pl) && Q.Count >= Worthwhile && Q.OwnStride >= targetSize(Pl);
}

/// Many blocks of one element are converted by one call. False if they are few, or if one can't be converted, which is then
/// found by itself.
bool Restorer::convertPiece(const Piece &Q, const Location &L) {
  const HeapRun &Run = I.Runs[Q.Run];
  const Plan &Pl = *RunPlans[Q.Run];
  if (!isSpaced(Q))
    return false;
  Conversion C(*this, L);
  return convertSpaced(Pl, Run.block(Q.From), Run.DataStride, Q.Own, Q.OwnStride, Q.Count, C.Context).ok();
}

/// Looks at \p Count blocks of a piece that is in place.
Status Restorer::lookAt(const Piece &Q, uint64_t First, uint64_t Count, ConvertContext &C) {
  const HeapRun &Run = I.Runs[Q.Run];
  const uint8_t *Source = Run.block(Q.From + First);
  if (RunPlans[Q.Run])
    return convertPointers(*RunPlans[Q.Run], Source, Q.Own + First * Q.OwnStride, Run.Size, Q.OwnStride, Count, C);
  for (; !AllIsHome && Count; --Count, Source += Run.DataStride)
    (void)checkUntyped(Run, Source, 0, Run.Size);
  return Status::success();
}

/// Looks at part of a piece's only block, and moves \p From behind it.
Status Restorer::lookAtPart(const Piece &Q, uint64_t &From, uint64_t End, ConvertContext &C) {
  const HeapRun &Run = I.Runs[Q.Run];
  if (RunPlans[Q.Run])
    return convertPointersIn(*RunPlans[Q.Run], Run.block(Q.From), Q.Own, Run.Size, From, End, C);
  (void)checkUntyped(Run, Run.block(Q.From), From, End);
  From = End;
  return Status::success();
}

/// Looks at what lies on pages that the image notes. Nothing is looked at twice, though blocks and elements lie on several.
Status Restorer::lookAtNoted(const Piece &Q, ConvertContext &C) {
  const HeapRun &Run = I.Runs[Q.Run];
  const PageRange *const Pages = I.Outward.Pages, *const Last = Pages + I.Outward.NumPages;
  uint64_t Start = Run.Address + Q.From * Run.Stride, Bytes = (Q.Count - 1) * Run.Stride + Run.Size;
  const PageRange *Page =
      Pages + firstWhere<size_t>(0, I.Outward.NumPages, [&](size_t K) { return Pages[K].end() > Start; });
  for (uint64_t Done = 0; Page != Last && Page->Address < Start + Bytes; ++Page) { // bytes, or blocks
    uint64_t From = Page->Address < Start ? 0 : Page->Address - Start, End = Page->end() - Start;
    End = End < Bytes ? End : Bytes;
    if (Q.Count == 1) {
      Done = Done < From ? From : Done;
      if (Done >= End)
        continue;
      if (Status S = lookAtPart(Q, Done, End, C); !S.ok())
        return S;
      continue;
    }
    uint64_t First = From / Run.Stride, Next = (End - 1) / Run.Stride + 1;
    First = First < Done ? Done : First;
    Next = Next < Q.Count ? Next : Q.Count;
    if (First >= Next)
      continue;
    if (Status S = lookAt(Q, First, Next - First, C); !S.ok())
      return S;
    Done = Next;
  }
  return Status::success();
}

/// Blocks that are here already, as the sender had them. Where something can't stay so, they are looked at one by one.
void Restorer::fillInPlace(const Piece &Q, const Location &L) {
  Conversion C(*this, L);
  // What the image notes is believed of data only: nothing but a function of ours may be called.
  const Plan *Plan = RunPlans[Q.Run];
  bool OnlyNoted = OnlyOutward && !(Plan && hasFunctionPointers(*Plan));
  Status S = OnlyNoted ? lookAtNoted(Q, C.Context) : lookAt(Q, 0, Q.Count, C.Context);
  for (uint64_t K = 0; !S.ok() && K < Q.Count; ++K) {
    C.Views = {};
    if (Status Own = lookAt(Q, K, 1, C.Context); !Own.ok() && !AllIsHome && !isLeftOut(Own, Q.Run, Q.From + K))
      refuse(Own, L, &C, nullptr);
  }
}

/// Converts one block.
void Restorer::fillBlock(const Piece &Q, uint64_t Number, const Location &L) {
  const HeapRun &Run = I.Runs[Q.Run];
  const Plan *Pl = RunPlans[Q.Run];
  const uint8_t *Source = Run.block(Q.From + Number);
  char *Block = Q.Own + Number * Q.OwnStride;
  if (!Pl) {
    if (checkUntyped(Run, Source, 0, Run.Size))
      memcpy(Block, Source, static_cast<size_t>(Run.Size));
    else
      memset(Block, 0, static_cast<size_t>(Run.Size));
    return;
  }
  Conversion C(*this, L);
  if (Status S = convertBlock(*Pl, Source, Run.Size, Block, C.Context); !S.ok()) {
    if (!isLeftOut(S, Q.Run, Q.From + Number))
      refuse(S, L, &C, nullptr);
    memset(Block, 0, static_cast<size_t>(blockSize(*Pl, Run.Size)));
  }
}

/// Blocks that lie where they lay, from an image without pages.
void Restorer::fillHome(const Piece &Q, const Location &L) {
  const HeapRun &Run = I.Runs[Q.Run];
  const Plan *Pl = RunPlans[Q.Run];
  for (uint64_t K = 0; K < Q.Count; ++K)
    copySparse(Q.Own + K * Q.OwnStride, Run.block(Q.From + K), Run.Size);
  Conversion C(*this, L);
  auto Look = [&](uint64_t First, uint64_t Count) {
    char *Blocks = Q.Own + First * Q.OwnStride;
    return Pl ? convertPointers(*Pl, Blocks, Blocks, Run.Size, Q.OwnStride, Count, C.Context) : lookAt(Q, First, Count, C.Context);
  };
  Status S = Look(0, Q.Count);
  for (uint64_t K = 0; !S.ok() && !AllIsHome && K < Q.Count; ++K)
    if (Status Own = Look(K, 1); !Own.ok() && !isLeftOut(Own, Q.Run, Q.From + K))
      refuse(Own, L, &C, nullptr);
}

void Restorer::preferLargePages(const Piece &Q) const {
  constexpr uint64_t Large = 4 << 20;
  if (uint64_t Bytes = Q.Count == 1 ? I.Runs[Q.Run].Size : Q.Count * Q.OwnStride; Bytes >= Large && !Q.InPlace)
    port::preferLargePages(Q.Own, static_cast<size_t>(Bytes));
}

void Restorer::fillPiece(const Piece &Q) {
  const HeapRun &Run = I.Runs[Q.Run];
  const Plan *Pl = RunPlans[Q.Run];
  Location L = locationOf(Run);
  if (Q.InPlace && (!Pl || isSameLayout(*Pl)))
    return fillInPlace(Q, L);
  if (AtHome && (!Pl || isSameLayout(*Pl)))
    return fillHome(Q, L);
  bool Sparse = hasZeros(Run, Q.From, Q.Count);
  if (!Sparse)
    preferLargePages(Q);
  if (!Sparse && Pl && convertPiece(Q, L))
    return;
  for (uint64_t K = 0; K < Q.Count; ++K)
    if (!Sparse || !fillSparse(Run, Pl, Run.block(Q.From + K), Q.Own + K * Q.OwnStride))
      fillBlock(Q, K, L);
}

void Restorer::fillHeap() {
  uint64_t Before = Pointers;
  auto *Done = Memory.array<uint8_t>(Pieces.size() + 1);
  if (Done)
    fillTogether(Done);
  for (size_t K = 0; K < Pieces.size(); ++K)
    if (!Done || !Done[K])
      fillPiece(Pieces[K]);
  if (OnlyOutward)
    Pointers = Before + I.Outward.Pointers;
}
