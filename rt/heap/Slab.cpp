//===- Slab.cpp - Small blocks -------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "heap/HeapState.h"

using namespace cgt;

[[clang::require_constant_initialization]] Span slab::None;

static uint32_t blocksOf(const Span *S) { return S->Bytes / S->BlockSize; }

/// Puts the next page's worth of fresh blocks on the free list, in order of address. False when all were there before.
static bool carve(Span *S) {
  uint32_t Left = blocksOf(S) - S->Carved;
  if (Left == 0)
    return false;
  uint32_t Count = S->BlockSize < GranuleSize ? static_cast<uint32_t>(GranuleSize) / S->BlockSize : 1;
  if (Count > Left)
    Count = Left;
  char *Block = S->Base + static_cast<size_t>(S->Carved) * S->BlockSize;
  S->FreeList = Block;
  S->Carved += Count;
  for (; --Count != 0; Block += S->BlockSize)
    *reinterpret_cast<void **>(Block) = Block + S->BlockSize;
  *reinterpret_cast<void **>(Block) = nullptr;
  return true;
}

/// The first slabs of a slot and class are small, further ones twice as large after every two, up to a limit: what lies
/// idle in the last one stays a fraction of all.
static size_t slabGranules(const Slot *L, unsigned Class, uint32_t BlockSize) {
  size_t First = BlockSize <= 512 ? GranuleSize : size_t(BlockSize) * 4;
  size_t Limit = BlockSize <= 8192 ? 65536 : size_t(BlockSize) * 8;
  uint32_t Doublings = L->Slabs[Class] / 2;
  size_t Bytes = Doublings < 4 ? First << Doublings : Limit;
  return ((Bytes < Limit ? Bytes : Limit) + GranuleSize - 1) / GranuleSize;
}

bool slab::make(Span *S, Slot *L, unsigned Class) {
  uint32_t BlockSize = blockSizeOf(Class);
  uint32_t Count = static_cast<uint32_t>(S->runBytes()) / BlockSize;
  S->BlockSize = BlockSize;
  S->Bytes = Count * BlockSize;
  S->Notes = static_cast<uint16_t *>(meta::allocate(Count * sizeof(uint16_t)));
  S->Owner = L;
  if (!S->Notes || (L->NotesSites && !slab::noteSites(S))) {
    if (S->Notes)
      meta::release(S->Notes, Count * sizeof(uint16_t));
    S->Notes = nullptr;
    S->Bytes = 0;
    return false;
  }
  S->Reciprocal = static_cast<uint32_t>((uint64_t(1) << 32) / BlockSize + 1);
  S->Kind = SpanKind::Slab;
  S->Class = static_cast<uint8_t>(Class);
  ++L->Slabs[Class];
  L->Arena->enter(S);
  return true;
}

static Span *newSlab(Slot *L, unsigned Class, size_t Granules) {
  bool Zero;
  Span *S = L->Arena->allocate(Granules, 1, Zero);
  if (!S || slab::make(S, L, Class))
    return S;
  L->Arena->release(S);
  return nullptr;
}

/// Memory may suffice for a small slab only.
static Span *newSlab(Slot *L, unsigned Class) {
  size_t Least = blockSizeOf(Class) / GranuleSize + 1, Granules = slabGranules(L, Class, blockSizeOf(Class));
  Span *S = newSlab(L, Class, Granules);
  return S || Granules == Least ? S : newSlab(L, Class, Least);
}

Span *slab::refill(Slot *L, unsigned Class) {
  Span *S = L->Current[Class];
  if (S->FreeList || (S != &None && carve(S)))
    return S;
  S = L->Partial[Class];
  if (S) {
    L->Partial[Class] = S->Next;
    if (S->Next)
      S->Next->Previous = nullptr;
    S->Next = nullptr;
    S->Queued = false;
    if (!S->FreeList)
      carve(S); // laid out by HeapLayout.cpp
  } else if (!(S = newSlab(L, Class)) || !carve(S)) {
    return nullptr;
  }
  L->Current[Class] = S;
  return S;
}

static void destroy(Span *S) {
  uint32_t Count = blocksOf(S);
  meta::release(S->Notes, Count * sizeof(uint16_t));
  if (S->Sites)
    meta::release(S->Sites, Count * sizeof(*S->Sites));
  --S->Owner->Slabs[S->Class];
  S->Owner->Arena->release(S);
}

void slab::drop(Span *S) {
  Slot *L = S->Owner;
  L->Current[S->Class] = &None;
  L->Partial[S->Class] = nullptr;
  L->Guests[S->Class] = 0;
  destroy(S);
}

void slab::leaveQueue(Span *S) {
  if (!S->Queued)
    return;
  if (S->Next)
    S->Next->Previous = S->Previous;
  if (S->Previous)
    S->Previous->Next = S->Next;
  else
    S->Owner->Partial[S->Class] = S->Next;
  S->Next = S->Previous = nullptr;
  S->Queued = false;
}

void slab::settle(Span *S) {
  Slot *L = S->Owner;
  Span *&Head = L->Partial[S->Class];
  if (L->Current[S->Class] == S)
    return;
  if (S->Used != 0) {
    if (S->Queued)
      return;
    S->Queued = true;
    S->Previous = nullptr;
    S->Next = Head;
    if (Head)
      Head->Previous = S;
    Head = S;
    return;
  }
  leaveQueue(S);
  destroy(S);
}

void slab::forgetGuest(Span *S, uint32_t Index) {
  Slot *L = heap::ownSlot(S->Sites[Index]);
  if (L && L->Guests[S->Class] != 0)
    --L->Guests[S->Class];
}

bool slab::noteSites(Span *S) {
  uint32_t Count = blocksOf(S);
  auto **Sites = static_cast<const CgtAllocSite **>(meta::allocate(Count * sizeof(*S->Sites)));
  if (!Sites)
    return false;
  for (uint32_t I = 0; I != Count; ++I)
    Sites[I] = S->Owner->Site;
  __atomic_store_n(&S->Sites, Sites, __ATOMIC_RELEASE);
  return true;
}
