//===- LibcRand48.c - drand48 and its family ---------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// drand48(3): X = (Multiplier * X + Addend) modulo 2^48. Callers keep X as three words of 16 bits, the lowest first.
//
//===----------------------------------------------------------------------===//

#include "units/Unit.h"

#include <stdint.h>
#include <stdlib.h>

static const uint64_t Mask = (UINT64_C(1) << 48) - 1;

static uint64_t State, Multiplier = UINT64_C(0x5deece66d), Addend = 0xb;
static unsigned short Before[3]; ///< what seed48 returns

static uint64_t join(const unsigned short Words[3]) {
  return Words[0] | (uint64_t)Words[1] << 16 | (uint64_t)Words[2] << 32;
}

static void split(uint64_t Value, unsigned short Words[3]) {
  for (int I = 0; I < 3; ++I)
    Words[I] = (unsigned short)(Value >> 16 * I);
}

static uint64_t next(void) { return State = (State * Multiplier + Addend) & Mask; }

static uint64_t nextOf(unsigned short Words[3]) {
  uint64_t Value = (join(Words) * Multiplier + Addend) & Mask;
  split(Value, Words);
  return Value;
}

static double fraction(uint64_t Value) { return (double)Value * 0x1p-48; }
static long positive(uint64_t Value) { return (long)(Value >> 17); }
static long either(uint64_t Value) { return (int32_t)(Value >> 16); }

static double ownDrand48(void) { return fraction(next()); }
static long ownLrand48(void) { return positive(next()); }
static long ownMrand48(void) { return either(next()); }
static double ownErand48(unsigned short Words[3]) { return fraction(nextOf(Words)); }
static long ownNrand48(unsigned short Words[3]) { return positive(nextOf(Words)); }
static long ownJrand48(unsigned short Words[3]) { return either(nextOf(Words)); }

static void useUsualFactors(void) {
  Multiplier = UINT64_C(0x5deece66d);
  Addend = 0xb;
}

static void ownSrand48(long Seed) {
  State = (uint64_t)(uint32_t)Seed << 16 | 0x330e;
  useUsualFactors();
}

static unsigned short *ownSeed48(unsigned short Words[3]) {
  split(State, Before); // first: what it returned once, given back, means the state in use
  State = join(Words);
  useUsualFactors();
  return Before;
}

static void ownLcong48(unsigned short Words[7]) {
  State = join(Words);
  Multiplier = join(Words + 3);
  Addend = Words[6];
}

CGT_LIBC_NAME(drand48, ownDrand48);
CGT_LIBC_NAME(erand48, ownErand48);
CGT_LIBC_NAME(lrand48, ownLrand48);
CGT_LIBC_NAME(nrand48, ownNrand48);
CGT_LIBC_NAME(mrand48, ownMrand48);
CGT_LIBC_NAME(jrand48, ownJrand48);
CGT_LIBC_NAME(srand48, ownSrand48);
CGT_LIBC_NAME(seed48, ownSeed48);
CGT_LIBC_NAME(lcong48, ownLcong48);
