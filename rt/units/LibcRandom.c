//===- LibcRandom.c - rand and random ---------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The additive feedback generator that random(3) describes, with glibc's numbers: x[i] = x[i - degree] + x[i - degree + separation]
// in a ring of words, or for the smallest state a linear congruential generator. A state is memory of the program that may be
// declared as characters, so its words have one byte order everywhere (little-endian), and places in it are indices. In front of the
// ring stands a word that says its type and, while the state isn't in use, where in the ring it is.
//
//===----------------------------------------------------------------------===//

#include "units/Unit.h"

#include <errno.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/single_threaded.h>

enum { Word = 4, NumTypes = 5, DefaultType = 3, DefaultDegree = 31, DefaultSeparation = 3 };

static const struct {
  unsigned Size, Degree, Separation; ///< Size: the fewest bytes that are given for it
} Types[NumTypes] = {{8, 0, 0}, {32, 7, 3}, {64, 15, 1}, {128, DefaultDegree, DefaultSeparation}, {256, 63, 1}};

static unsigned char DefaultState[(DefaultDegree + 1) * Word] __attribute__((aligned(Word)));

/// The ring in use, null until the first call; the indices of the words that are added next.
static unsigned char *Ring;
static unsigned Type = DefaultType, Degree = DefaultDegree, Front = DefaultSeparation, Rear;

static int Lock;

static void lock(void) {
  if (!__libc_single_threaded)
    while (__atomic_exchange_n(&Lock, 1, __ATOMIC_ACQUIRE))
      sched_yield();
}

static void unlock(void) {
  if (!__libc_single_threaded)
    __atomic_store_n(&Lock, 0, __ATOMIC_RELEASE);
}

static inline uint32_t get(const unsigned char *At) {
  uint32_t Value;
  __builtin_memcpy(&Value, At, Word);
  return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? __builtin_bswap32(Value) : Value;
}

static inline void put(unsigned char *At, uint32_t Value) {
  Value = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? __builtin_bswap32(Value) : Value;
  __builtin_memcpy(At, &Value, Word);
}

static inline uint32_t nextOfRing(void) {
  unsigned char *At = Ring + Front * Word;
  uint32_t Sum = get(At) + get(Ring + Rear * Word);
  put(At, Sum);
  Front = Front + 1 == Degree ? 0 : Front + 1;
  Rear = Rear + 1 == Degree ? 0 : Rear + 1;
  return Sum >> 1;
}

/// Fills the ring by Lehmer's generator, 16807 modulo 2^31 - 1, and lets the first numbers go.
static void seed(uint32_t Seed) {
  if (Seed == 0)
    Seed = 1;
  put(Ring, Seed);
  if (Type == 0)
    return;
  int32_t Value = (int32_t)Seed;
  for (unsigned I = 1; I < Degree; ++I) {
    Value = 16807 * (Value % 127773) - 2836 * (Value / 127773); // Schrage's way to stay within a word
    if (Value < 0)
      Value += INT32_MAX;
    put(Ring + I * Word, (uint32_t)Value);
  }
  Front = Types[Type].Separation;
  Rear = 0;
  for (unsigned I = 0; I < 10 * Degree; ++I)
    (void)nextOfRing();
}

static void begin(void) {
  Ring = DefaultState + Word;
  put(DefaultState, DefaultType);
  seed(1);
}

static long ownRandom(void) {
  uint32_t Result;
  lock();
  if (!Ring)
    begin();
  if (__builtin_expect(Type != 0, 1)) {
    Result = nextOfRing();
  } else {
    Result = (get(Ring) * 1103515245U + 12345U) & INT32_MAX;
    put(Ring, Result);
  }
  unlock();
  return (long)Result;
}

static int ownRand(void) { return (int)ownRandom(); }

static void ownSrandom(unsigned Seed) {
  lock();
  if (!Ring)
    begin();
  seed(Seed);
  unlock();
}

/// Writes into the state in use where it is, and returns it.
static char *leave(void) {
  if (!Ring)
    begin();
  put(Ring - Word, Type + NumTypes * Rear);
  if (Type == 0)
    put(Ring - Word, 0);
  return (char *)Ring - Word;
}

static void take(char *State, unsigned NewType) {
  Ring = (unsigned char *)State + Word;
  Type = NewType;
  Degree = Types[Type].Degree;
}

static char *ownInitstate(unsigned Seed, char *State, size_t Size) {
  if (!State || Size < Types[0].Size) {
    errno = EINVAL;
    return NULL;
  }
  unsigned New = NumTypes - 1;
  while (Size < Types[New].Size)
    --New;
  lock();
  char *Old = leave();
  take(State, New);
  seed(Seed);
  (void)leave();
  unlock();
  return Old;
}

static char *ownSetstate(char *State) {
  lock();
  char *Old = leave(); // first: it may be the same
  uint32_t Said = State ? get((unsigned char *)State) : 0;
  unsigned New = Said % NumTypes;
  if (!State || (New != 0 && Said / NumTypes >= Types[New].Degree)) {
    unlock();
    errno = EINVAL;
    return NULL;
  }
  take(State, New);
  if (Type != 0) {
    Rear = Said / NumTypes;
    Front = (Rear + Types[Type].Separation) % Degree;
  }
  unlock();
  return Old;
}

CGT_LIBC_NAME(random, ownRandom);
CGT_LIBC_NAME(srandom, ownSrandom);
CGT_LIBC_NAME(initstate, ownInitstate);
CGT_LIBC_NAME(setstate, ownSetstate);
CGT_LIBC_NAME(rand, ownRand);
CGT_LIBC_NAME(srand, ownSrandom);
