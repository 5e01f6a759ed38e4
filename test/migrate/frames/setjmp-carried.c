// Frames that have called setjmp, saved between that and the longjmp: buffers in frames, globals and the heap, several of one frame and of
// one call, copied and armed again by other frames; values that are needed only after the jump; loops that are jumped back into.
//
// RUN: %carry %s --work %t --points 5 --pairs cover --flags +Wall +Werror
// RUN: %carry %s --work %t --points 50 --pairs x86_64:x86_64 s390x:x86_64 --levels=-O2,-O3 --flags +fexceptions +D_FORTIFY_SOURCE=2
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Handlers in a list, each in its frame, as interpreters have them.
struct handler {
  struct handler *outer;
  sigjmp_buf place;
  const char *name;
};
static struct handler *current;
static jmp_buf global;
static long steps;

static int work(int n) {
  int sum = 0;
  for (int i = 0; i < n; i++) {
    for (int k = 0; k < 3; k++)
      sum += i * k + (int)(steps++ % 7);
    cgt_poll();
  }
  return sum;
}

static void throw_to(struct handler *h, int value) {
  work(1);
  siglongjmp(h->place, value);
}

static int protect(const char *name, int depth, int fails) {
  struct handler own = {current, {{{0}}}, name};
  int before = depth * 10 + fails; // used only after the jump
  double half = depth + .5;
  volatile int tries = 0;
  current = &own;
  int thrown = sigsetjmp(own.place, depth & 1);
  if (thrown) {
    printf("%s %d: thrown %d, before %d, half %g, tries %d\n", name, depth, thrown, before, half, tries);
    current = own.outer;
    return thrown + before;
  }
  tries = tries + 1;
  int sum = work(2);
  if (depth > 0)
    sum += protect(name, depth - 1, fails);
  current = &own;
  work(1);
  if (depth == fails)
    throw_to(depth == 2 && own.outer ? own.outer : &own, depth + 1);
  current = own.outer;
  return sum;
}

/// One call of setjmp, several buffers; they live in the heap.
static int many(void) {
  jmp_buf *all = malloc(4 * sizeof *all);
  static int visited[4];
  for (volatile int i = 0; i < 4; i = i + 1) {
    int r = setjmp(all[i]);
    if (r) {
      printf("back with %d, visits %d\n", r, visited[r - 1]);
      work(1);
      break;
    }
    work(1);
  }
  for (int i = 0; i < 4; i++)
    if (visited[i]++ == 0) {
      work(1);
      longjmp(all[i], i + 1);
    }
  free(all);
  return visited[0] + 10 * visited[1] + 100 * visited[2] + 1000 * visited[3];
}

/// A buffer that is copied, armed by another frame and put back, as a nested parser does.
static int nested(int depth) {
  jmp_buf kept;
  memcpy(&kept, &global, sizeof kept);
  int result = 0;
  switch (setjmp(global)) {
  case 0:
    work(1);
    if (depth)
      result = nested(depth - 1);
    work(1);
    if (depth == 0)
      longjmp(global, 2);
    break;
  case 2:
    result = 100 + depth;
    break;
  default:
    result = 1000 + depth;
  }
  memcpy(&global, &kept, sizeof kept);
  work(1);
  if (depth == 1)
    longjmp(global, 3);
  return result;
}

struct pair {
  long first;
  char text[24];
};

/// Inside loops, returned through memory.
static struct pair search(int limit) {
  struct pair best = {0, "none"};
  jmp_buf again;
  volatile int count = 0;
  for (int i = 0; i < limit; i++) {
    for (int k = 0; k < 2; k++) {
      if (setjmp(again) == 0)
        work(1);
      else
        count = count + 1;
      if (count < 3 && k == 1 && i == 1)
        longjmp(again, 1);
      best.first += i + k;
    }
    snprintf(best.text, sizeof best.text, "%d of %d", i, count);
  }
  return best;
}

static void with_mask(void) {
  sigset_t set, now;
  sigjmp_buf place;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR2);
  sigaddset(&set, SIGCHLD);
  sigprocmask(SIG_SETMASK, &set, NULL);
  if (sigsetjmp(place, 1) == 0) {
    sigaddset(&set, SIGWINCH);
    sigdelset(&set, SIGCHLD);
    sigprocmask(SIG_SETMASK, &set, NULL);
    work(3);
    siglongjmp(place, 1);
  }
  sigprocmask(SIG_SETMASK, NULL, &now);
  printf("mask %d %d %d\n", sigismember(&now, SIGUSR2), sigismember(&now, SIGCHLD), sigismember(&now, SIGWINCH));
  sigemptyset(&set);
  sigprocmask(SIG_SETMASK, &set, NULL);
}

int main(void) {
  if (setjmp(global) != 0)
    return 1;
  for (int i = 0; i < 4; i++)
    printf("%d\n", protect("list", 3, i));
  printf("%d\n", many());
  printf("%d\n", nested(2));
  struct pair found = search(3);
  printf("%ld %s\n", found.first, found.text);
  with_mask();
  printf("%ld steps\n", steps);
  return 0;
}
