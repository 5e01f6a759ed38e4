// The kernels of malloc.py with threads: small blocks of mixed sizes, of several places in the program. Built twice, by cgt-cc and by clang
// with glibc's malloc. Prints milliseconds on the clock and of processor time.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct Node {
  struct Node *Left, *Right;
  long Key;
};
struct Entry {
  char *Name;
  int *Places;
  long Counts[4];
};

static uint32_t next(uint64_t *State) {
  *State ^= *State << 13;
  *State ^= *State >> 7;
  *State ^= *State << 17;
  return (uint32_t)(*State >> 16);
}

/// A block of one of five types, at a site of its own each.
static void *newBlock(uint32_t R) {
  switch (R % 8) {
  case 0:
  case 1: {
    struct Node *N = malloc(sizeof *N);
    N->Key = R;
    return N;
  }
  case 2: {
    struct Entry *E = malloc(sizeof *E);
    E->Counts[0] = R;
    return E;
  }
  case 3: {
    int *Places = malloc((4u << (R >> 8) % 4) * sizeof *Places);
    Places[0] = 1;
    return Places;
  }
  case 4: {
    double *Row = malloc((8 + (R >> 8) % 8) * sizeof *Row);
    Row[0] = 1;
    return Row;
  }
  default: {
    char *Text = malloc(1 + (R >> 8) % 100);
    Text[0] = 'a';
    return Text;
  }
  }
}

static int NumThreads;

//===--- Each thread its own blocks ---------------------------------------------===//

static void *replaceOwn(void *Argument) {
  enum { Live = 2000, Operations = 4000000 };
  void **All = calloc(Live, sizeof *All);
  uint64_t State = 88172645463325252u + (uint64_t)(intptr_t)Argument;
  for (int I = 0; I != Operations; ++I) {
    uint32_t R = next(&State);
    void **At = &All[(R >> 4) % Live];
    free(*At);
    *At = newBlock(R >> 12);
  }
  for (int I = 0; I != Live; ++I)
    free(All[I]);
  free(All);
  return NULL;
}

static struct Node *build(int Depth) {
  struct Node *N = malloc(sizeof *N);
  N->Key = Depth;
  N->Left = Depth ? build(Depth - 1) : NULL;
  N->Right = Depth ? build(Depth - 1) : NULL;
  return N;
}

static void drop(struct Node *N) {
  if (!N)
    return;
  drop(N->Left);
  drop(N->Right);
  free(N);
}

static void *buildTrees(void *Argument) {
  (void)Argument;
  for (int I = 0; I != 20; ++I)
    drop(build(16));
  return NULL;
}

//===--- Each thread frees what the one before it has allocated -------------------===//

enum { BatchSize = 256, Batches = 8000, Room = 8 };

static struct Queue {
  pthread_mutex_t Lock;
  pthread_cond_t NotEmpty, NotFull;
  void **Full[Room];
  int First, Count;
} *Queues;

static void put(struct Queue *Q, void **Batch) {
  pthread_mutex_lock(&Q->Lock);
  while (Q->Count == Room)
    pthread_cond_wait(&Q->NotFull, &Q->Lock);
  Q->Full[(Q->First + Q->Count++) % Room] = Batch;
  pthread_cond_signal(&Q->NotEmpty);
  pthread_mutex_unlock(&Q->Lock);
}

static void **take(struct Queue *Q) {
  void **Batch;
  pthread_mutex_lock(&Q->Lock);
  while (Q->Count == 0)
    pthread_cond_wait(&Q->NotEmpty, &Q->Lock);
  Batch = Q->Full[Q->First];
  Q->First = (Q->First + 1) % Room;
  --Q->Count;
  pthread_cond_signal(&Q->NotFull);
  pthread_mutex_unlock(&Q->Lock);
  return Batch;
}

static void *handOn(void *Argument) {
  int Own = (int)(intptr_t)Argument;
  uint64_t State = 88172645463325252u + (uint64_t)Own;
  for (int I = 0; I != Batches; ++I) {
    void **Batch = malloc(BatchSize * sizeof *Batch);
    for (int K = 0; K != BatchSize; ++K)
      Batch[K] = newBlock(next(&State));
    put(&Queues[(Own + 1) % NumThreads], Batch);
    if (I < Room / 2) // the queue is never empty
      continue;
    Batch = take(&Queues[Own]);
    for (int K = 0; K != BatchSize; ++K)
      free(Batch[K]);
    free(Batch);
  }
  return NULL;
}

//===--- Main ----------------------------------------------------------------------===//

static double milliseconds(clockid_t Clock) {
  struct timespec T;
  clock_gettime(Clock, &T);
  return (double)T.tv_sec * 1e3 + (double)T.tv_nsec / 1e6;
}

int main(int Argc, char **Argv) {
  void *(*Run)(void *) = NULL;
  pthread_t *Threads;
  double Start, StartOfCpu;
  if (Argc != 3)
    return 2;
  Run = strcmp(Argv[1], "own") == 0 ? replaceOwn : strcmp(Argv[1], "trees") == 0 ? buildTrees : handOn;
  NumThreads = atoi(Argv[2]);
  Threads = calloc((size_t)NumThreads, sizeof *Threads);
  Queues = calloc((size_t)NumThreads, sizeof *Queues);
  for (int I = 0; I != NumThreads; ++I) {
    pthread_mutex_init(&Queues[I].Lock, NULL);
    pthread_cond_init(&Queues[I].NotEmpty, NULL);
    pthread_cond_init(&Queues[I].NotFull, NULL);
  }
  Start = milliseconds(CLOCK_MONOTONIC);
  StartOfCpu = milliseconds(CLOCK_PROCESS_CPUTIME_ID);
  for (int I = 0; I != NumThreads; ++I)
    pthread_create(&Threads[I], NULL, Run, (void *)(intptr_t)I);
  for (int I = 0; I != NumThreads; ++I)
    pthread_join(Threads[I], NULL);
  printf("%.3f %.3f\n", milliseconds(CLOCK_MONOTONIC) - Start, milliseconds(CLOCK_PROCESS_CPUTIME_ID) - StartOfCpu);
  return 0;
}
