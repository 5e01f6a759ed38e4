// C11's threads, mutexes and conditions, call_once, and _Atomic are carried like those of POSIX.
//
// RUN: %carry %s --work %t --flags +pthread --points 2 --pairs cover --deferrable --at-least 30
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <threads.h>

enum { THREADS = 3, ROUNDS = 40, STEPS = 500 };

static mtx_t lock;
static cnd_t changed;
static once_flag once = ONCE_FLAG_INIT;
static int turn;
static _Atomic long hits;
static struct {
  _Atomic int rounds;
  struct {
    _Atomic long sum;
  } inner;
} counted;

static void begin(void) {
  mtx_init(&lock, mtx_recursive);
  cnd_init(&changed);
}

static int work(void *argument) {
  int own = *(int *)argument;
  unsigned result = 0;
  call_once(&once, begin);
  for (int round = 0; round < ROUNDS; round++) {
    mtx_lock(&lock);
    mtx_lock(&lock);
    mtx_unlock(&lock);
    while (turn % THREADS != own)
      cnd_wait(&changed, &lock);
    turn++;
    result += (unsigned)turn;
    hits++;
    counted.rounds++;
    counted.inner.sum += own;
    cnd_broadcast(&changed);
    mtx_unlock(&lock);
    for (int i = 0; i < STEPS; i++)
      result = result * 31 + (unsigned)i;
  }
  if (own == 1)
    thrd_exit((int)(result % 10007));
  return (int)(result % 10007);
}

int main(void) {
  thrd_t threads[THREADS];
  int numbers[THREADS] = {0, 1, 2};
  call_once(&once, begin);
  for (int i = 0; i < THREADS; i++)
    if (thrd_create(&threads[i], work, &numbers[i]) != thrd_success)
      return 1;
  for (int i = 0; i < THREADS; i++) {
    int result;
    thrd_join(threads[i], &result);
    printf("%d\n", result);
  }
  printf("%d %ld %d %ld\n", turn, (long)hits, counted.rounds, counted.inner.sum);
  return 0;
}
