// Loops that count to a limit run in chunks whatever their form: limits that are expressions or loads, up and down, any step,
// signed, unsigned and pointers, close to the ends of their types, and limits that the loop itself changes.
//
// RUN: %carry %s --work %t --points 16 --pairs x86_64:x86_64 x86_64:s390x s390x:i686 --levels=-O0,-O1,-O2,-O3
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <limits.h>
#include <stdio.h>

enum { Size = 5000 };
static int row[3] = {3, 2500, 4990}, limit = 3000;
static double cells[Size];
static unsigned number[Size];

static unsigned up(int n, const int *from) {
  unsigned h = 1;
  for (int i = 0; i < n - 1; i++)
    h = h * 31 + number[i];
  for (int i = from[0]; i < from[1]; i += 3)
    h = h * 31 + (unsigned)cells[i];
  for (int k = 1; k <= 2 * n - from[0]; k += 2)
    h += number[k % Size] ^ (unsigned)k;
  for (unsigned long i = 0; (unsigned long)n > i; i++)
    h = h * 33 + number[i];
  for (int i = INT_MAX - n; i < INT_MAX; i++)
    h = h * 5 + (unsigned)i;
  for (unsigned i = UINT_MAX - (unsigned)n; i != UINT_MAX; ++i)
    h = h * 7 + i;
  return h;
}

static unsigned down(int n, const unsigned *begin) {
  unsigned h = 1;
  for (int i = n - 1; i >= 0; i--)
    h = h * 31 + number[i];
  for (unsigned i = (unsigned)n; i > 0; i -= 1)
    h = h * 33 + number[i - 1];
  for (int i = n; i != 0; --i)
    h = h * 35 + (unsigned)i;
  for (int i = INT_MIN + n; i > INT_MIN; i--)
    h = h * 37 + (unsigned)i;
  for (const unsigned *p = begin + n; p > begin; p -= 2)
    h = h * 39 + *p;
  for (const unsigned *p = begin; p < begin + n; p++)
    h = h * 41 + *p;
  return h;
}

// What the loop writes may be its limit.
static unsigned moving(int *n, int *end, unsigned *out) {
  unsigned h = 0;
  for (int i = 0; i < limit; i++) {
    h = h * 3 + (unsigned)i;
    *n = i < 2000 ? 2500 : 2200; // n is &limit
  }
  for (int i = 0; i < *end; i++) {
    out[i % Size] += (unsigned)i;
    if (i == 1500)
      end[0] -= 700;
  }
  return h;
}

int main(void) {
  unsigned h = 0;
  for (int i = 0; i < Size; i++) {
    number[i] = (unsigned)i * 2654435761u;
    cells[i] = i % 1000;
  }
  for (int round = 0; round < 3; round++) {
    int end = 4000;
    h = h * 17 + up(2047 + round, row);
    h = h * 17 + down(2048 + round, number);
    limit = 3000;
    h = h * 17 + moving(&limit, &end, number);
    printf("%u %d %d\n", h, limit, end);
  }
  return 0;
}
