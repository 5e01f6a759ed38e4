//===- Meta.cpp - Memory for what the heap knows of itself ---------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pieces are multiples of 64 bytes and kept by size when given back. When the system has no more, a larger piece is cut,
// or free pages of an arena are taken: memory that the program gave back must not be lost for want of a few bytes.
//
//===----------------------------------------------------------------------===//

#include "heap/HeapState.h"
#include "port/Port.h"

using namespace cgt;

static constexpr size_t Unit = 64, LargestPiece = 16384, ChunkSize = size_t(1) << 18;
static constexpr size_t NumSizes = LargestPiece / Unit + 1;
static void *FreePieces[NumSizes];
static char *Next;
static size_t Left;
static Span *FreeSpans;

static size_t toUnits(size_t Size) { return (Size + Unit - 1) & ~(Unit - 1); }

static void put(void *Piece, size_t Size) {
  if (Size == 0)
    return;
  *static_cast<void **>(Piece) = FreePieces[Size / Unit];
  FreePieces[Size / Unit] = Piece;
}

static void *takePiece(size_t Size) {
  void *Piece = FreePieces[Size / Unit];
  if (Piece) {
    FreePieces[Size / Unit] = *static_cast<void **>(Piece);
    memset(Piece, 0, Size);
  }
  return Piece;
}

/// Cuts what is wanted from the smallest larger piece.
static void *takeFromLarger(size_t Size) {
  for (size_t Larger = Size + Unit; Larger <= LargestPiece; Larger += Unit)
    if (void *Piece = takePiece(Larger)) {
      put(static_cast<char *>(Piece) + Size, Larger - Size);
      return Piece;
    }
  return nullptr;
}

static bool mapChunk(size_t Size) {
  for (size_t Bytes = ChunkSize; Bytes >= Size; Bytes /= 4)
    if (void *Chunk = port::map(Bytes)) {
      Next = static_cast<char *>(Chunk);
      Left = Bytes;
      return true;
    }
  return false;
}

/// Much at once if possible, since each such chunk divides the arena's free pages for good.
static bool borrowChunk() {
  constexpr size_t Most = 256, Least = 2 * LargestPiece / GranuleSize;
  for (size_t Granules = Most; Granules >= Least; Granules /= 2)
    if ((Next = heap::UnsavedPages.lend(Granules, Left)) || (Next = heap::SavedPages.lend(Granules, Left)))
      return true;
  Left = 0;
  return false;
}

void *meta::allocate(size_t Size) {
  Size = toUnits(Size);
  if (Size > LargestPiece)
    return port::map(Size);
  if (void *Piece = takePiece(Size))
    return Piece;
  if (Size > Left) {
    char *Rest = Next;
    size_t RestSize = Left;
    if (!mapChunk(Size)) {
      if (void *Piece = takeFromLarger(Size))
        return Piece;
      if (!borrowChunk()) {
        Next = Rest;
        Left = RestSize;
        return nullptr;
      }
    }
    put(Rest, RestSize);
  }
  void *Piece = Next;
  Next += Size;
  Left -= Size;
  return Piece;
}

void meta::release(void *Memory, size_t Size) {
  Size = toUnits(Size);
  if (Size > LargestPiece)
    port::unmap(Memory, Size);
  else
    put(Memory, Size);
}

void meta::expect(size_t Bytes) {
  Bytes = port::toPages(Bytes);
  void *Chunk = Bytes > Left ? port::map(Bytes) : nullptr;
  if (!Chunk)
    return;
  port::preferLargePages(Chunk, Bytes);
  for (size_t Piece; Left != 0; Next += Piece, Left -= Piece) {
    Piece = Left < LargestPiece ? Left : LargestPiece;
    put(Next, Piece);
  }
  Next = static_cast<char *>(Chunk);
  Left = Bytes;
}

Span *meta::newSpan() {
  Span *S = FreeSpans;
  if (S)
    FreeSpans = S->Next;
  else if (!(S = static_cast<Span *>(allocate(sizeof(Span)))))
    return nullptr;
  *S = Span();
  return S;
}

void meta::freeSpan(Span *S) {
  *S = Span();
  S->Next = FreeSpans;
  FreeSpans = S;
}
