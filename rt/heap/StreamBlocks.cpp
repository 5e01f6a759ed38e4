//===- StreamBlocks.cpp - Where stdio's streams lie --------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "heap/StreamBlocks.h"

#include "heap/HeapState.h"
#include "port/Port.h"

using namespace cgt;
using namespace cgt::heap;

/// Where neither arena nor stack would be put.
#if __SIZEOF_POINTER__ == 8
static constexpr uintptr_t Base = 0xe5b600000;
#else
static constexpr uintptr_t Base = 0x6e5b0000;
#endif
static constexpr size_t Stride = 1024, Step = 65536, Most = size_t(64) << 20;

namespace {
struct FreeBlock {
  FreeBlock *Next;
};
} // namespace

size_t streams::Size;
static size_t Mapped; ///< bytes
static size_t Carved; ///< blocks that were handed out, or are free below such
static FreeBlock *Free;

static FreeBlock *blockAt(size_t Index) { return reinterpret_cast<FreeBlock *>(Base + Index * Stride); }

/// Makes blocks up to \p Index free.
static bool carve(size_t Index) {
  while ((Index + 1) * Stride > Mapped) {
    if (Mapped + Step > Most || !port::mapAt(reinterpret_cast<void *>(Base + Mapped), Step))
      return false;
    Mapped += Step;
  }
  for (; Carved <= Index; ++Carved) {
    FreeBlock *B = blockAt(Carved);
    B->Next = Free;
    Free = B;
  }
  return true;
}

void streams::begin(size_t Bytes) { Size = Bytes <= Stride ? Bytes : 0; }

void *streams::allocate() {
  if (!Free && !carve(Carved))
    return nullptr;
  FreeBlock *B = Free;
  Free = B->Next;
  return B;
}

void streams::release(void *Block) {
  auto *B = static_cast<FreeBlock *>(Block);
  B->Next = Free;
  Free = B;
}

void *streams::resize(void *Block, size_t Bytes, const CgtAllocSite *Site) {
  void *New = Site ? heap::allocate(Bytes, 0, false, Site) : allocateUnsaved(Bytes, 0, false);
  if (!New)
    return nullptr;
  memcpy(New, Block, Bytes < Size ? Bytes : Size);
  Lock Guard;
  release(Block);
  return New;
}

bool streams::contains(const void *Address) { return reinterpret_cast<uintptr_t>(Address) - Base < Mapped; }

bool streams::placeNext(uint64_t At) {
  uint64_t Offset = At - Base, Index = Offset / Stride;
  if (!Size || Offset % Stride != 0 || Offset >= Most || (Index >= Carved && !carve(static_cast<size_t>(Index))))
    return false;
  FreeBlock *Wanted = blockAt(static_cast<size_t>(Index));
  for (FreeBlock **At = &Free; *At; At = &(*At)->Next)
    if (*At == Wanted) {
      *At = Wanted->Next;
      Wanted->Next = Free;
      Free = Wanted;
      return true;
    }
  return false;
}
