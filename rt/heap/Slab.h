//===- Slab.h - Small blocks -------------------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A slab is a span cut into blocks of one size. It belongs to a slot: one per allocation site that is used often, one for
// all other sites of the saved arena (which notes each block's site), one for the arena that isn't saved. So blocks of one
// type adjoin without costing a rarely used site pages of its own. What is known of a block lies outside of it, in a note
// of 16 bits: the bytes that it is larger than asked for (1 to 8191, 0: the block is free) and the alignment asked for
// (power of two above 16, in the top three bits).
//
//===----------------------------------------------------------------------===//

#ifndef CGT_HEAP_SLAB_H
#define CGT_HEAP_SLAB_H

#include "heap/Pages.h"

namespace cgt {

namespace slab {
extern Span None; ///< a slab without blocks
constexpr unsigned SlackBits = 13;
constexpr uint16_t SlackMask = (1u << SlackBits) - 1;
constexpr size_t LargestAlign = 2048; ///< more goes to large blocks
} // namespace slab

struct Slot {
  Span *Current[NumClasses] = {};   ///< never null
  Span *Partial[NumClasses] = {};   ///< other slabs with free blocks
  uint16_t Guests[NumClasses] = {}; ///< about how many live blocks lie in the shared slot's slabs
  uint32_t Slabs[NumClasses] = {};
  Pages *Arena;
  const CgtAllocSite *Site; ///< of all blocks; null: none, or noted by block
  Slot *Shared;             ///< the slot for what isn't worth a slab of this one; null: this is it
  bool NotesSites;

  constexpr Slot(Pages *Arena, const CgtAllocSite *Site, Slot *Shared, bool NotesSites)
      : Arena(Arena), Site(Site), Shared(Shared), NotesSites(NotesSites) {
    for (Span *&S : Current)
      S = &slab::None;
  }
};

namespace slab {

inline uint32_t indexOf(const Span *S, size_t Offset) {
  return static_cast<uint32_t>((static_cast<uint64_t>(Offset) * S->Reciprocal) >> 32);
}

/// The bits of a note that tell the alignment \p Align (0 or a power of two up to LargestAlign).
inline uint16_t alignNote(size_t Align) {
  if (Align <= BlockAlign)
    return 0;
  return static_cast<uint16_t>((__builtin_ctz(static_cast<unsigned>(Align)) - 4) << SlackBits);
}

/// Each block's site, or null. Another thread may be about to note them, the slot's, as are those that come meanwhile.
inline const CgtAllocSite **sitesOf(const Span *S) { return __atomic_load_n(&S->Sites, __ATOMIC_ACQUIRE); }

/// Takes the first free block \p P of \p S.
inline void *take(Span *S, void *P, size_t Size, uint16_t AlignBits, const CgtAllocSite *Site) {
  S->FreeList = *static_cast<void **>(P);
  *static_cast<void **>(P) = nullptr; // our link: an image would carry it, and a narrower platform refuse it
  ++S->Used;
  uint32_t I = indexOf(S, static_cast<size_t>(static_cast<char *>(P) - S->Base));
  S->Notes[I] = static_cast<uint16_t>((S->BlockSize - Size) | AlignBits);
  if (__builtin_expect(S->Sites != nullptr, 0))
    S->Sites[I] = Site;
  return P;
}

/// Makes a slab of \p Class of a span. False when out of memory: the span is as before.
bool make(Span *S, Slot *L, unsigned Class);

/// Makes the slot's current slab of a class one with a free block; null when out of memory.
Span *refill(Slot *L, unsigned Class);

/// Gives a slab up, whatever is in it, and all else that its slot has of that class.
void drop(Span *S);

/// Takes a slab out of its slot's list of those with free blocks.
void leaveQueue(Span *S);

/// A slab that isn't queued got its first free block, or one lost its last used block.
void settle(Span *S);

/// The note of the block that begins at \p P, or null: no block, or a free one.
inline uint16_t *noteOf(const Span *S, const void *P, uint32_t &Index) {
  size_t Offset = static_cast<size_t>(static_cast<const char *>(P) - S->Base);
  if (Offset >= S->Bytes)
    return nullptr;
  Index = indexOf(S, Offset);
  uint16_t *Note = S->Notes + Index;
  return Index * S->BlockSize == Offset && *Note != 0 ? Note : nullptr;
}

/// A block of a slab that notes sites is given back.
void forgetGuest(Span *S, uint32_t Index);

/// Gives a block back whose note says already that it is free.
inline void giveFree(Span *S, void *P) {
  void *Old = S->FreeList;
  *static_cast<void **>(P) = Old;
  S->FreeList = P;
  if (__builtin_expect(--S->Used == 0 || !Old, 0))
    settle(S);
}

inline void give(Span *S, void *P, uint16_t *Note) {
  *Note = 0;
  if (__builtin_expect(S->Sites != nullptr, 0))
    forgetGuest(S, static_cast<uint32_t>(Note - S->Notes));
  giveFree(S, P);
}

/// Gives each block of a slab a site of its own. False when out of memory.
bool noteSites(Span *S);

} // namespace slab
} // namespace cgt

#endif // CGT_HEAP_SLAB_H
