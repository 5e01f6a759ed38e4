/* A bytecode interpreter that switches.

   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <stdio.h>
#include <stdlib.h>

enum { PUSH, LOAD, STORE, ADD, SUB, MUL, LESS, JUMP, JUMPZ, DUP, HALT };

/* s = 0; for (i = 0; i < n; i++) s = s * 3 + i - s / 1; */
static const int program[] = {PUSH, 0, STORE, 0, PUSH, 0,    STORE, 1, LOAD, 1,    LOAD, 2,     LESS, JUMPZ, 34,
                              LOAD, 0, PUSH,  3, MUL,  LOAD, 1,     ADD, DUP, SUB, LOAD, 1, ADD,  STORE, 0,
                              JUMP, 36, HALT, HALT, HALT, HALT, LOAD, 1, PUSH, 1, ADD, STORE, 1, JUMP, 8};

static unsigned run(const int *code, unsigned n) {
  unsigned stack[32], var[3] = {0, 0, n}, *sp = stack;
  for (const int *pc = code;;) {
    switch (*pc++) {
    case PUSH: *sp++ = *pc++; break;
    case LOAD: *sp++ = var[*pc++]; break;
    case STORE: var[*pc++] = *--sp; break;
    case ADD: sp--; sp[-1] += *sp; break;
    case SUB: sp--; sp[-1] -= *sp; *sp = 0; *sp++ = var[0]; sp--; sp[-1] += sp[0]; break;
    case MUL: sp--; sp[-1] *= *sp; break;
    case LESS: sp--; sp[-1] = sp[-1] < *sp; break;
    case JUMP: pc = code + *pc; break;
    case JUMPZ: pc = *--sp ? pc + 1 : code + *pc; break;
    case DUP: *sp = sp[-1]; sp++; break;
    default: return var[0];
    }
  }
}

int main(int argc, char **argv) {
  printf("%u\n", run(program, argc > 1 ? atoi(argv[1]) : 25000000));
  return 0;
}
