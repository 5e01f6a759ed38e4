// REQUIRES: openmp
// Reductions, critical sections, locks that nest and that don't, one of them held across a save, and the time that OpenMP tells, which never
// goes back.
//
// RUN: env OMP_NUM_THREADS=4 OMP_WAIT_POLICY=passive %carry %s --work %t --shared --flags +fopenmp --pairs x86_64:x86_64 --points 10 --deferrable --at-least 16
// RUN: %if openmp-aarch64 %{ env OMP_NUM_THREADS=4 OMP_WAIT_POLICY=passive %carry %s --work %t --shared --libraries aarch64=%openmp-aarch64 \
// RUN:   --flags +fopenmp --pairs x86_64:aarch64 aarch64:x86_64 aarch64:aarch64 --points 3 --deferrable --at-least 12 %}
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <omp.h>
#include <stdio.h>
#include <stdlib.h>

enum { COUNT = 4000, ROUNDS = 25 };

struct counter {
  omp_lock_t lock;
  omp_nest_lock_t nested;
  long sum;
  int depth;
};

static void add(struct counter *c, long value) {
  omp_set_nest_lock(&c->nested);
  c->sum += value;
  if (value % 3 == 0)
    add(c, value / 3 + 1);
  omp_unset_nest_lock(&c->nested);
}

static long most(const long *numbers, long limit) {
  long result = -1;
#pragma omp parallel for schedule(dynamic, 16)
  for (int i = 0; i < COUNT; i++)
    if (numbers[i] < limit) {
#pragma omp critical
      if (numbers[i] > result)
        result = numbers[i];
    }
  return result;
}

int main(void) {
  long *numbers = malloc(COUNT * sizeof *numbers);
  struct counter *c = calloc(1, sizeof *c);
  double before = omp_get_wtime();
  omp_init_lock(&c->lock);
  omp_init_nest_lock(&c->nested);
  for (int i = 0; i < COUNT; i++)
    numbers[i] = (long)i * 7919 % 10007;
  for (int round = 0; round < ROUNDS; round++) {
    long sum = 0;
    unsigned parity = 0;
    int hits = 0;
    omp_set_nest_lock(&c->nested); // held while main polls
    add(c, round * 9);
    omp_unset_nest_lock(&c->nested);
#pragma omp parallel for reduction(+ : sum, hits) reduction(^ : parity)
    for (int i = 0; i < COUNT; i++) {
      sum += numbers[i] * round;
      parity ^= (unsigned)numbers[i] << round % 16;
      hits += numbers[i] % 5 == round % 5;
      if (i % 100 == 0)
        add(c, i);
      if (i % 64 == 0) {
        omp_set_lock(&c->lock);
        c->depth++;
        omp_unset_lock(&c->lock);
      }
    }
    omp_set_lock(&c->lock);
    int free = omp_test_lock(&c->lock);
    for (int i = 0; i < 3; i++)
      printf("%d.%d: %ld %x %d, %ld, %d, %d\n", round, i, sum, parity, hits, c->sum, c->depth, free);
    omp_unset_lock(&c->lock);
    printf("%ld\n", most(numbers, 400 * (round + 1)));
    double now = omp_get_wtime();
    if (now < before)
      printf("time goes back\n");
    before = now;
  }
  omp_destroy_lock(&c->lock);
  omp_destroy_nest_lock(&c->nested);
  free(numbers);
  free(c);
  return 0;
}
