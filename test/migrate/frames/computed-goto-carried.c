// A function with computed gotos is carried while it is on the stack: labels in tables, in threaded code of the heap and in variables; calls and
// loops between the labels, recursion, variables with addresses, parameters and results in memory, setjmp in the same function.
//
// RUN: %carry %s --work %t --points 5 --pairs cover --flags +Wall
// RUN: %carry %s --work %t --points 60 --pairs x86_64:x86_64 s390x:x86_64 --levels=-O2,-O3
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

enum op { PUSH, ADD, LOOP, CALL, POLL, SWAP, TRY, FAIL, PRINT, RETURN };

struct cell {
  const void *code;
  long argument;
};

struct machine {
  long base;
  char name[12];
  double scale;
};

struct outcome {
  long value;
  char text[20];
};

static jmp_buf handler;
static int depth;

static void bump(long *value, int by) {
  cgt_poll();
  *value += by;
}

static struct outcome run(struct machine m, const struct cell *code, long *shared) {
  static const void *const labels[] = {&&push, &&add, &&loop, &&call, &&poll, &&swap, &&attempt, &&fail, &&print, &&leave};
  long stack[12], *top = stack, count = 0; // the stack's address is known elsewhere
  const struct cell *pc = code;
  struct outcome result = {0, "?"};
  volatile int caught = 0;
  const struct cell *volatile back = NULL;
  long *volatile back_top = NULL;
  if (!code) { // hands out its labels
    result.value = (long)labels;
    return result;
  }
  depth++;
  *top = m.base;
#define NEXT goto *(++pc)->code
  goto *pc->code;
push:
  *++top = pc->argument;
  NEXT;
add:
  top--;
  top[0] += top[1];
  bump(top, 1);
  NEXT;
loop:
  for (int i = 0; i < pc->argument; i++) {
    bump(&count, i);
    for (int k = 0; k < 3; k++)
      *shared += k * i;
  }
  NEXT;
call: {
  struct machine inner = m;
  inner.base = pc->argument;
  snprintf(inner.name, sizeof inner.name, "%s+", m.name);
  struct outcome o = run(inner, code + 1, &count);
  *++top = o.value;
  printf("%s returned %ld %s\n", inner.name, o.value, o.text);
  NEXT;
}
poll:
  cgt_poll();
  NEXT;
swap: {
  const void *other = labels[pc->argument]; // kept across a poll
  cgt_poll();
  goto *other;
}
attempt:
  back = pc;
  back_top = top;
  if (setjmp(handler)) {
    pc = back;
    top = back_top;
    caught = caught + 1;
    printf("caught %d in %s\n", caught, m.name);
  }
  NEXT;
fail:
  cgt_poll();
  if (caught < pc->argument)
    longjmp(handler, 1);
  NEXT;
print:
  printf("%s: %ld of %d, count %ld, %g\n", m.name, *top, (int)(top - stack), count, m.scale);
  NEXT;
leave:
  cgt_poll();
  depth--;
  result.value = *top + count;
  snprintf(result.text, sizeof result.text, "depth %d", depth);
  return result;
}

static struct cell *thread(const int (*program)[2], int length, const void *const *labels) {
  struct cell *cells = malloc(length * sizeof *cells);
  for (int i = 0; i < length; i++) {
    cells[i].code = labels[program[i][0]];
    cells[i].argument = program[i][1];
  }
  return cells;
}

int main(void) {
  static const int program[][2] = {{CALL, 5}, {PUSH, 3},  {ADD, 0},   {LOOP, 4}, {PRINT, 0}, {SWAP, POLL},
                                   {TRY, 0},  {PUSH, -8}, {PRINT, 0}, {ADD, 0},  {FAIL, 2},  {RETURN, 0}};
  static const int shallow[][2] = {{PUSH, 3}, {LOOP, 3}, {SWAP, POLL}, {ADD, 0}, {PRINT, 0}, {RETURN, 0}};
  struct machine m = {100, "main", .25};
  long shared = 0;
  const void *const *labels = (const void *const *)run(m, NULL, NULL).value;
  struct cell *code = thread(program, sizeof program / sizeof *program, labels);
  struct cell *other = thread(shallow, sizeof shallow / sizeof *shallow, labels);
  struct outcome o = run(m, code, &shared);
  printf("%ld %s, shared %ld\n", o.value, o.text, shared);
  for (int i = 0; i < 2; i++) {
    m.base = i;
    o = run(m, other, &shared);
    printf("%ld %s, shared %ld\n", o.value, o.text, shared);
  }
  free(code);
  free(other);
  return 0;
}
