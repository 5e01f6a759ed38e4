//===- heap-query.cpp - What the heap tells of its blocks ----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Without argument: checks forEachBlock, findBlock, setSite, isUnsaved and where resize leaves a block. With one: makes
// the mistake of that name.
//
//===----------------------------------------------------------------------===//

#include "abi/Descriptors.h"
#include "abi/Names.h"
#include "heap/Heap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

using namespace cgt;

extern "C" void *__cgt_realloc(void *, size_t, const CgtAllocSite *);

#define CHECK(Condition)                                                                                               \
  do {                                                                                                                 \
    if (!(Condition)) {                                                                                                \
      fprintf(stderr, "line %d: %s\n", __LINE__, #Condition);                                                          \
      exit(1);                                                                                                         \
    }                                                                                                                  \
  } while (0)

static constexpr unsigned NumBlocks = 20000, NumSites = 40;
static CgtAllocSite Sites[NumSites];
static BlockInfo Blocks[NumBlocks];
static unsigned State = 1;

static unsigned next(unsigned Limit) {
  State = State * 1103515245u + 12345u;
  return (State >> 8) % Limit;
}

static void makeBlocks() {
  for (BlockInfo &B : Blocks) {
    B.Size = next(20) ? next(200) : next(60000);
    B.Align = next(30) ? 0 : size_t(32) << next(9);
    B.Site = next(5) ? &Sites[next(NumSites)] : nullptr;
    B.Address = heap::allocate(B.Size, B.Align, next(2) != 0, B.Site);
    CHECK(B.Address);
    memset(B.Address, 0x55, B.Size);
  }
}

static int compareAddress(const void *A, const void *B) {
  auto *X = static_cast<const BlockInfo *>(A)->Address, *Y = static_cast<const BlockInfo *>(B)->Address;
  return X < Y ? -1 : X != Y;
}

static bool same(const BlockInfo &A, const BlockInfo &B) {
  return A.Address == B.Address && A.Size == B.Size && A.Align == B.Align && A.Site == B.Site;
}

struct Walk {
  unsigned Next, Last;
};

/// Blocks are those given, in order of address, and no others.
static void checkWalk(unsigned Begin, unsigned End) {
  Walk W = {Begin, End};
  heap::forEachBlock(
      [](void *Ctx, const BlockInfo &B) {
        auto *W = static_cast<Walk *>(Ctx);
        CHECK(W->Next != W->Last && same(B, Blocks[W->Next]));
        ++W->Next;
        return true;
      },
      &W);
  CHECK(W.Next == End);
}

static void checkFind(const BlockInfo &B) {
  auto *P = static_cast<char *>(B.Address);
  BlockInfo Found;
  const size_t Offsets[] = {0, B.Size / 2, B.Size};
  for (size_t At : Offsets) {
    CHECK(heap::findBlock(P + At, Found));
    CHECK(same(Found, B));
  }
  CHECK(!heap::findBlock(P + B.Size + 1, Found) || Found.Address != B.Address);
  CHECK(heap::sizeOf(P) == B.Size);
  CHECK(!heap::isUnsaved(P));
}

static void testBlocks() {
  makeBlocks();
  qsort(Blocks, NumBlocks, sizeof(BlockInfo), compareAddress);
  checkWalk(0, NumBlocks);
  for (BlockInfo &B : Blocks) {
    checkFind(B);
    if (next(4) == 0) {
      B.Site = next(6) ? &Sites[next(NumSites)] : nullptr;
      CHECK(heap::setSite(B.Address, B.Site));
    }
  }
  checkWalk(0, NumBlocks);
  for (unsigned I = 0; I != NumBlocks / 2; ++I) {
    BlockInfo Found;
    heap::release(Blocks[I].Address);
    CHECK(!heap::findBlock(Blocks[I].Address, Found));
    CHECK(!heap::setSite(Blocks[I].Address, &Sites[0]));
  }
  checkWalk(NumBlocks / 2, NumBlocks);
  for (unsigned I = NumBlocks / 2; I != NumBlocks; ++I)
    heap::release(Blocks[I].Address);
  checkWalk(0, 0);
}

static void testResize() {
  BlockInfo Found;
  // The plain name keeps arena and site.
  char *P = static_cast<char *>(heap::allocate(10, 0, false, &Sites[1]));
  P = static_cast<char *>(realloc(P, 100000));
  CHECK(heap::findBlock(P, Found) && Found.Size == 100000 && Found.Site == &Sites[1]);
  P = static_cast<char *>(__cgt_realloc(P, 20, &Sites[2]));
  CHECK(heap::findBlock(P, Found) && Found.Size == 20 && Found.Site == &Sites[1]);
  free(P);
  // The typed one gives a site to a block that has none, and takes foreign memory over.
  P = static_cast<char *>(heap::allocate(10, 0, false, nullptr));
  P = static_cast<char *>(__cgt_realloc(P, 12, &Sites[2]));
  CHECK(heap::findBlock(P, Found) && Found.Site == &Sites[2]);
  free(P);
  CHECK(asprintf(&P, "not instrumented") > 0);
  CHECK(heap::isUnsaved(P) && !heap::findBlock(P, Found));
  P = static_cast<char *>(realloc(P, 1000));
  CHECK(heap::isUnsaved(P));
  P = static_cast<char *>(__cgt_realloc(P, 30, &Sites[3]));
  CHECK(!heap::isUnsaved(P) && heap::findBlock(P, Found) && strcmp(P, "not instrumented") == 0);
  free(P);
  // Untyped sites give way to typed ones.
  Sites[4].Kind = CGT_SITE_UNTYPED;
  P = static_cast<char *>(heap::allocate(10, 0, false, &Sites[4]));
  P = static_cast<char *>(__cgt_realloc(P, 11, &Sites[5]));
  CHECK(heap::findBlock(P, Found) && Found.Site == &Sites[5]);
  free(P);
}

static int makeMistake(const char *Name) {
  char *volatile P = static_cast<char *>(heap::allocate(40, 0, false, &Sites[0]));
  char *volatile Q = static_cast<char *>(heap::allocate(100000, 0, false, &Sites[0]));
  volatile int OnStack = 0;
  if (strcmp(Name, "twice") == 0) {
    free(P);
    free(P);
  } else if (strcmp(Name, "inside") == 0) {
    free(P + 16);
  } else if (strcmp(Name, "inside-large") == 0) {
    free(Q + 4096);
  } else if (strcmp(Name, "stack") == 0) {
    volatile void *Foreign = &OnStack;
    free(const_cast<void *>(Foreign));
  } else if (strcmp(Name, "realloc") == 0) {
    free(Q);
    return realloc(Q, 10) != nullptr;
  }
  return 0;
}

int main(int Argc, char **Argv) {
  if (Argc > 1)
    return makeMistake(Argv[1]);
  testBlocks();
  testResize();
  puts("good");
  return 0;
}
