// The states of rand, random and drand48 are the program's: a simulation goes on with the same numbers on every platform, whatever
// state of which size it has switched to, and whoever calls it: also through a pointer, and with a seed that is none.
//
// RUN: %carry %s --points 20 --pairs x86_64:x86_64 x86_64:aarch64 x86_64:s390x x86_64:i686 s390x:x86_64
//
// REQUIRES: run-aarch64, run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static char small[8], medium[70], large[256];
static int (*const roll)(void) = rand;

static int inside(double x, double y) { return x * x + y * y < 1; }

static double byRand(int n) {
  int hits = 0;
  for (int i = 0; i < n; i++) {
    hits += inside(rand() / (RAND_MAX + 1.0), roll() / (RAND_MAX + 1.0));
    if (i % 1000 == 0)
      printf("%d %d\n", i, hits);
  }
  return 4. * hits / n;
}

static double byDrand48(int n) {
  unsigned short own[3] = {1, 2, 3};
  int hits = 0;
  for (int i = 0; i < n; i++) {
    hits += inside(drand48(), i % 2 ? drand48() : erand48(own));
    if (i % 1000 == 0)
      printf("%d %ld %ld %ld\n", hits, lrand48(), mrand48(), nrand48(own));
  }
  return 4. * hits / n;
}

// Each state goes on where it was left.
static void switching(void) {
  char *states[4];
  states[0] = initstate(4711, small, sizeof small);
  states[1] = initstate(3, medium, sizeof medium);
  states[2] = initstate(1u << 31, large, sizeof large);
  states[3] = setstate(states[0]);
  for (int i = 0; i < 400; i++) {
    long sum = 0;
    for (int k = 0; k < 10 + i; k++)
      sum += random() % 1000;
    printf("%d: %ld\n", i, sum);
    setstate(states[i * 7 % 4]);
  }
}

int main(void) {
  printf("%f\n", byRand(20000));
  srand(0);
  printf("%f\n", byRand(20000));
  switching();
  printf("%f\n", byDrand48(10000));
  srand48(2026);
  printf("%f\n", byDrand48(10000));
  lcong48((unsigned short[7]){1, 2, 3, 4, 5, 6, 7});
  unsigned short *before = seed48((unsigned short[3]){9, 8, 7});
  for (int i = 0; i < 100; i++)
    printf("%d %ld\n", before[i % 3], lrand48());
  return 0;
}
