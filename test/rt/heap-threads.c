// Threads allocate, with and without types, free each other's blocks and fork, all at once: no block is lost or given out twice, and the
// heap of a forked process works. What a thread has freed comes back when it ends.
//
// RUN: %plain-x86_64 -O1 -pthread %s %build/lib/cgt/x86_64-linux-gnu/libcgt_rt.a -lm -o %t.x86_64 && %t.x86_64
// RUN: %if run-i686 %{ %plain-i686 -O1 -pthread %s %build/lib/cgt/i686-linux-gnu/libcgt_rt.a -lm -o %t.i686 && %run-i686 %t.i686 %}
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { Threads = 4, Shared = 512, Operations = 100000, Forks = 30 };
static unsigned char *Blocks[Shared];

static unsigned next(uint64_t *State) {
  *State = *State * 6364136223846793005u + 1442695040888963407u;
  return (unsigned)(*State >> 33);
}

struct Site {
  void *Unit;
  size_t Index, Cache, Kind, ElementSize;
};
void *__cgt_malloc(size_t, struct Site *);
void *__cgt_realloc(void *, size_t, struct Site *);
static struct Site Sites[8];

// The first four bytes of a block tell its size, all others are the size's low byte.
static unsigned char *make(unsigned Size) {
  struct Site *Site = Size % 3 ? &Sites[Size / 3 % 8] : NULL;
  unsigned char *P = Site ? __cgt_malloc(Size / 2 + 4, Site) : malloc(Size / 2 + 4);
  P = Site ? __cgt_realloc(P, Size + 4, Site) : realloc(P, Size + 4);
  if (!P)
    abort();
  memcpy(P, &Size, 4);
  memset(P + 4, (int)(Size & 255), Size);
  return P;
}

static void drop(unsigned char *P) {
  if (!P)
    return;
  unsigned Size;
  memcpy(&Size, P, 4);
  for (unsigned I = 0; I != Size; ++I)
    if (P[4 + I] != (Size & 255))
      abort();
  free(P);
}

static void *work(void *Seed) {
  uint64_t State = (uintptr_t)Seed;
  for (int I = 0; I != Operations; ++I) {
    unsigned R = next(&State);
    unsigned char *Mine = make(R % 64 ? R % 300 : R % 50000);
    drop(__atomic_exchange_n(&Blocks[next(&State) % Shared], Mine, __ATOMIC_ACQ_REL));
  }
  return NULL;
}

static uintptr_t Highest[2]; ///< of blocks without a type, and with one

static void *workShortly(void *Seed) {
  enum { Own = 2000 };
  unsigned char *All[Own];
  for (unsigned I = 0; I != Own; ++I) {
    All[I] = make(I % 100);
    uintptr_t *At = &Highest[I % 100 % 3 != 0];
    *At = (uintptr_t)All[I] > *At ? (uintptr_t)All[I] : *At;
  }
  for (unsigned I = 0; I != Own; ++I)
    drop(All[I]);
  return Seed;
}

// One thread after another. In all they take 50 MB.
static int isBounded(void) {
  uintptr_t Before[2];
  for (int I = 0; I != 400; ++I) {
    pthread_t One;
    if (pthread_create(&One, NULL, workShortly, NULL) != 0 || pthread_join(One, NULL) != 0)
      return 0;
    if (I == 20)
      memcpy(Before, Highest, sizeof Before);
  }
  return Highest[0] - Before[0] < 1000000 && Highest[1] - Before[1] < 1000000;
}

static void child(void) {
  unsigned char *All[1000];
  for (unsigned I = 0; I != 1000; ++I)
    All[I] = make(I);
  for (unsigned I = 0; I != 1000; ++I)
    drop(All[I]);
  _exit(7);
}

int main(void) {
  pthread_t All[Threads];
  for (uintptr_t I = 0; I != Threads; ++I)
    if (pthread_create(&All[I], NULL, work, (void *)(I + 1)) != 0)
      return 2;
  for (int I = 0; I != Forks; ++I) {
    pid_t Pid = fork();
    if (Pid == 0)
      child();
    int Status;
    if (waitpid(Pid, &Status, 0) != Pid || !WIFEXITED(Status) || WEXITSTATUS(Status) != 7)
      return 3;
  }
  for (int I = 0; I != Threads; ++I)
    pthread_join(All[I], NULL);
  for (int I = 0; I != Shared; ++I)
    drop(Blocks[I]);
  return isBounded() ? 0 : 4;
}
