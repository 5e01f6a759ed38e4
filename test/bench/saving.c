/*===- saving.c - A program whose saves take longer than an interval --------===*\
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|* saving MIB ROUNDS: writes to words all over a heap of MIB; prints what that took, in real time and of its processor
time.
\*===----------------------------------------------------------------------===*/
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int main(int argc, char **argv) {
  size_t count = (size_t)atol(argv[1]) << 17;
  long rounds = atol(argv[2]);
  uint64_t *words = calloc(count, sizeof *words), x = 88172645463325252;
  if (argc < 3 || !words)
    return 1;
  for (size_t k = 0; k < count; k++)
    words[k] = k;
  double start = now(CLOCK_MONOTONIC), own = now(CLOCK_PROCESS_CPUTIME_ID);
  for (long r = 0; r < rounds; r++)
    for (int k = 0; k < 1000000; k++) {
      x ^= x << 13;
      x ^= x >> 7;
      x ^= x << 17;
      words[x % count] += x;
    }
  if (words[0] == 42)
    puts("42");
  printf("%.3f %.3f\n", now(CLOCK_MONOTONIC) - start, now(CLOCK_PROCESS_CPUTIME_ID) - own);
  free(words);
  return 0;
}
