//===- Pages.cpp - Runs of pages of one arena ----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Free runs that touch are joined; a run that reaches the region's top goes back to it. Allocation takes the best fitting
// run among the first few of the right size, else cuts from the top. Memory behind free runs is kept for reuse up to a
// limit and then given back, longest runs first.
//
//===----------------------------------------------------------------------===//

#include "heap/Pages.h"

#include "port/Port.h"

#include <sys/single_threaded.h>

using namespace cgt;

/// Where arenas are put when that is free, so that a resumed program finds the same addresses: below 2^38 (riscv's sv39 has
/// no more), clear of non-PIE programs and their brk. Data seldom spell the first ones: their upper bytes are no text, no small
/// numbers and no common ones of `float`, for what looks like an address of a block may be refused. Others follow for when ASan's shadow lies
/// there; ASan calls malloc before it has one, so the unsaved arena, whose place doesn't matter, goes above it at once.
#if __SIZEOF_POINTER__ == 8
static const uintptr_t SavedBases[] = {0x115b600000, 0x215b60000000, 0x215b600000};
static const uintptr_t UnsavedBases[] = {0x115b60000000, 0x85b600000, 0x1c5b600000};
static constexpr size_t FirstStep = size_t(16) << 20, LastStep = size_t(256) << 20, KeptDirty = size_t(64) << 20;
#else
static const uintptr_t SavedBases[] = {0x1a5b0000, 0x30000000, 0x60000000};
static const uintptr_t UnsavedBases[] = {0x185b0000, 0x50000000, 0x68000000};
static constexpr size_t FirstStep = size_t(4) << 20, LastStep = size_t(16) << 20, KeptDirty = size_t(16) << 20;
#endif
static constexpr unsigned NumBases = sizeof(SavedBases) / sizeof(SavedBases[0]);
static constexpr size_t RegionAlign = 65536;

static size_t roundUp(size_t Value, size_t To) { return (Value + To - 1) & ~(To - 1); }

//===--- Free runs --------------------------------------------------------===//

static unsigned binOf(size_t Granules) {
  if (Granules <= 32)
    return static_cast<unsigned>(Granules) - 1;
  unsigned Log = static_cast<unsigned>(sizeof(long) * 8 - 1) - static_cast<unsigned>(__builtin_clzl(Granules));
  return 32 + (Log - 5) * 4 + static_cast<unsigned>(Granules >> (Log - 2)) % 4;
}

void Pages::unlink(Span *S) {
  unsigned Bin = binOf(S->Granules);
  if (S->Next)
    S->Next->Previous = S->Previous;
  if (S->Previous)
    S->Previous->Next = S->Next;
  else if (!(Bins[Bin] = S->Next))
    NonEmpty[Bin / 32] &= ~(1u << (Bin % 32));
  S->Next = S->Previous = nullptr;
  if (S->Dirty)
    DirtyGranules -= S->Granules;
}

void Pages::putRun(Span *S) {
  unsigned Bin = binOf(S->Granules);
  S->Kind = SpanKind::Free;
  S->Previous = nullptr;
  S->Next = Bins[Bin];
  if (S->Next)
    S->Next->Previous = S;
  Bins[Bin] = S;
  NonEmpty[Bin / 32] |= 1u << (Bin % 32);
  if (S->Dirty)
    DirtyGranules += S->Granules;
  Region &R = Regions[S->RegionIndex];
  size_t Index = (reinterpret_cast<uintptr_t>(S->Base) - R.Base) / GranuleSize;
  R.Table[Index] = R.Table[Index + S->Granules - 1] = S;
}

Span *Pages::takeRun(size_t Granules) {
  constexpr unsigned Tries = 32;
  unsigned Bin = binOf(Granules);
  if (Bin >= NumBins)
    return nullptr; // no address space is as large
  Span *Best = nullptr;
  unsigned Tried = 0;
  for (Span *S = Bins[Bin]; S && Tried != Tries; S = S->Next, ++Tried)
    if (S->Granules >= Granules && (!Best || S->Granules < Best->Granules))
      Best = S;
  for (++Bin; !Best && Bin < NumBins; ++Bin) {
    uint32_t Word = NonEmpty[Bin / 32] >> (Bin % 32);
    if (!Word) {
      Bin |= 31;
      continue;
    }
    Bin += static_cast<unsigned>(__builtin_ctz(Word));
    Best = Bins[Bin];
  }
  if (Best) {
    unlink(Best);
    Best->Kind = SpanKind::Unused;
  }
  return Best;
}

/// Cuts a run after \p Granules; the rest is a span of its own, in no list. Null when out of memory.
Span *Pages::cutAfter(Span *S, size_t Granules) {
  Span *Rest = meta::newSpan();
  if (!Rest)
    return nullptr;
  Rest->Base = S->Base + Granules * GranuleSize;
  Rest->Granules = S->Granules - Granules;
  Rest->RegionIndex = S->RegionIndex;
  Rest->Dirty = S->Dirty;
  Rest->Zero = S->Zero;
  S->Granules = Granules;
  return Rest;
}

Span *Pages::allocate(size_t Granules, size_t AlignGranules, bool &Zero) {
  size_t Wanted = Granules + AlignGranules - 1;
  if (Wanted < Granules)
    return nullptr;
  Span *S = takeRun(Wanted);
  if (S)
    Zero = S->Zero;
  else
    S = takeTop(Wanted, Zero);
  if (!S)
    return nullptr;
  UsedGranules += S->Granules;
  S->Zero = Zero;
  size_t Skip =
      (roundUp(reinterpret_cast<uintptr_t>(S->Base), AlignGranules * GranuleSize) - reinterpret_cast<uintptr_t>(S->Base)) /
      GranuleSize;
  if (Skip != 0) {
    Span *Rest = cutAfter(S, Skip);
    if (!Rest) {
      release(S);
      return nullptr;
    }
    UsedGranules -= S->Granules;
    putRun(S);
    S = Rest;
  }
  if (S->Granules != Granules) {
    if (Span *Rest = cutAfter(S, Granules)) {
      UsedGranules -= Rest->Granules;
      putRun(Rest);
    } // else the run stays longer than asked for
  }
  S->Saved = Saved;
  return S;
}

Span *Pages::allocateAt(uintptr_t Base, size_t Granules, Span *&Gap) {
  Gap = nullptr;
  if (NumRegions == 0 && !grow(Granules))
    return nullptr;
  uintptr_t Top = Regions[0].Base + Regions[0].Top * GranuleSize;
  if (NumRegions != 1 || Base < Top || (Base - Top) % GranuleSize != 0)
    return nullptr;
  auto TakeBehindAll = [this](size_t Count) {
    bool Zero;
    Span *S = takeTopOf(0, Count, Zero);
    if (!S && grow(Count))
      S = takeTopOf(0, Count, Zero);
    if (S) {
      UsedGranules += Count;
      S->Zero = Zero;
      S->Saved = Saved;
    }
    return S;
  };
  size_t Missing = (Base - Top) / GranuleSize;
  if (Missing != 0 && !(Gap = TakeBehindAll(Missing)))
    return nullptr;
  // Nobody looks for what lies in it: its ends are enough, and it may be as long as an address is large.
  if (Gap) {
    size_t First = (reinterpret_cast<uintptr_t>(Gap->Base) - Regions[0].Base) / GranuleSize;
    Regions[0].Table[First] = Regions[0].Table[First + Missing - 1] = Gap;
  }
  Span *S = TakeBehindAll(Granules);
  if (!S && Gap) {
    release(Gap);
    Gap = nullptr;
  }
  return S;
}

/// The free run that ends before (or begins at) a granule, or null.
Span *Pages::freeNeighbour(const Region &R, size_t Index, bool First) const {
  Span *S = R.Table[Index];
  if (!S || S->Kind != SpanKind::Free || S->RegionIndex != &R - Regions)
    return nullptr;
  size_t At = (reinterpret_cast<uintptr_t>(S->Base) - R.Base) / GranuleSize;
  return (First ? At : At + S->Granules - 1) == Index ? S : nullptr;
}

void Pages::release(Span *S) {
  Region &R = Regions[S->RegionIndex];
  UsedGranules -= S->Granules;
  Span Run; // nothing of its use remains
  Run.Base = S->Base;
  Run.Granules = S->Granules;
  Run.RegionIndex = S->RegionIndex;
  Run.Dirty = true;
  *S = Run;
  size_t Index = (reinterpret_cast<uintptr_t>(S->Base) - R.Base) / GranuleSize;
  if (Span *Before = Index != 0 ? freeNeighbour(R, Index - 1, false) : nullptr) {
    unlink(Before);
    Index -= Before->Granules;
    S->Base = Before->Base;
    S->Granules += Before->Granules;
    meta::freeSpan(Before);
  }
  size_t End = Index + S->Granules;
  if (Span *After = End < R.Top ? freeNeighbour(R, End, true) : nullptr) {
    unlink(After);
    S->Granules += After->Granules;
    meta::freeSpan(After);
    End = Index + S->Granules;
  }
  if (End == R.Top) {
    DirtyGranules += S->Granules;
    R.Top = Index;
    meta::freeSpan(S);
  } else {
    putRun(S);
  }
  if (DirtyGranules * GranuleSize > KeptDirty && DirtyGranules > UsedGranules / 8)
    giveBack();
}

//===--- Giving memory back -----------------------------------------------===//

/// Whole pages of the system only: their size may be larger than a granule.
void Pages::discardRun(Span *S) {
  size_t Page = port::pageSize();
  uintptr_t Base = reinterpret_cast<uintptr_t>(S->Base), End = Base + S->runBytes();
  uintptr_t From = roundUp(Base, Page), To = End & ~(Page - 1);
  if (From >= To || !port::discard(reinterpret_cast<void *>(From), To - From))
    return;
  S->Zero = From == Base && To == End;
  S->Dirty = false;
  DirtyGranules -= S->Granules;
}

void Pages::giveBack() {
  constexpr size_t Worthwhile = 16; // granules; a system call for less costs more than it gives
  for (unsigned I = 0; I != NumRegions; ++I) {
    Region &R = Regions[I];
    uintptr_t From = roundUp(R.Base + R.Top * GranuleSize, port::pageSize()), To = R.Base + R.HighWater * GranuleSize;
    if (From + Worthwhile * GranuleSize > To ||
        !port::discard(reinterpret_cast<void *>(From), roundUp(To, port::pageSize()) - From))
      continue;
    size_t NewHigh = (From - R.Base) / GranuleSize;
    DirtyGranules -= R.HighWater - NewHigh;
    R.HighWater = NewHigh;
  }
  size_t Goal = KeptDirty / GranuleSize / 2;
  for (unsigned Bin = NumBins; Bin-- > Worthwhile && DirtyGranules > Goal;)
    for (Span *S = Bins[Bin]; S && DirtyGranules > Goal; S = S->Next)
      if (S->Dirty)
        discardRun(S);
}

//===--- Regions ----------------------------------------------------------===//

Span *Pages::takeTopOf(unsigned Index, size_t Granules, bool &Zero) {
  Region &R = Regions[Index];
  if (R.Bytes / GranuleSize - R.Top < Granules)
    return nullptr;
  Span *S = meta::newSpan();
  if (!S)
    return nullptr;
  S->Base = reinterpret_cast<char *>(R.Base + R.Top * GranuleSize);
  S->Granules = Granules;
  S->RegionIndex = static_cast<uint16_t>(Index);
  size_t OldDirty = R.HighWater - R.Top;
  Zero = OldDirty == 0;
  S->Dirty = !Zero;
  R.Top += Granules;
  if (R.HighWater < R.Top)
    R.HighWater = R.Top;
  DirtyGranules -= OldDirty - (R.HighWater - R.Top);
  return S;
}

Span *Pages::takeTop(size_t Granules, bool &Zero) {
  for (unsigned I = 0; I != NumRegions; ++I)
    if (Span *S = takeTopOf(I, Granules, Zero))
      return S;
  return grow(Granules) ? takeTopOf(NumRegions - 1, Granules, Zero) : nullptr;
}

bool Pages::growTable(Region &R, size_t Bytes) {
  size_t Needed = Bytes / GranuleSize * sizeof(Span *);
  if (Needed <= R.TableBytes)
    return true;
  size_t Size = port::toPages(Needed > R.TableBytes * 2 ? Needed : R.TableBytes * 2);
  // Others may be looking into the old one: it stays. As each is twice as large as the one before, all these are no more than the last.
  bool Moves = R.Table && !__libc_single_threaded;
  void *Table = R.Table && !Moves ? port::remap(R.Table, R.TableBytes, Size, true) : port::map(Size);
  if (!Table)
    return false;
  if (Moves)
    memcpy(Table, R.Table, R.TableBytes);
  __atomic_store_n(&R.Table, static_cast<Span **>(Table), __ATOMIC_RELEASE);
  R.TableBytes = Size;
  return true;
}

/// Tries sizes from a generous step down to the \p Least bytes.
template <typename Fn> static bool trySteps(size_t Step, size_t Least, Fn Try) {
  for (; Step > Least; Step = roundUp(Step / 2, RegionAlign))
    if (Try(Step))
      return true;
    else if (Step <= RegionAlign)
      break;
  return Try(Least);
}

/// Makes a region longer by at least \p Least bytes.
bool Pages::growRegion(Region &R, size_t Least) {
  size_t Step = R.Bytes < FirstStep ? FirstStep : R.Bytes > LastStep ? LastStep : R.Bytes;
  return trySteps(Step, Least, [&](size_t Bytes) {
    auto *End = reinterpret_cast<void *>(R.Base + R.Bytes);
    if (R.Base + R.Bytes + Bytes < R.Base || !port::mapAt(End, Bytes))
      return false;
    if (!growTable(R, R.Bytes + Bytes)) {
      port::unmap(End, Bytes);
      return false;
    }
    __atomic_store_n(&R.Bytes, R.Bytes + Bytes, __ATOMIC_RELEASE);
    return true;
  });
}

bool Pages::addRegion(size_t Least) {
  if (NumRegions == MaxRegions)
    return false;
  Region &R = Regions[NumRegions];
  const uintptr_t *Bases = Saved ? SavedBases : UnsavedBases;
  // The last try is wherever the system likes.
  for (unsigned I = 0; I <= NumBases; ++I) {
    void *At = I != NumBases ? reinterpret_cast<void *>(Bases[I]) : nullptr;
    bool Done = trySteps(FirstStep, Least, [&](size_t Bytes) {
      void *Memory = port::mapAt(At, Bytes);
      if (!Memory)
        return false;
      R = Region();
      if (!growTable(R, Bytes)) {
        port::unmap(Memory, Bytes);
        return false;
      }
      R.Base = reinterpret_cast<uintptr_t>(Memory);
      __atomic_store_n(&R.Bytes, Bytes, __ATOMIC_RELEASE);
      __atomic_store_n(&NumRegions, NumRegions + 1, __ATOMIC_RELEASE);
      return true;
    });
    if (Done)
      return true;
  }
  return false;
}

bool Pages::grow(size_t Granules) {
  if (Granules > (SIZE_MAX - RegionAlign) / GranuleSize)
    return false;
  size_t Bytes = roundUp(Granules * GranuleSize, RegionAlign);
  if (NumRegions != 0) {
    Region &R = Regions[NumRegions - 1];
    size_t Room = R.Bytes - R.Top * GranuleSize;
    if (growRegion(R, roundUp(Bytes - (Room & ~(RegionAlign - 1)), RegionAlign)))
      return true;
  }
  return addRegion(Bytes);
}

//===--- Spans ------------------------------------------------------------===//

void Pages::enter(Span *S, size_t First) {
  Region &R = Regions[S->RegionIndex];
  Span **Entry = R.Table + (reinterpret_cast<uintptr_t>(S->Base) - R.Base) / GranuleSize;
  for (size_t I = First; I != S->Granules; ++I)
    __atomic_store_n(&Entry[I], S, __ATOMIC_RELAXED);
}

bool Pages::extend(Span *S, size_t Granules, bool &Zero) {
  Region &R = Regions[S->RegionIndex];
  size_t Old = S->Granules, More = Granules - Old;
  size_t End = (reinterpret_cast<uintptr_t>(S->Base) - R.Base) / GranuleSize + Old;
  Span *After = nullptr;
  if (End == R.Top) {
    if (R.Bytes / GranuleSize - R.Top < More && (S->RegionIndex != NumRegions - 1 || More > SIZE_MAX / GranuleSize / 2 ||
                                                 !growRegion(R, roundUp(More * GranuleSize, RegionAlign))))
      return false;
    After = takeTopOf(S->RegionIndex, More, Zero);
  } else if ((After = freeNeighbour(R, End, true))) {
    if (After->Granules < More)
      return false;
    unlink(After);
    Zero = After->Zero;
    if (After->Granules != More) {
      Span *Rest = cutAfter(After, More);
      if (!Rest) {
        putRun(After);
        return false;
      }
      putRun(Rest);
    }
  }
  if (!After)
    return false;
  meta::freeSpan(After);
  S->Granules = Granules;
  UsedGranules += More;
  enter(S, Old);
  return true;
}

void Pages::shrink(Span *S, size_t Granules) {
  if (Span *Rest = cutAfter(S, Granules)) {
    enter(Rest);
    release(Rest);
  }
}

/// The span of the lent run stands in the run itself, since there may be no memory for another.
char *Pages::lend(size_t Granules, size_t &Left) {
  Span *Run = takeRun(Granules);
  char *Memory = nullptr;
  uint16_t Index = 0;
  if (Run) {
    Memory = Run->Base;
    Index = Run->RegionIndex;
  }
  for (; !Memory && Index != NumRegions; ++Index) {
    Region &R = Regions[Index];
    if (R.Bytes / GranuleSize - R.Top < Granules)
      continue;
    Memory = reinterpret_cast<char *>(R.Base + R.Top * GranuleSize);
    size_t Dirty = R.HighWater - R.Top;
    DirtyGranules -= Dirty < Granules ? Dirty : Granules;
    R.Top += Granules;
    R.HighWater = R.HighWater < R.Top ? R.Top : R.HighWater;
    break;
  }
  if (!Memory)
    return nullptr;
  memset(Memory, 0, Granules * GranuleSize);
  auto *Own = reinterpret_cast<Span *>(Memory);
  *Own = Span();
  Own->Base = Memory;
  Own->Granules = Granules;
  Own->RegionIndex = Index;
  UsedGranules += Granules;
  enter(Own);
  if (Run && Run->Granules != Granules) {
    Run->Base += Granules * GranuleSize;
    Run->Granules -= Granules;
    putRun(Run);
  } else if (Run) {
    meta::freeSpan(Run);
  }
  size_t Header = roundUp(sizeof(Span), 64);
  Left = Granules * GranuleSize - Header;
  return Memory + Header;
}

Span *Pages::findElsewhere(uintptr_t Address) const {
  for (unsigned I = 1, End = __atomic_load_n(&NumRegions, __ATOMIC_ACQUIRE); I < End; ++I)
    if (uintptr_t Offset = Regions[I].offsetOf(Address); Offset < Regions[I].size())
      return Regions[I].at(Offset);
  return nullptr;
}

bool Pages::contains(uintptr_t Address) const {
  for (unsigned I = 0; I != NumRegions; ++I)
    if (Address - Regions[I].Base < Regions[I].Bytes)
      return true;
  return false;
}

Span *Pages::next(uintptr_t Address) const {
  for (;;) {
    const Region *R = nullptr; // the lowest one that ends behind Address
    for (unsigned I = 0; I != NumRegions; ++I) {
      const Region &Candidate = Regions[I];
      if (Candidate.Base + Candidate.Bytes > Address && (!R || Candidate.Base < R->Base))
        R = &Candidate;
    }
    if (!R)
      return nullptr;
    size_t I = Address <= R->Base ? 0 : (Address - R->Base + GranuleSize - 1) / GranuleSize;
    while (I < R->Top) {
      Span *S = R->Table[I];
      if (S->Kind != SpanKind::Free)
        return S;
      I += S->Granules;
    }
    Address = R->Base + R->Bytes;
  }
}
