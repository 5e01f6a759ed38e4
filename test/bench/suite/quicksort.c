/* Quicksort of its own, with a comparator behind a pointer.

   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct record {
  unsigned key;
  float weight;
};

static int by_key(const void *a, const void *b) {
  unsigned x = ((const struct record *)a)->key, y = ((const struct record *)b)->key;
  return x < y ? -1 : x > y;
}
static int by_weight(const void *a, const void *b) {
  float x = ((const struct record *)a)->weight, y = ((const struct record *)b)->weight;
  return x < y ? -1 : x > y;
}

static void sort(struct record *a, int n, int (*compare)(const void *, const void *)) {
  while (n > 1) {
    struct record pivot = a[n / 2];
    int i = 0, j = n - 1;
    while (i <= j) {
      while (compare(&a[i], &pivot) < 0)
        i++;
      while (compare(&a[j], &pivot) > 0)
        j--;
      if (i <= j) {
        struct record t = a[i];
        a[i++] = a[j];
        a[j--] = t;
      }
    }
    sort(a, j + 1, compare);
    a += i;
    n -= i;
  }
}

int main(int argc, char **argv) {
  int n = 100000, rounds = argc > 1 ? atoi(argv[1]) : 70;
  struct record *a = malloc(n * sizeof *a);
  unsigned long sum = 0;
  for (int r = 0; r < rounds; r++) {
    unsigned seed = r;
    for (int i = 0; i < n; i++) {
      seed = seed * 1664525 + 1013904223;
      a[i].key = seed;
      a[i].weight = (float)(seed >> 10 & 4095);
    }
    sort(a, n, r % 2 ? by_key : by_weight);
    sum += a[n / 3].key >> 16;
  }
  printf("%lu\n", sum);
  return 0;
}
