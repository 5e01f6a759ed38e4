//===- heap-layout.cpp - A heap laid out like another process's ----------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A child takes blocks, gives some back and tells where the others lie; the parent, whose arena is untouched, makes the same
// of its own. A second child, which has begun as the first did, makes the same around the blocks that it has already.
//
//===----------------------------------------------------------------------===//

#include "abi/Descriptors.h"
#include "abi/Names.h"
#include "heap/Heap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace cgt;

#define CHECK(Condition)                                                                                                       \
  do {                                                                                                                         \
    if (!(Condition)) {                                                                                                        \
      fprintf(stderr, "line %d: %s\n", __LINE__, #Condition);                                                                  \
      _exit(1);                                                                                                                \
    }                                                                                                                          \
  } while (0)

static constexpr unsigned NumBlocks = 20000, NumSites = 40;
static CgtAllocSite Sites[NumSites];
static unsigned State = 1;

struct Layout {
  BlockInfo Blocks[NumBlocks];
  heap::SpanInfo Spans[NumBlocks];
  unsigned NumBlocks, NumSpans;
};
static Layout *Shared;

static unsigned next(unsigned Limit) {
  State = State * 1103515245u + 12345u;
  return (State >> 8) % Limit;
}

static BlockInfo make() {
  BlockInfo B;
  B.Size = next(20) ? next(200) : next(60000);
  B.Align = next(30) ? 0 : size_t(32) << next(9);
  B.Site = next(5) ? &Sites[next(NumSites)] : nullptr;
  B.Address = heap::allocate(B.Size, B.Align, false, B.Site);
  CHECK(B.Address);
  memset(B.Address, static_cast<int>(B.Size), B.Size);
  return B;
}

static void fill() {
  static BlockInfo All[NumBlocks];
  for (BlockInfo &B : All)
    B = make();
  for (BlockInfo &B : All)
    if (next(3) != 0)
      heap::release(B.Address);
  heap::forEachBlock([](void *, const BlockInfo &B) { return Shared->Blocks[Shared->NumBlocks++] = B, true; }, nullptr);
  heap::forEachSpan([](void *, const heap::SpanInfo &S) { return Shared->Spans[Shared->NumSpans++] = S, true; }, nullptr);
}

static void checkAll(const BlockInfo *Blocks, unsigned Count) {
  for (unsigned I = 0; I < Count; ++I)
    for (size_t K = 0; K < Blocks[I].Size; ++K)
      CHECK(static_cast<unsigned char *>(Blocks[I].Address)[K] == static_cast<unsigned char>(Blocks[I].Size));
}

static uint64_t place(void *At, const BlockInfo &B) {
  heap::SpanPlace Where;
  uint64_t Done = heap::placeRun(reinterpret_cast<uintptr_t>(At), 0, 1, B.Size, B.Align, B.Site, Where);
  CHECK((Done == 0) == (Where == heap::SpanPlace::None));
  return Done;
}

static void layOut() {
  for (unsigned I = 0; I < Shared->NumSpans; ++I)
    CHECK(heap::addSpan(Shared->Spans[I]) == heap::SpanPlace::New);
  for (unsigned I = 0; I < Shared->NumBlocks; ++I) {
    const BlockInfo &B = Shared->Blocks[I];
    CHECK(place(B.Address, B) == 1);
    CHECK(place(B.Address, B) == 0); // taken
    memset(B.Address, static_cast<int>(B.Size), B.Size);
  }
  CHECK(place(Shared, BlockInfo()) == 0);
  heap::finishLayout();
}

static void layOutAround() {
  static BlockInfo First[NumBlocks / 50], More[NumBlocks];
  constexpr unsigned NumFirst = sizeof First / sizeof *First;
  unsigned NumShared = 0, NumMoved = 0;
  for (BlockInfo &B : First)
    B = make();
  for (unsigned I = 0; I < Shared->NumSpans; ++I)
    NumShared += heap::addSpan(Shared->Spans[I]) == heap::SpanPlace::Shared;
  CHECK(NumShared != 0);
  for (unsigned I = 0; I < Shared->NumBlocks; ++I) {
    BlockInfo &B = Shared->Blocks[I];
    if (place(B.Address, B) == 0) {
      ++NumMoved;
      B.Address = heap::allocate(B.Size, B.Align, false, B.Site);
    }
    memset(B.Address, static_cast<int>(B.Size), B.Size); // what First has there is as large
  }
  CHECK(NumMoved < Shared->NumBlocks / 4);
  heap::finishLayout();
  for (BlockInfo &B : More)
    B = make();
  checkAll(First, NumFirst);
  checkAll(Shared->Blocks, Shared->NumBlocks);
  checkAll(More, NumBlocks);
}

static bool isRightInChild(void (*Do)()) {
  int Status;
  pid_t Child = fork();
  if (Child == 0) {
    Do();
    _exit(0);
  }
  return waitpid(Child, &Status, 0) == Child && Status == 0;
}

int main() {
  void *Memory = mmap(nullptr, 2 * sizeof(Layout), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  CHECK(Memory != MAP_FAILED);
  Shared = static_cast<Layout *>(Memory);
  CHECK(isRightInChild(fill) && Shared->NumBlocks > NumBlocks / 4);
  memcpy(Shared + 1, Shared, sizeof *Shared);
  CHECK(isRightInChild(layOutAround));
  memcpy(Shared, Shared + 1, sizeof *Shared);
  layOut();

  // Exactly these blocks are there.
  static unsigned Seen;
  heap::forEachBlock(
      [](void *, const BlockInfo &B) {
        const BlockInfo &Wanted = Shared->Blocks[Seen++];
        CHECK(B.Address == Wanted.Address && B.Size == Wanted.Size && B.Align == Wanted.Align && B.Site == Wanted.Site);
        return true;
      },
      nullptr);
  CHECK(Seen == Shared->NumBlocks);

  // Life goes on.
  static BlockInfo More[NumBlocks];
  for (BlockInfo &B : More)
    B = make();
  checkAll(Shared->Blocks, Shared->NumBlocks);
  checkAll(More, NumBlocks);
  for (unsigned I = 0; I < Shared->NumBlocks; ++I)
    heap::release(Shared->Blocks[I].Address);
  checkAll(More, NumBlocks);
  for (BlockInfo &B : More)
    heap::release(B.Address);
  Seen = 0;
  heap::forEachBlock([](void *, const BlockInfo &) { return ++Seen != 0; }, nullptr);
  CHECK(Seen == 0);
  return 0;
}
