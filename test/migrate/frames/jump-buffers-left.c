// A buffer of setjmp that is left behind, in a global, a struct of the heap or a frame, is no obstacle on any platform: nothing can jump
// to a function that has returned. What stands beside it is carried, and the buffers serve again.
//
// RUN: %carry %s --work %t --points 6 --pairs cover
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

struct guard {
  short before;
  jmp_buf place;
  long after;
  sigjmp_buf with_mask;
  char name[6];
};

static jmp_buf global;
static struct guard *made;
static long *inside;

static void fail(struct guard *g, int which) {
  if (which == 0)
    longjmp(global, 1);
  if (which == 1)
    longjmp(g->place, 2);
  siglongjmp(g->with_mask, 3);
}

static int guarded(struct guard *g, int which) {
  volatile int seen = 0;
  if (setjmp(global) == 1)
    return 10;
  if (setjmp(g->place) == 2)
    return 20 + seen;
  if (sigsetjmp(g->with_mask, 1) == 3)
    return 30 + seen;
  seen = 5;
  fail(g, which);
  return 0;
}

static int count(int n) {
  int sum = 0;
  for (int i = 0; i < n; i++)
    for (int k = 0; k < n; k++)
      sum += i ^ k;
  return sum;
}

int main(void) {
  struct guard local = {1, {{0}}, -2, {{0}}, "local"};
  made = calloc(2, sizeof *made);
  made[1].before = 3;
  made[1].after = -4;
  inside = &made[1].after;
  for (int round = 0; round < 6; round++) {
    printf("%d", guarded(round & 1 ? &local : &made[1], round % 3));
    printf(" %d\n", count(10 + round));
    printf("%d %ld %s, %d %ld, %d\n", local.before, local.after, local.name, made[1].before, *inside, inside == &made[1].after);
  }
  free(made);
  return 0;
}
