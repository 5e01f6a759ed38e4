// rand, random and drand48 with their families return what glibc's return, for all states and seeds.
//
// RUN: %clang -O2 -I%S/Inputs %s -o %t.plain && %t.plain > %t.expected
// RUN: %cgt-cc -O2 -I%S/Inputs %s -o %t.dynamic && %t.dynamic | diff %t.expected -
// RUN: %cgt-cc -static -O2 -I%S/Inputs %s -o %t.static && %t.static | diff %t.expected -
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "digest.h"

#include <errno.h>
#include <string.h>

enum { NumStates = 8, LargestState = 512 };
static char states[NumStates][LargestState] __attribute__((aligned(8)));
static char *initial; ///< libc's own

static void noteState(char *state) {
  int which = NumStates;
  for (int i = 0; i < NumStates; i++)
    if (state == states[i])
      which = i;
  if (state && which == NumStates)
    initial = state;
  note(state ? (uint64_t)which : 77);
  note((uint64_t)errno);
}

static void switchState(void) {
  static const size_t sizes[] = {0, 7, 8, 9, 31, 32, 63, 64, 100, 128, 200, 255, 256, 300, LargestState};
  char *state = states[below(NumStates)];
  int32_t said;
  memcpy(&said, state, sizeof said);
  errno = 0;
  if (below(2))
    noteState(initstate((unsigned)(any() >> below(40)), state, sizes[below(sizeof sizes / sizeof *sizes)]));
  else if (initial && below(NumStates) == 0)
    noteState(setstate(initial));
  else if (said > 0)
    noteState(setstate(state));
}

static void randomNumbers(void) {
  int (*roll)(void) = rand;
  for (int i = 0; i < 300000; i++) {
    int what = below(64);
    if (what == 0)
      srand((unsigned)any());
    else if (what == 1)
      srandom((unsigned)below(5));
    else if (what < 4)
      switchState();
    else
      for (int k = 0; k < 40; k++)
        note((uint64_t)(what % 3 == 0 ? rand() : what % 3 == 1 ? roll() : random()));
    if (i % 30000 == 0)
      tell();
  }
  for (int i = 0; i < NumStates; i++)
    for (int k = 0; k < LargestState; k++)
      note((unsigned char)states[i][k]);
}

static void fill(unsigned short *words, int count) {
  for (int i = 0; i < count; i++)
    words[i] = (unsigned short)any();
}

static void noteDouble(double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  note(bits);
}

static void seed48Family(void) {
  unsigned short words[7];
  int what = below(3);
  fill(words, 7);
  if (what == 0)
    srand48((long)any());
  else if (what == 1)
    lcong48(words);
  else {
    unsigned short *before = seed48(words);
    for (int i = 0; i < 3; i++)
      note(before[i]);
    if (below(2))
      seed48(before);
  }
}

static void numbersOf48Bits(void) {
  unsigned short own[3] = {1, 2, 3};
  for (int i = 0; i < 3000000; i++) {
    int what = below(6);
    if (i > 100 && below(4000) == 0)
      seed48Family();
    else if (what % 3 == 0)
      noteDouble(what ? drand48() : erand48(own));
    else if (what % 3 == 1)
      note((uint64_t)(what > 3 ? lrand48() : nrand48(own)));
    else
      note((uint64_t)(what > 3 ? mrand48() : jrand48(own)));
    if (i % 500000 == 0)
      tell();
  }
}

int main(void) {
  for (int i = 0; i < 1000; i++)
    note((uint64_t)rand()); // without a seed
  seedAny();
  randomNumbers();
  numbersOf48Bits();
  tell();
  return 0;
}
