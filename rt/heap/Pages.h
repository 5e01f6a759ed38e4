//===- Pages.h - Runs of pages of one arena ----------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An arena's address space is a few regions, normally one that grows at its end. A region is cut into granules of 4 KiB;
// its table tells which span a granule belongs to. Spans are runs of granules: a slab of small blocks, one large block, or
// free. Spans live outside of the region, and their memory is only ever used for spans again, so that a stale entry of
// the table (in the middle of a free run) can be followed and found out by the span's bounds.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_HEAP_PAGES_H
#define CGT_HEAP_PAGES_H

#include "heap/SizeClass.h"

struct CgtAllocSite;

namespace cgt {

constexpr size_t GranuleSize = 4096;
struct Slot;

enum class SpanKind : uint8_t { Unused, Free, Slab, Large };

struct Span {
  // What allocating and freeing a small block needs comes first.
  void *FreeList = nullptr; ///< blocks linked by their first word
  char *Base = nullptr;
  uint16_t *Notes = nullptr; ///< per block: 0 free, else see Slab.h
  uint32_t Reciprocal = 0;   ///< 2^32 / BlockSize, rounded up
  uint32_t BlockSize = 0;
  uint32_t Bytes = 0;                   ///< of all blocks; 0 when this isn't a slab
  uint32_t Used = 0;                    ///< blocks
  const CgtAllocSite **Sites = nullptr; ///< per block; null: all are the slot's
  Slot *Owner = nullptr;

  uint32_t Carved = 0; ///< blocks that were ever put on the free list
  SpanKind Kind = SpanKind::Unused;
  uint8_t Class = 0;
  bool Queued = false;  ///< in its slot's list of slabs with free blocks
  bool Dirty = false;   ///< free: has memory behind it
  bool Zero = false;    ///< free: reads as zeroes
  bool Saved = false;   ///< of the saved arena
  bool Placing = false; ///< takes blocks by placeRun() only: see HeapLayout.cpp
  bool Shared = false;  ///< had blocks before that
  uint16_t RegionIndex = 0;
  size_t Granules = 0;
  Span *Next = nullptr, *Previous = nullptr; ///< list of the slot, or of free runs

  size_t Size = 0;                    ///< large: requested bytes
  size_t Align = 0;                   ///< large: asked for, 0: malloc's
  const CgtAllocSite *Site = nullptr; ///< large

  size_t runBytes() const { return Granules * GranuleSize; }
};

struct Region {
  uintptr_t Base = 0;
  size_t Bytes = 0;       ///< mapped
  Span **Table = nullptr; ///< by granule
  size_t TableBytes = 0;
  size_t Top = 0;       ///< granules before it are in spans, those from it on are free
  size_t HighWater = 0; ///< granules from it on were never used, or given back

  /// Where an address is; not less than size(): elsewhere. Whoever hasn't the heap's lock may see a region grow: what was in it before is
  /// in either table.
  uintptr_t offsetOf(uintptr_t Address) const { return Address - __atomic_load_n(&Base, __ATOMIC_RELAXED); }
  size_t size() const { return __atomic_load_n(&Bytes, __ATOMIC_RELAXED); }
  Span *at(uintptr_t Offset) const {
    return __atomic_load_n(__atomic_load_n(&Table, __ATOMIC_RELAXED) + Offset / GranuleSize, __ATOMIC_RELAXED);
  }
};

class Pages {
public:
  constexpr Pages(bool Saved) : Saved(Saved) {}

  /// A run of \p Granules, its base a multiple of \p AlignGranules (a power of two); null when out of memory. \p Zero
  /// tells whether it reads as zeroes. The table isn't set: see enter().
  Span *allocate(size_t Granules, size_t AlignGranules, bool &Zero);
  /// A run at a place behind all runs taken so far; what lies between is left as a run of its own in \p Gap, if any. Null
  /// when that can't be done.
  Span *allocateAt(uintptr_t Base, size_t Granules, Span *&Gap);
  /// Where the first run would be, 0 if there is no memory.
  uintptr_t firstBase() { return NumRegions || grow(1) ? Regions[0].Base + Regions[0].Top * GranuleSize : 0; }
  /// Takes the run back, and the span.
  void release(Span *S);
  /// Tells the table that a span's granules from \p First on are its own.
  void enter(Span *S, size_t First = 0);
  /// Tries to make a large block's run longer where it stands. \p Zero: the new part reads as zeroes.
  bool extend(Span *S, size_t Granules, bool &Zero);
  /// Gives the end of a run back.
  void shrink(Span *S, size_t Granules);

  /// Free pages for the heap's own data, zeroed, for good; null when there are none. \p Left tells how many bytes.
  char *lend(size_t Granules, size_t &Left);

  /// The span that may contain \p Address: check its bounds. Null when there never was one, or it isn't in this arena. For a
  /// block in use, it may be called without the heap's lock.
  Span *find(uintptr_t Address) const {
    uintptr_t Offset = Regions[0].offsetOf(Address);
    if (__builtin_expect(Offset < Regions[0].size(), 1))
      return Regions[0].at(Offset);
    return __atomic_load_n(&NumRegions, __ATOMIC_RELAXED) > 1 ? findElsewhere(Address) : nullptr;
  }
  bool contains(uintptr_t Address) const;
  /// The used span with the lowest address from \p Address on, or null.
  Span *next(uintptr_t Address) const;

private:
  static constexpr unsigned NumBins = 32 + 4 * 32, MaxRegions = 256;

  Span *findElsewhere(uintptr_t Address) const;
  Span *takeRun(size_t Granules);
  Span *takeTop(size_t Granules, bool &Zero);
  Span *takeTopOf(unsigned Index, size_t Granules, bool &Zero);
  bool grow(size_t Granules);
  bool growRegion(Region &R, size_t Bytes);
  bool addRegion(size_t Bytes);
  bool growTable(Region &R, size_t Bytes);
  Span *cutAfter(Span *S, size_t Granules);
  void putRun(Span *S);
  void unlink(Span *S);
  Span *freeNeighbour(const Region &R, size_t Index, bool First) const;
  void giveBack();
  void discardRun(Span *S);

  const bool Saved;
  unsigned NumRegions = 0;
  size_t UsedGranules = 0, DirtyGranules = 0;
  Span *Bins[NumBins] = {};
  uint32_t NonEmpty[NumBins / 32] = {};
  Region Regions[MaxRegions] = {};
};

/// Memory for spans and their tables. Null when out of memory.
namespace meta {
Span *newSpan();
void freeSpan(Span *S);
/// Zeroed.
void *allocate(size_t Size);
void release(void *Memory, size_t Size);
/// Makes room for much at once, on large pages. If there is none, pieces come as ever.
void expect(size_t Bytes);
} // namespace meta

} // namespace cgt

#endif // CGT_HEAP_PAGES_H
