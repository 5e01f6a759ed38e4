// Polls under a frame that has called setjmp, before and after the longjmp. It builds without warnings.
//
// RUN: %carry %s --work %t --points 20 --flags +Wall +Wextra +Werror
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <setjmp.h>
#include <stdio.h>

struct guard {
  jmp_buf place;
  int tries;
};

static void may_throw(struct guard *guard, int depth) {
  printf("depth %d, try %d\n", depth, guard->tries);
  if (depth == 3 && guard->tries < 3)
    longjmp(guard->place, ++guard->tries);
  for (int i = 0; i < 2 && depth < 4; i++)
    may_throw(guard, depth + 1);
}

static int protect(void) {
  struct guard guard;
  volatile int thrown = 0;
  guard.tries = 0;
  switch (setjmp(guard.place)) {
  case 0:
    break;
  default:
    thrown = thrown + 1;
    printf("thrown %d\n", thrown);
  }
  may_throw(&guard, 0);
  return thrown;
}

int main(void) {
  for (int i = 0; i < 3; i++)
    printf("protected %d\n", i);
  printf("%d\n", protect());
  for (int i = 0; i < 3; i++)
    printf("done %d\n", i);
  return 0;
}
