// Polls in a function with computed goto, label addresses in locals and in a
// static table.
//
// RUN: %carry %s --work %t --points 12
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

enum op { PUSH, ADD, JUMP_IF, PRINT, STOP };

static long interpret(const int *code) {
  static const void *const labels[] = {&&push, &&add, &&jump_if, &&print, &&stop};
  long stack[16], *top = stack;
  const int *pc = code;
  const void *next = labels[*pc];
  goto *next;
push:
  *top++ = pc[1];
  pc += 2;
  goto *labels[*pc];
add:
  top--;
  top[-1] += top[0];
  pc++;
  goto *labels[*pc];
jump_if:
  pc = top[-1] != 0 ? code + pc[1] : pc + 2;
  goto *labels[*pc];
print:
  for (int i = 0; i < 2; i++)
    printf("%d: %ld\n", i, top[-1]);
  pc++;
  next = labels[*pc];
  goto *next;
stop:
  return top[-1];
}

int main(void) {
  static const int count_down[] = {PUSH, 9, PRINT, PUSH, -1, ADD, JUMP_IF, 2, STOP};
  for (int i = 0; i < 3; i++)
    printf("result %ld\n", interpret(count_down));
  return 0;
}
