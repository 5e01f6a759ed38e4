// An array that there is no memory for is sorted with the comparisons that glibc makes then; and a merge of which only the notes are
// left gives the same with memory and without.
//
// RUN: %clang -O1 -fsanitize=undefined -fno-sanitize-recover=all -I%S/Inputs -I%source/rt -I%source/rt/include -static %s -o %t
// RUN: %t
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#define _GNU_SOURCE
#include "digest.h"

// The unit as it is, but for its public names.
#define CGT_UNITS_UNIT_H
#define CGT_LIBC_NAME(Name, Own) __typeof__(Own) *const own_##Name = Own
#include <stddef.h>
static void *__cgt_scratch(size_t Size) { return malloc(Size); }
static void __cgt_drop(void *Memory) { free(Memory); }
#include "units/LibcSort.c"

/// glibc's, in the static library.
void _quicksort(void *, size_t, size_t, CompareFunction, void *);

static char *array;
static size_t size;

static int compareKeys(const void *a, const void *b, void *unused) {
  (void)unused;
  note((uint64_t)((const char *)a - array) / size * 1000003 + (uint64_t)((const char *)b - array) / size);
  return *(const unsigned char *)a - *(const unsigned char *)b;
}

static uint64_t digestOf(char *elements, size_t count, int isOwn) {
  digest = 1;
  array = elements;
  struct Sort s = {.Compare = compareKeys, .Count = count};
  if (isOwn)
    sortInPlace(&s, elements, size);
  else
    _quicksort(elements, count, size, compareKeys, NULL);
  return digest;
}

static int sortsAlike(void) {
  size = 1 + (size_t)below(below(8) ? 40 : 200);
  size_t count = 2 + (size_t)below(below(50) ? 60 : 5000), bytes = size * count;
  char *own = malloc(bytes), *libcs = malloc(bytes);
  int keys = 1 + below(below(2) ? 4 : 256);
  for (size_t i = 0; i < bytes; i++)
    own[i] = (char)(i % size ? any() : any() % (uint64_t)keys);
  memcpy(libcs, own, bytes);
  int isAlike = digestOf(own, count, 1) == digestOf(libcs, count, 0) && memcmp(own, libcs, bytes) == 0;
  free(own);
  free(libcs);
  return isAlike;
}

static int mergesAlike(void) {
  enum { MostInRun = 40, LargestSize = 20 };
  char one[2 * MostInRun * LargestSize], other[sizeof one], copies[sizeof one];
  unsigned char notes[2 * MostInRun];
  size_t firsts = 1 + (size_t)below(MostInRun), seconds = 1 + (size_t)below(MostInRun), count = 0;
  size = 1 + (size_t)below(LargestSize);
  for (size_t i = 0; i < sizeof one; i++)
    one[i] = other[i] = (char)any();
  for (size_t first = 0, second = 0; first < firsts && second < seconds; count++) {
    notes[count] = (unsigned char)below(2);
    second += notes[count];
    first += !notes[count];
  }
  move(one, one + firsts * size, size, notes, count, copies);
  moveInPlace(other, firsts, size, notes, count);
  return memcmp(one, other, sizeof one) == 0;
}

int main(void) {
  seedAny();
  for (int i = 0; i < 20000; i++)
    if (!sortsAlike() || !mergesAlike())
      return 1;
  return 0;
}
