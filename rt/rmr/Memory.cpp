//===- Memory.cpp - The caller's memory, in chunks and buffers -------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// malloc's blocks are aligned for any type of the platform, which on 32-bit ones may be 8: what needs 16 takes it itself.
//
//===----------------------------------------------------------------------===//

#include "rmr/Memory.h"

#include "rmr/Blocks.h"

#include <stdlib.h>

using namespace cgt;
using namespace cgt::rmr;

static constexpr size_t Alignment = 16, ChunkSize = 4096;

static void *allocateStandard(void *, size_t Size) { return malloc(Size); }
static void releaseStandard(void *, void *Block) { free(Block); }

cgt_rmr_memory rmr::standardMemory() { return {allocateStandard, releaseStandard, nullptr}; }
bool rmr::isStandard(const cgt_rmr_memory &Memory) { return Memory.allocate == allocateStandard; }

static char *aligned(void *Block) { return reinterpret_cast<char *>(alignUp(reinterpret_cast<uintptr_t>(Block), Alignment)); }

void *Pool::take(size_t Size) {
  if (Size > SIZE_MAX / 2)
    return nullptr;
  Size = static_cast<size_t>(alignUp(Size ? Size : 1, Alignment));
  Taken += Size;
  if (Size > Left) {
    size_t Room = Size > ChunkSize / 4 ? Size : ChunkSize; // three quarters of a chunk are used at least
    size_t Bytes = sizeof(Chunk) + Alignment + Room;
    auto *New = static_cast<Chunk *>(Memory.allocate(Memory.context, Bytes));
    if (!New)
      return nullptr;
    *New = {Chunks, Bytes};
    Chunks = New;
    char *Start = aligned(New + 1);
    if (Room == Size) { // what is left of the chunk before serves on
      memset(Start, 0, Size);
      return Start;
    }
    Next = Start;
    Left = Room;
  }
  void *Result = Next;
  Next += Size;
  Left -= Size;
  memset(Result, 0, Size);
  return Result;
}

void Pool::giveBack(const Mark &Since) {
  while (Chunks != Since.Chunks) {
    Chunk *Old = Chunks;
    Chunks = Old->Next;
    Memory.release(Memory.context, Old);
  }
  Next = Since.Next;
  Left = Since.Left;
  Taken = Since.Taken;
}

void Pool::clear() { giveBack({nullptr, nullptr, 0, 0}); }

bool Buffer::reserve(uint64_t Size, size_t Used) {
  if (Size <= Capacity)
    return true;
  uint64_t Room = Capacity + static_cast<uint64_t>(Capacity) / 2;
  if (Room < Size)
    Room = Size;
  if (Room < 64)
    Room = 64;
  if (Room > SIZE_MAX / 2)
    return false;
  void *New = Memory.allocate(Memory.context, static_cast<size_t>(Room) + Alignment);
  if (!New)
    return false;
  auto *Start = reinterpret_cast<uint8_t *>(aligned(New));
  if (Used)
    memcpy(Start, Data, Used);
  if (Block)
    Memory.release(Memory.context, Block);
  Block = New;
  Data = Start;
  Capacity = static_cast<size_t>(Room);
  return true;
}

void Buffer::clear() {
  if (Block)
    Memory.release(Memory.context, Block);
  Block = nullptr;
  Data = nullptr;
  Capacity = 0;
}

//===--- Blocks -------------------------------------------------------------===//

static bool isAligned(const void *Block, size_t Align) { return reinterpret_cast<uintptr_t>(Block) % Align == 0; }

void *Blocks::take(size_t Size, size_t Align) {
  bool Known = Align <= Alignment || !isStandard(Memory); // else malloc would hardly do
  void *Block = Known ? Memory.allocate(Memory.context, Size) : nullptr;
  if (Known && (!Block || isAligned(Block, Align)))
    return Block;
  if (Block)
    Memory.release(Memory.context, Block);
  if (isStandard(Memory))
    return posix_memalign(&Block, Align, Size) == 0 ? Block : nullptr;
  if (Size > SIZE_MAX - Align || !(Block = Memory.allocate(Memory.context, Size + Align)))
    return nullptr;
  auto *Data = reinterpret_cast<void *>(alignUp(reinterpret_cast<uintptr_t>(Block), Align));
  if (Data == Block || Moved.add({Data, Block}))
    return Data;
  Memory.release(Memory.context, Block);
  return nullptr;
}

void Blocks::release(void *Data) {
  for (size_t I = Moved.size(); I-- > 0;)
    if (Moved[I].Data == Data) {
      Data = Moved[I].Block;
      Moved[I] = Moved[Moved.size() - 1];
      Moved.drop();
      break;
    }
  Memory.release(Memory.context, Data);
}
