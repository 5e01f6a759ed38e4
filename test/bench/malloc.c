// The kernels of malloc.py: a tree of 40-byte nodes, a dictionary, strings, random operations, large blocks. Built twice:
// with the runtime (typed entry points) and with glibc's malloc. Prints milliseconds and the peak memory in KiB.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#ifdef TYPED
struct Site {
  void *Unit;
  size_t Index, Cache, Kind, ElementSize;
};
void *__cgt_malloc(size_t, struct Site *);
void *__cgt_realloc(void *, size_t, struct Site *);
// One site for each place, as the compiler makes them.
#define NEW(Size)                                                                                                      \
  ({                                                                                                                   \
    static struct Site At;                                                                                             \
    __cgt_malloc(Size, &At);                                                                                           \
  })
#define RENEW(P, Size)                                                                                                 \
  ({                                                                                                                   \
    static struct Site At;                                                                                             \
    __cgt_realloc(P, Size, &At);                                                                                       \
  })
static struct Site Many[200];
#define NEW_OF(K, Size) __cgt_malloc(Size, &Many[K])
#else
#define NEW(Size) malloc(Size)
#define RENEW(P, Size) realloc(P, Size)
#define NEW_OF(K, Size) malloc(Size)
#endif

static uint64_t State = 88172645463325252u;
static uint32_t next(void) {
  State ^= State << 13;
  State ^= State >> 7;
  State ^= State << 17;
  return (uint32_t)(State >> 16);
}

struct Node {
  struct Node *Left, *Right;
  long Key, Value, Level;
};

static struct Node *build(int Depth, long Key) {
  struct Node *N = NEW(sizeof(struct Node));
  N->Key = Key;
  N->Level = Depth;
  N->Left = Depth ? build(Depth - 1, 2 * Key) : NULL;
  N->Right = Depth ? build(Depth - 1, 2 * Key + 1) : NULL;
  return N;
}

static void drop(struct Node *N) {
  if (!N)
    return;
  drop(N->Left);
  drop(N->Right);
  free(N);
}

static void tree(void) {
  for (int I = 0; I != 8; ++I)
    drop(build(18, 1));
  struct Node *Old = build(20, 1);
  for (int I = 0; I != 200; ++I)
    drop(build(12, 1));
  drop(Old);
}

struct Entry {
  struct Entry *Next;
  char *Name;
  int *Places;
  unsigned Count, Capacity;
};

static void dictionary(void) {
  enum { Buckets = 1 << 16, Words = 1500000, Kinds = 200000 };
  static struct Entry *Table[Buckets];
  for (int I = 0; I != Words; ++I) {
    char Word[64];
    uint32_t R = next() % Kinds, H = R * 2654435761u;
    int Length = 3 + (int)(H >> 27), At = sprintf(Word, "%x", R);
    while (At < Length)
      Word[At] = (char)('a' + At % 26), ++At;
    Word[At] = 0;
    struct Entry **Slot = &Table[H % Buckets], *E = *Slot;
    while (E && strcmp(E->Name, Word) != 0)
      E = E->Next;
    if (!E) {
      E = NEW(sizeof(struct Entry));
      E->Name = NEW(strlen(Word) + 1);
      strcpy(E->Name, Word);
      E->Places = NULL;
      E->Count = E->Capacity = 0;
      E->Next = *Slot;
      *Slot = E;
    }
    if (E->Count == E->Capacity) {
      E->Capacity += E->Capacity / 2 + 1;
      E->Places = RENEW(E->Places, E->Capacity * sizeof(int));
    }
    E->Places[E->Count++] = I;
  }
  for (int I = 0; I != Buckets; ++I)
    while (Table[I]) {
      struct Entry *E = Table[I];
      Table[I] = E->Next;
      free(E->Name);
      free(E->Places);
      free(E);
    }
}

// Strings alone: only the allocator's work, and growth by doubling.
static void strings(void) {
  enum { Count = 300000 };
  static char *All[Count];
  for (int Round = 0; Round != 6; ++Round) {
    for (int I = 0; I != Count; ++I) {
      size_t Size = 1 + next() % 60;
      All[I] = NEW(Size);
      memset(All[I], 1, Size);
    }
    for (int I = 0; I != Count; I += 2)
      for (size_t Size = 64; Size <= 256; Size *= 2)
        All[I] = RENEW(All[I], Size);
    for (int I = 0; I != Count; ++I)
      free(All[I]);
  }
}

static void mixed(void) {
  enum { Live = 100000, Operations = 10000000 };
  static char *All[Live];
  for (int I = 0; I != Operations; ++I) {
    uint32_t R = next(), K = R % Live;
    free(All[K]);
    size_t Size = (R >> 20) % 16 ? 8 + (R >> 24) % 120 : 8 + (R >> 18) % 3000;
    All[K] = NEW_OF(K % 200, Size);
    All[K][0] = 1;
  }
  for (int I = 0; I != Live; ++I)
    free(All[I]);
}

static void large(void) {
  for (int I = 0; I != 30000; ++I) {
    size_t Size = 40000 + next() % 200000;
    char *A = NEW(Size), *B = NEW(Size / 2);
    A[0] = B[0] = A[Size / 2] = 1;
    free(A);
    free(B);
  }
  char *Grown = NULL;
  for (size_t Size = 1000; Size < 60000000; Size += Size / 8) {
    Grown = RENEW(Grown, Size);
    Grown[Size - 1] = 1;
  }
  free(Grown);
}

int main(int Argc, char **Argv) {
  static const struct {
    const char *Name;
    void (*Run)(void);
  } Kernels[] = {{"tree", tree}, {"dictionary", dictionary}, {"strings", strings}, {"mixed", mixed}, {"large", large},
                 {"mixed+tree", tree}};
  for (unsigned I = 0; Argc > 1 && I != sizeof(Kernels) / sizeof(Kernels[0]); ++I)
    if (strcmp(Argv[1], Kernels[I].Name) == 0) {
      struct timespec A, B;
      if (strncmp(Argv[1], "mixed+", 6) == 0)
        mixed();
      clock_gettime(CLOCK_MONOTONIC, &A);
      Kernels[I].Run();
      clock_gettime(CLOCK_MONOTONIC, &B);
      struct rusage Usage;
      getrusage(RUSAGE_SELF, &Usage);
      printf("%.3f %ld\n", (double)(B.tv_sec - A.tv_sec) * 1e3 + (double)(B.tv_nsec - A.tv_nsec) / 1e6, Usage.ru_maxrss);
      return 0;
    }
  return 2;
}
