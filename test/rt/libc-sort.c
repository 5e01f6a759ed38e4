// qsort and qsort_r make the comparisons that glibc's make, in the same order, of elements at the same places, and leave equal elements in
// the same order: elements of all sizes, at odd addresses too, and comparisons that contradict themselves.
//
// RUN: %clang -O2 -I%S/Inputs %s -o %t.plain && %t.plain > %t.expected
// RUN: %cgt-cc -O2 -I%S/Inputs %s -o %t.dynamic && %t.dynamic | diff %t.expected -
// RUN: %cgt-cc -static -O2 -I%S/Inputs %s -o %t.static && %t.static | diff %t.expected -
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#define _GNU_SOURCE
#include "digest.h"

static char *array;
static long size;
static int isRandom;

static int compare(const void *a, const void *b) {
  note((uint64_t)((const char *)a - array) / (uint64_t)size * 1000003 + (uint64_t)((const char *)b - array) / (uint64_t)size);
  return isRandom ? below(3) - 1 : *(const unsigned char *)a - *(const unsigned char *)b;
}

static int compareCounting(const void *a, const void *b, void *count) {
  ++*(long *)count;
  return compare(a, b);
}

static long sizeOfElements(void) {
  if (below(3) == 0)
    return below(2) ? 4 : 8;
  return 1 + below(below(8) ? 40 : 200);
}

int main(void) {
  long comparisons = 0;
  seedAny();
  for (int i = 0; i < 60000; i++) {
    size = sizeOfElements();
    isRandom = below(20) == 0;
    long count = below(below(50) ? 60 : 3000), keys = 1 + below(below(2) ? 4 : 256);
    char *memory = malloc((size_t)(size * count) + 8);
    array = memory + (below(3) ? 0 : below(8));
    for (long k = 0; k < count * size; k++)
      array[k] = (char)(k % size ? any() : any() % (uint64_t)keys);
    if (below(2))
      qsort(array, (size_t)count, (size_t)size, compare);
    else
      qsort_r(array, (size_t)count, (size_t)size, compareCounting, &comparisons);
    for (long k = 0; k < count * size; k++)
      note((unsigned char)array[k]);
    free(memory);
    if (i % 6000 == 0)
      tell();
  }
  printf("%ld\n", comparisons);
  return 0;
}
