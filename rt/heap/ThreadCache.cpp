//===- ThreadCache.cpp - Free blocks that a thread has to itself -----------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Blocks of one slot and class are in two lists. A thread that takes and gives in turn seldom gets from one to the other. When one is full
// and another block comes, the other list goes back to the slabs; when one is empty, the other one is next. A thread that gets blocks from
// slabs has few at first, and twice as many each time.
//
//===----------------------------------------------------------------------===//

#include "heap/ThreadCache.h"

#include "heap/ForeignMalloc.h"
#include "heap/HeapState.h"
#include "port/Process.h"

using namespace cgt;
using namespace cgt::heap;

extern "C" {
extern char __dso_handle;
int __cxa_thread_atexit_impl(void (*Function)(void *), void *Argument, void *Object);
}

namespace {

/// What a thread's free block begins with. Other free blocks begin with a link alone.
struct FreeBlock {
  FreeBlock *Next;
  uintptr_t Note; ///< where its note is, and HasSite
};
/// Its slab notes each block's site.
constexpr uintptr_t HasSite = 1;

/// What a thread has of one slot and class.
struct Bin {
  Span **Key; ///< the slot's current slab of the class, whatever that is; null: the bin isn't used
  FreeBlock *First, *Others;
  uint16_t BlockSize;
  uint8_t Count, Most; ///< of the list in use
  uint8_t Filled;      ///< how many blocks came from a slab last
  uint8_t Guests;      ///< about how many blocks that belong to the slot the thread has taken from the shared one
};

struct Cache {
  enum StateType : uint8_t { None, Begins, InUse, Ended };
  Bin *Bins;     ///< found by hash
  uint32_t Size; ///< a power of two
  uint32_t Used;
  StateType State;
};

} // namespace

static_assert(sizeof(FreeBlock) <= BlockAlign);

[[gnu::tls_model("local-exec")]] static thread_local Cache Own;

//===--- Bins -------------------------------------------------------------===//

/// The bin for \p Key, or the free one where it would be.
static Bin &findIn(Bin *Bins, uint32_t Size, Span **Key) {
  auto Value = static_cast<uint32_t>(reinterpret_cast<uintptr_t>(Key) / sizeof(Span *));
  for (uint32_t I = (Value * 0x9e3779b1u) >> 16;; ++I) {
    Bin &B = Bins[I & (Size - 1)];
    if (B.Key == Key || !B.Key)
      return B;
  }
}

/// Called with the lock. False when memory is out.
static bool resizeBins(Cache &C, uint32_t Size) {
  auto *Bins = static_cast<Bin *>(meta::allocate(Size * sizeof(Bin)));
  if (!Bins)
    return false;
  for (uint32_t I = 0; I != C.Size; ++I)
    if (C.Bins[I].Key)
      findIn(Bins, Size, C.Bins[I].Key) = C.Bins[I];
  if (C.Bins)
    meta::release(C.Bins, C.Size * sizeof(Bin));
  C.Bins = Bins;
  C.Size = Size;
  return true;
}

/// Gives blocks back to their slabs. Called with the lock.
static void giveBack(FreeBlock *&List) {
  for (FreeBlock *P = List, *Next; P; P = Next) {
    Next = P->Next;
    P->Note = 0;
    slab::giveFree(spanOf(P), P);
  }
  List = nullptr;
}

/// Called with the lock.
static void giveAllBack(Cache &C) {
  for (uint32_t I = 0; I != C.Size; ++I) {
    Bin &B = C.Bins[I];
    giveBack(B.First);
    giveBack(B.Others);
    B.Count = 0;
  }
}

/// The thread ends.
static void end(void *) {
  Cache &C = Own;
  Lock Guard;
  C.State = Cache::Ended;
  giveAllBack(C);
  meta::release(C.Bins, C.Size * sizeof(Bin));
  C.Bins = nullptr;
  C.Size = 0;
}

static bool begin(Cache &C) {
  constexpr uint32_t FirstSize = 32;
  if (C.State != Cache::None || foreign::hasMalloc())
    return false;
  C.State = Cache::Begins;                       // to be told of the thread's end libc allocates
  bool IsMain = port::threadId() == port::pid(); // it ends with the process
  if (!IsMain && __cxa_thread_atexit_impl(end, nullptr, &__dso_handle) != 0) {
    C.State = Cache::Ended;
    return false;
  }
  Lock Guard;
  bool Done = resizeBins(C, FirstSize);
  C.State = Done ? Cache::InUse : Cache::Ended;
  return Done;
}

/// How many blocks a list has at most.
static uint8_t mostOf(unsigned Class) {
  constexpr uint32_t Most = 64, Bytes = 8192;
  uint32_t Count = Bytes / blockSizeOf(Class);
  return static_cast<uint8_t>(Count > Most ? Most : Count < 2 ? 2 : Count);
}

/// The calling thread's bin; null: it isn't made yet.
static inline Bin *findBin(Slot *L, unsigned Class) {
  const Cache &C = Own;
  Span **Key = &L->Current[Class];
  if (__builtin_expect(!C.Bins, 0))
    return nullptr;
  Bin &B = findIn(C.Bins, C.Size, Key);
  return __builtin_expect(B.Key == Key, 1) ? &B : nullptr;
}

/// It is made if need be. Null when memory is out.
static Bin *binOf(Slot *L, unsigned Class) {
  Cache &C = Own;
  if (Bin *B = findBin(L, Class))
    return B;
  if (!C.Bins) {
    if (!begin(C))
      return nullptr;
  } else if (C.Used >= C.Size / 4) {
    Lock Guard;
    if (!resizeBins(C, 2 * C.Size))
      return nullptr;
  }
  Bin &B = findIn(C.Bins, C.Size, &L->Current[Class]);
  B.Key = &L->Current[Class];
  B.Most = mostOf(Class);
  B.BlockSize = static_cast<uint16_t>(blockSizeOf(Class));
  ++C.Used;
  return &B;
}

//===--- Taking -----------------------------------------------------------===//

static void noteIn(FreeBlock *P, const uint16_t *Note, bool Sites) {
  P->Note = reinterpret_cast<uintptr_t>(Note) | (Sites ? HasSite : 0);
}

/// Blocks from a slab. Called with the lock.
static void takeFrom(Span *S, Bin &B) {
  constexpr unsigned Few = 4;
  unsigned Wanted = B.Filled ? 2u * B.Filled : Few;
  B.Filled = static_cast<uint8_t>(Wanted < B.Most ? Wanted : B.Most);
  FreeBlock **Last = &B.First;
  for (B.Count = 0; B.Count != B.Filled && S->FreeList; ++B.Count) {
    auto *P = static_cast<FreeBlock *>(S->FreeList);
    S->FreeList = P->Next;
    noteIn(P, S->Notes + slab::indexOf(S, static_cast<size_t>(reinterpret_cast<char *>(P) - S->Base)), S->Sites);
    *Last = P;
    Last = &P->Next;
  }
  *Last = nullptr;
  S->Used += B.Count;
}

static void refill(Bin &B, Slot *L, unsigned Class) {
  if (B.Others) {
    B.First = B.Others;
    B.Others = nullptr;
    B.Count = B.Most;
    return;
  }
  Lock Guard;
  Span *S = slab::refill(L, Class);
  if (!S) {
    giveAllBack(Own); // memory is out
    S = slab::refill(L, Class);
  }
  if (S)
    takeFrom(S, B);
}

/// Does one block more of \p L go to the shared slot, as the thread has few of them and had none from \p L's slabs?
static bool takesGuest(Bin &B, const Slot *L) {
  constexpr uint8_t Enough = 16;
  if (!L->Shared || B.Guests >= Enough || B.First || B.Others || B.Filled != 0)
    return false;
  ++B.Guests;
  return true;
}

static void setSiteOf(const void *P, const CgtAllocSite *Site) {
  Span *S = SavedPages.find(reinterpret_cast<uintptr_t>(P));
  slab::sitesOf(S)[slab::indexOf(S, static_cast<size_t>(static_cast<const char *>(P) - S->Base))] = Site;
}

/// The first block of a bin that has one.
static inline void *takeFirst(Bin &B, const Slot *L, size_t Size) {
  FreeBlock *P = B.First;
  uintptr_t Note = P->Note;
  B.First = P->Next;
  --B.Count;
  P->Next = nullptr;
  P->Note = 0;
  *reinterpret_cast<uint16_t *>(Note & ~HasSite) = static_cast<uint16_t>(B.BlockSize - Size);
  return __builtin_expect(ZeroesBlocks, 0) && L->Arena == &SavedPages ? memset(P, 0, B.BlockSize) : P;
}

__attribute__((noinline)) static void *allocateOtherwise(Slot *L, unsigned Class, size_t Size, const CgtAllocSite *Site) {
  Bin *B = binOf(L, Class);
  if (B && takesGuest(*B, L)) {
    L = L->Shared;
    B = binOf(L, Class);
  }
  if (!B)
    return nullptr;
  if (!B->First)
    refill(*B, L, Class);
  if (!B->First)
    return nullptr;
  if (B->First->Note & HasSite)
    setSiteOf(B->First, Site);
  return takeFirst(*B, L, Size);
}

void *threadcache::allocate(Slot *L, unsigned Class, size_t Size, const CgtAllocSite *Site) {
  Bin *B = findBin(L, Class);
  if (__builtin_expect(B && B->First && !(B->First->Note & HasSite), 1))
    return takeFirst(*B, L, Size);
  return allocateOtherwise(L, Class, Size, Site);
}

//===--- Giving -----------------------------------------------------------===//

/// A block of the shared slot is given back: it may have been its own slot's guest.
static void forgetGuest(Slot *L, unsigned Class) {
  Bin *B = findBin(L, Class);
  if (B && B->Guests != 0)
    --B->Guests;
}

static void changeLists(Bin &B) {
  if (B.Others) {
    Lock Guard;
    giveBack(B.Others);
  }
  B.Others = B.First;
  B.First = nullptr;
  B.Count = 0;
}

static inline void putFirst(Bin &B, void *Block, uint16_t *Note, bool Sites) {
  auto *P = static_cast<FreeBlock *>(Block);
  *Note = 0;
  noteIn(P, Note, Sites);
  P->Next = B.First;
  B.First = P;
  ++B.Count;
}

__attribute__((noinline)) static bool releaseOtherwise(Span *S, void *Block, uint16_t *Note) {
  Bin *B = binOf(S->Owner, S->Class);
  if (!B)
    return false;
  const CgtAllocSite **Sites = slab::sitesOf(S);
  if (Sites)
    if (Slot *L = ownSlot(Sites[Note - S->Notes]))
      forgetGuest(L, S->Class);
  if (B->Count == B->Most)
    changeLists(*B);
  putFirst(*B, Block, Note, Sites);
  return true;
}

bool threadcache::release(void *Block) {
  uint32_t Index;
  Span *S = spanOf(Block);
  uint16_t *Note = S ? slab::noteOf(S, Block, Index) : nullptr;
  if (__builtin_expect(!Note, 0))
    return false;
  Bin *B = findBin(S->Owner, S->Class);
  if (__builtin_expect(!B || B->Count == B->Most || slab::sitesOf(S), 0))
    return releaseOtherwise(S, Block, Note);
  putFirst(*B, Block, Note, false);
  return true;
}

void threadcache::forgetSaved() {
  auto IsSaved = [](const void *P) { return P && SavedPages.find(reinterpret_cast<uintptr_t>(P)); };
  for (uint32_t I = 0; I != Own.Size; ++I) {
    Bin &B = Own.Bins[I];
    if (IsSaved(B.First)) {
      B.First = nullptr;
      B.Count = 0;
    }
    if (IsSaved(B.Others))
      B.Others = nullptr;
  }
}
