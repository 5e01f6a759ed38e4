// Addresses of labels are carried as (function, label), wherever they are kept: in tables that the program changes or doesn't, in
// differences, in the heap, in a frame, as direct threaded code.
//
// RUN: %carry %s --work %t --points 6 --pairs x86_64:x86_64 x86_64:s390x s390x:i686 i686:x86_64
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>

struct cell {
  void *code;
  long argument;
};
static long stack[8], *top = stack;
static void *seen[4]; // filled while running
static int uses[3];

// Direct threaded: without a program it hands out its labels.
static void *const *run(const struct cell *pc) {
  static void *const labels[] = {&&push, &&add, &&twice, &&stop};
  static int offsets[] = {&&add - &&add, &&twice - &&add}; // never changed
  if (!pc)
    return labels;
  goto *pc->code;
push:
  *++top = pc->argument;
  goto *(++pc)->code;
add:
  top--;
  top[0] += top[1];
  uses[0]++;
  seen[0] = &&add;
  goto *(++pc)->code;
twice:
  top[0] *= 2;
  uses[1]++;
  seen[1] = &&twice;
  goto *(++pc)->code;
stop:
  uses[2]++;
  if (pc->argument)
    goto *(&&add + offsets[1]);
  return labels;
}

// The table isn't const, and entries change places.
static unsigned swap(unsigned value, int by) {
  static void *next[2] = {&&first, &&second};
  static void *former;
  former = next[0];
  next[0] = next[1];
  next[1] = former;
  goto *next[by];
first:
  return value * 3 + 1;
second:
  return value ^ 0x55;
}

// Labels of one name, in blocks of their own.
static int scopes(int which) {
  static void *of[2];
  if (!of[0]) {
    __label__ here;
    of[0] = &&here;
    if (which > 9) {
    here:
      return 10 + which;
    }
  }
  {
    __label__ here;
    of[1] = &&here;
    if (which > 9) {
    here:
      return 20 + which;
    }
  }
  goto *of[which];
}

static void show(const struct cell *code, void *const *kept, int n) {
  for (int i = 0; i < 2; i++)
    printf("%d: %ld, %d %d %d, %d %d %d\n", n, *top, uses[0], uses[1], uses[2], seen[0] == kept[1], code[1].code == kept[2],
           seen[1] == code[1].code);
}

int main(void) {
  void *const *labels = run(0);
  void *kept[4];
  for (int i = 0; i < 4; i++)
    kept[i] = labels[i];
  struct cell *code = malloc(6 * sizeof *code);
  code[0] = (struct cell){kept[0], 7};
  code[1] = (struct cell){labels[2], 0};
  code[2] = (struct cell){kept[0], -3};
  code[3] = (struct cell){labels[1], 0};
  code[4] = (struct cell){labels[3], 1};
  code[5] = (struct cell){labels[3], 0};
  unsigned value = 1;
  for (int n = 0; n < 5; n++) {
    top = stack;
    run(code);
    show(code, kept, n);
    value = swap(value, n % 2);
    printf("%u %d %d\n", value, scopes(0), scopes(1));
  }
  free(code);
  return 0;
}
