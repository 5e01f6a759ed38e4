/* The same with a computed goto.

   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <stdio.h>
#include <stdlib.h>

enum { PUSH, LOAD, STORE, ADD, SUB, MUL, LESS, JUMP, JUMPZ, DUP, HALT };

/* s = 0; for (i = 0; i < n; i++) s = s * 3 + i - s / 1; */
static const int program[] = {PUSH, 0, STORE, 0, PUSH, 0,    STORE, 1, LOAD, 1,    LOAD, 2,     LESS, JUMPZ, 34,
                              LOAD, 0, PUSH,  3, MUL,  LOAD, 1,     ADD, DUP, SUB, LOAD, 1, ADD,  STORE, 0,
                              JUMP, 36, HALT, HALT, HALT, HALT, LOAD, 1, PUSH, 1, ADD, STORE, 1, JUMP, 8};

static unsigned run(const int *code, unsigned n) {
  static const void *const label[] = {&&push, &&load, &&store, &&add, &&sub, &&mul, &&less, &&jump, &&jumpz, &&dup, &&halt};
  unsigned stack[32], var[3] = {0, 0, n}, *sp = stack;
  const int *pc = code;
  goto *label[*pc++];
push: *sp++ = *pc++; goto *label[*pc++];
load: *sp++ = var[*pc++]; goto *label[*pc++];
store: var[*pc++] = *--sp; goto *label[*pc++];
add: sp--; sp[-1] += *sp; goto *label[*pc++];
sub: sp--; sp[-1] -= *sp; sp[-1] += var[0]; goto *label[*pc++];
mul: sp--; sp[-1] *= *sp; goto *label[*pc++];
less: sp--; sp[-1] = sp[-1] < *sp; goto *label[*pc++];
jump: pc = code + *pc; goto *label[*pc++];
jumpz: pc = *--sp ? pc + 1 : code + *pc; goto *label[*pc++];
dup: *sp = sp[-1]; sp++; goto *label[*pc++];
halt: return var[0];
}

int main(int argc, char **argv) {
  printf("%u\n", run(program, argc > 1 ? atoi(argv[1]) : 25000000));
  return 0;
}
