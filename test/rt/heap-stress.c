// Random allocations of every kind keep their contents, sizes and alignment, whichever entry point gave or resizes them.
//
// DEFINE: %{flags} = -O1 -fno-builtin %s
// RUN: %plain-x86_64 %{flags} %build/lib/cgt/x86_64-linux-gnu/libcgt_rt.a -lm -o %t && %t 500000
// RUN: sh -c 'ulimit -v 400000; exec %t 200000'
// RUN: %if run-i686 %{ %plain-i686 %{flags} %build/lib/cgt/i686-linux-gnu/libcgt_rt.a -lm -o %t.i686 && %run-i686 %t.i686 60000 %}
// RUN: %if run-s390x %{ %plain-s390x %{flags} %build/lib/cgt/s390x-linux-gnu/libcgt_rt.a -lm -o %t.s390x && %run-s390x %t.s390x 60000 %}
// RUN: %if run-mips %{ %plain-mips %{flags} %build/lib/cgt/mips-linux-gnu/libcgt_rt.a -lm -o %t.mips && %run-mips %t.mips 60000 %}
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct Site {
  void *Unit;
  size_t Index, Cache, Kind, ElementSize;
};
void *__cgt_malloc(size_t, struct Site *);
void *__cgt_calloc(size_t, size_t, struct Site *);
void *__cgt_realloc(void *, size_t, struct Site *);
void *__cgt_aligned_alloc(size_t, size_t, struct Site *);
int __cgt_posix_memalign(void **, size_t, size_t, struct Site *);

enum { NumBlocks = 4000, NumSites = 200 };
static struct Block {
  unsigned char *Data;
  size_t Size, Align;
  unsigned char Seed;
} Blocks[NumBlocks];
static struct Site Sites[NumSites];
static uint64_t State;

static uint32_t next(uint32_t Limit) {
  State = State * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(State >> 33) % Limit;
}

static size_t randomSize(void) {
  switch (next(16)) {
  case 0:
    return next(3);
  case 1:
    return next(200000);
  case 2:
    return next(20000);
  case 3:
    return (size_t)1 << next(17);
  case 4:
    return next(100) == 0 ? next(6000000) : next(4000);
  default:
    return next(300);
  }
}

static void check(int Good, const char *What) {
  if (!Good) {
    fprintf(stderr, "%s\n", What);
    abort();
  }
}

static unsigned char pattern(const struct Block *B, size_t I) { return (unsigned char)(B->Seed + I * 7 + (I >> 8)); }

static void checkPrefix(const struct Block *B, const unsigned char *Data, size_t Size) {
  for (size_t I = 0; I < Size; I += I < 64 || Size - I < 64 ? 1 : 61)
    check(Data[I] == pattern(B, I), "contents changed");
}

static void fill(struct Block *B) {
  B->Seed = (unsigned char)next(256);
  for (size_t I = 0; I != B->Size; ++I)
    B->Data[I] = pattern(B, I);
}

static void drop(struct Block *B) {
  checkPrefix(B, B->Data, B->Size);
  free(B->Data);
  B->Data = NULL;
}

static void allocateBlock(struct Block *B) {
  struct Site *S = &Sites[next(NumSites)];
  void *P = NULL;
  B->Size = randomSize();
  B->Align = 16;
  switch (next(8)) {
  case 0:
    P = malloc(B->Size);
    break;
  case 1:
  case 2:
    P = next(2) ? calloc(B->Size, 1) : __cgt_calloc(1, B->Size, S);
    for (size_t I = 0; P && I != B->Size; ++I)
      check(((char *)P)[I] == 0, "calloc isn't zero");
    break;
  case 3:
    B->Align = (size_t)1 << next(17);
    P = next(2) ? aligned_alloc(B->Align, B->Size) : __cgt_aligned_alloc(B->Align, B->Size, S);
    break;
  case 4:
    B->Align = sizeof(void *) << next(10);
    check((next(2) ? posix_memalign(&P, B->Align, B->Size) : __cgt_posix_memalign(&P, B->Align, B->Size, S)) == 0,
          "posix_memalign");
    break;
  default:
    P = __cgt_malloc(B->Size, S);
  }
  check(P != NULL, "out of memory");
  B->Data = P;
  fill(B);
}

static void resizeBlock(struct Block *B) {
  size_t Size = randomSize() + 1;
  void *P = next(2) ? realloc(B->Data, Size) : __cgt_realloc(B->Data, Size, &Sites[next(NumSites)]);
  check(P != NULL, "out of memory");
  checkPrefix(B, P, Size < B->Size ? Size : B->Size);
  B->Data = P;
  B->Size = Size;
  fill(B);
}

static void checkBlock(const struct Block *B) {
  size_t Align = B->Align > 16 ? B->Align : 16;
  check((uintptr_t)B->Data % Align == 0, "misaligned");
  check(malloc_usable_size(B->Data) == B->Size, "wrong size");
}

static void testEdges(void) {
  void *A = malloc(0), *B = malloc(0);
  check(A && B && A != B, "malloc(0)");
  free(A);
  free(B);
  free(NULL);
  volatile size_t Huge = SIZE_MAX;
  check(!malloc(Huge) && !malloc(Huge / 2 + 1) && !calloc(Huge / 4, 8) && !realloc(NULL, Huge), "huge");
  check(!reallocarray(NULL, Huge / 2, 3) && !__cgt_malloc(Huge, &Sites[0]), "huge");
  check(!__cgt_calloc(Huge / 2, 3, &Sites[0]), "huge");
  A = malloc(10);
  check(!realloc(A, Huge) && malloc_usable_size(A) == 10, "failed realloc keeps the block");
  check(realloc(A, 0) == NULL, "realloc to 0 frees");
  check(posix_memalign(&A, 24, 8) != 0 && posix_memalign(&A, sizeof(void *) / 2, 8) != 0, "bad alignment");
}

int main(int argc, char **argv) {
  unsigned Operations = argc > 1 ? (unsigned)atoi(argv[1]) : 300000;
  State = argc > 2 ? strtoull(argv[2], NULL, 10) : (uint64_t)time(NULL) / 86400;
  printf("seed %llu\n", (unsigned long long)State);
  fflush(stdout);
  testEdges();
  for (unsigned I = 0; I != Operations; ++I) {
    struct Block *B = &Blocks[next(I / 20000 % 2 ? NumBlocks : 300)];
    if (!B->Data)
      allocateBlock(B);
    else if (next(4) == 0)
      resizeBlock(B);
    else
      drop(B);
    if (B->Data)
      checkBlock(B);
  }
  for (unsigned I = 0; I != NumBlocks; ++I)
    if (Blocks[I].Data)
      drop(&Blocks[I]);
  printf("good\n");
  return 0;
}
