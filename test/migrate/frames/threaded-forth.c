// A direct threaded Forth: words in the heap hold addresses of the inner interpreter's labels. A request waits while that one
// runs; between lines it is served, and the words go on where they are taken.
//
// RUN: %carry %s --work %t --deferrable --at-least 30 --points 6 --pairs x86_64:x86_64 x86_64:s390x x86_64:i686
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cell {
  void *code;
  long number;
  struct cell *target;
};
struct word {
  struct word *before;
  char name[16];
  struct cell *body;
  void *primitive; // or null
};
static long stack[32], *top = stack, printed;
static struct cell *returns[32], **back = returns;
static struct word *words;
static void *const *labels; // once asked for

enum { LITERAL, CALL, EXIT, ADD, SUBTRACT, MULTIPLY, DUP, SWAP, DROP, PRINT, BRANCH0, BRANCH, FINISH };
static const char *const primitives[] = {0, 0, "exit", "+", "-", "*", "dup", "swap", "drop", ".", 0, 0, 0};

static void run(struct cell *pc) {
  static void *const table[] = {&&literal, &&call, &&leave, &&add,     &&subtract, &&multiply, &&dup,
                                &&swap,    &&drop, &&print, &&branch0, &&branch,   &&finish};
  long held;
  if (!pc) {
    labels = table;
    return;
  }
#define NEXT goto *(pc++)->code
  NEXT;
literal:
  *++top = pc[-1].number;
  NEXT;
call:
  *++back = pc;
  pc = pc[-1].target;
  NEXT;
leave:
  pc = *back--;
  NEXT;
add:
  top--;
  top[0] += top[1];
  NEXT;
subtract:
  top--;
  top[0] -= top[1];
  NEXT;
multiply:
  top--;
  top[0] *= top[1];
  NEXT;
dup:
  top[1] = top[0];
  top++;
  NEXT;
swap:
  held = top[0];
  top[0] = top[-1];
  top[-1] = held;
  NEXT;
drop:
  top--;
  NEXT;
print:
  printed = (printed * 31 + *top--) % 9973;
  NEXT;
branch0:
  if (*top-- == 0)
    pc = pc[-1].target;
  NEXT;
branch:
  pc = pc[-1].target;
  NEXT;
finish:;
}

static struct word *find(const char *name) {
  struct word *w = words;
  while (w && strcmp(w->name, name) != 0)
    w = w->before;
  return w;
}

static struct word *define(const char *name) {
  struct word *w = calloc(1, sizeof *w);
  strcpy(w->name, name);
  w->before = words;
  words = w;
  return w;
}

/// Compiles `: name ... ;`, or a line to be run at once.
static void interpret(const char *line) {
  struct cell *code = calloc(40, sizeof *code), *pc = code, *opened = 0;
  struct word *defined = 0;
  char name[16];
  for (int used; sscanf(line, "%15s%n", name, &used) == 1; line += used) {
    struct word *w = find(name);
    if (strcmp(name, ":") == 0) {
      int more;
      sscanf(line + used, "%15s%n", name, &more);
      used += more;
      defined = define(name);
      defined->body = code;
    } else if (strcmp(name, "if") == 0) {
      opened = pc;
      pc++->code = labels[BRANCH0];
    } else if (strcmp(name, "then") == 0) {
      opened->target = pc;
    } else if (strcmp(name, ";") == 0) {
      pc++->code = labels[EXIT];
    } else if (w && w->primitive) {
      pc++->code = w->primitive;
    } else if (w) {
      pc->target = w->body;
      pc++->code = labels[CALL];
    } else {
      pc->number = atol(name);
      pc++->code = labels[LITERAL];
    }
  }
  if (defined)
    return;
  pc->code = labels[FINISH];
  run(code);
  free(code);
}

static void show(void) {
  for (struct word *w = words; w && !w->primitive; w = w->before)
    printf("%s ", w->name);
  for (long *s = stack + 1; s <= top; s++)
    printf("%ld ", *s);
  printf("%ld\n", printed);
}

int main(void) {
  static const char *const lines[] = {"7 8 +",
                                      ": square dup * ;",
                                      "square .",
                                      ": cube dup square * ;",
                                      "5 cube dup",
                                      ": count dup . 1 - dup if count then ;",
                                      "6 count",
                                      ": sum-of-squares square swap square + ;",
                                      "swap sum-of-squares .",
                                      "9 count drop 3 4 sum-of-squares"};
  run(0);
  for (int k = 0; k < (int)(sizeof primitives / sizeof *primitives); k++)
    if (primitives[k])
      define(primitives[k])->primitive = labels[k];
  for (int i = 0; i < 10; i++) {
    interpret(lines[i]);
    show();
  }
  return isdigit('x');
}
