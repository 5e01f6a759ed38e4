// A transform of Fourier's kind, over numbers modulo a prime so that it is exact, by threads with a barrier between its stages.
//
// RUN: %carry %s --work %t --flags +pthread --points 2 --pairs x86_64:x86_64 x86_64:sparc64 riscv64:x86_64 --deferrable --at-least 6
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { LOG = 10, COUNT = 1 << LOG, ROUNDS = 6 };
static const uint64_t PRIME = 998244353, ROOT = 3;

static int threads = 4;
static uint32_t *data, *roots;
static pthread_barrier_t all;

static uint64_t power(uint64_t base, uint64_t exponent) {
  uint64_t result = 1;
  for (; exponent; exponent >>= 1, base = base * base % PRIME)
    if (exponent & 1)
      result = result * base % PRIME;
  return result;
}

/// Decimation in frequency, or in time where it goes back: neither needs its numbers in another order.
static void stage(int log, int self, int back) {
  int half = 1 << log;
  for (int pair = self; pair < COUNT / 2; pair += threads) {
    int group = pair >> log, inside = pair & (half - 1);
    uint32_t *low = data + 2 * group * half + inside, *high = low + half;
    int step = inside << (LOG - 1 - log);
    uint64_t root = roots[back && step ? COUNT - step : step], a = *low, b = *high;
    if (back) {
      b = b * root % PRIME;
      *low = (uint32_t)((a + b) % PRIME);
      *high = (uint32_t)((a + PRIME - b) % PRIME);
    } else {
      *low = (uint32_t)((a + b) % PRIME);
      *high = (uint32_t)((a + PRIME - b) % PRIME * root % PRIME);
    }
  }
  pthread_barrier_wait(&all);
}

static void *transform(void *argument) {
  int self = (int)(intptr_t)argument;
  uint64_t scale = power(COUNT, PRIME - 2);
  for (int round = 0; round < ROUNDS; round++) {
    for (int log = LOG - 1; log >= 0; log--)
      stage(log, self, 0);
    for (int i = self; i < COUNT; i += threads)
      data[i] = (uint32_t)((uint64_t)data[i] * data[i] % PRIME);
    pthread_barrier_wait(&all);
    for (int log = 0; log < LOG; log++)
      stage(log, self, 1);
    for (int i = self; i < COUNT; i += threads)
      data[i] = (uint32_t)(data[i] * scale % PRIME);
    if (pthread_barrier_wait(&all) == PTHREAD_BARRIER_SERIAL_THREAD) {
      uint64_t sum = 0;
      for (int i = 0; i < COUNT; i++)
        sum = (sum * 31 + data[i]) % PRIME;
      printf("%d: %llu\n", round, (unsigned long long)sum);
    }
    pthread_barrier_wait(&all);
  }
  return NULL;
}

int main(int argc, char **argv) {
  if (argc > 1)
    threads = atoi(argv[1]);
  pthread_t *others = malloc(threads * sizeof *others);
  data = malloc(COUNT * sizeof *data);
  roots = malloc(COUNT * sizeof *roots);
  pthread_barrier_init(&all, NULL, threads);
  uint64_t root = power(ROOT, (PRIME - 1) / COUNT), r = 1;
  for (int i = 0; i < COUNT; i++, r = r * root % PRIME) {
    data[i] = i % 1000 == 7;
    roots[i] = (uint32_t)r;
  }
  for (int t = 1; t < threads; t++)
    pthread_create(&others[t], NULL, transform, (void *)(intptr_t)t);
  transform(NULL);
  for (int t = 1; t < threads; t++)
    pthread_join(others[t], NULL);
  pthread_barrier_destroy(&all);
  free(others);
  free(data);
  free(roots);
  return 0;
}
