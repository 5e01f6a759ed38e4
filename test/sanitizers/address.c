// -fsanitize=address finds what it finds without CGT, at the same lines, with its own malloc; then CGT says, once, that nothing
// is saved, and refuses to resume. The other unit is compiled without the sanitizer, with polls and typed allocations.
//
// RUN: rm -rf %t && mkdir %t && %cgt-cc -O1 -g -DOTHER -c %s -o %t/other.o
// RUN: %cgt-cc -O1 -g -Wall -Wextra -fsanitize=address %s %t/other.o -o %t/cgt
// RUN: %clang -O1 -g -DOTHER -c %s -o %t/plain.o && %clang -O1 -g -fsanitize=address %s %t/plain.o -o %t/plain
// RUN: %python %S/Inputs/findings.py 9 %t/plain %t/cgt
//
// RUN: env CGT_OPTIONS=save=%t/image:at_poll=1:interval=0.1 %t/cgt none > %t/out 2> %t/err
// RUN: FileCheck %s --check-prefix=TOLD --implicit-check-not={{.}} < %t/err && not ls %t/image
// TOLD: cgt: warning: nothing will be saved: the program was built with -fsanitize=address; build it without that to have checkpoints
// RUN: %t/cgt none > %t/plain.out 2>&1 && cmp %t/out %t/plain.out
// RUN: echo > %t/image && %expect 86 -- env CGT_OPTIONS=restore=%t/image %t/cgt none > %t/none 2> %t/err
// RUN: FileCheck %s --check-prefix=REFUSED < %t/err && %expect 86 -- env CGT_OPTIONS=restore_or_start=%t/image %t/cgt none
// RUN: env CGT_OPTIONS=restore_or_start=%t/other.image %t/cgt none && %expect 88 -- env CGT_OPTIONS=unknown=1 %t/cgt none
// REFUSED: cgt: error: can't restore '{{.*}}image': the program was built with -fsanitize=address
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct node { struct node *next; int value[3]; };
struct node *push(struct node *top, int value);
char *text_of(int value);

#ifdef OTHER
struct node *push(struct node *top, int value) {
  struct node *n = calloc(1, sizeof *n);
  n->next = top;
  for (int i = 0; i < 3; i++)
    n->value[i] = value;
  return top && top->value[0] < -5 ? push(n, value + 1) : n;
}
char *text_of(int value) {
  char *text = NULL, *aligned = aligned_alloc(64, 64);
  if (asprintf(&text, "%d", value) < 0 || !(text = realloc(text, 40)))
    abort();
  strcpy(aligned, text);
  free(text);
  text = strdup(aligned);
  free(aligned);
  return text;
}
#else

static int table[4];
static void __attribute__((noinline)) use(void *p) { __asm__ volatile("" : : "r"(p) : "memory"); }

static int find(const char *what, int n) {
  int local[4] = {n}, *p = malloc(16), sum = 0;
  char *text = text_of(n);
  struct node *top = push(push(NULL, 1), 2);
  for (int i = 0; i < 4; i++)
    sum += p[i] = local[0] + i;
  if (!strcmp(what, "0")) p[4 * n] = 1;                      // behind a block
  if (!strcmp(what, "1")) { free(p); sum += p[n]; }          // after free
  if (!strcmp(what, "2")) { free(p); free(p); }              // twice
  if (!strcmp(what, "3")) { int *q = realloc(p, 64); sum += q[3] + p[n]; } // after realloc
  if (!strcmp(what, "4")) { use(local); sum += local[3 + n]; } // behind a variable
  if (!strcmp(what, "5")) { use(table); sum += table[3 + n]; }              // behind a global
  if (!strcmp(what, "6")) top->value[4 * n] = 1;             // behind a block of the other unit
  if (!strcmp(what, "7")) sum += text[1 + n];                // behind a string of the other unit's
  if (!strcmp(what, "8")) free(text + n);                    // no block
  free(top->next);
  free(top);
  free(text);
  use(p);
  free(p);
  return sum;
}

int main(int argc, char **argv) {
  printf("%s %d\n", argv[1], find(argv[1], argc - 1));
  return 0;
}
#endif
