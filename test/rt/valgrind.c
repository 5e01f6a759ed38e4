// Under valgrind a program runs as ever: blocks that libc makes and frees are the runtime's, and so are the program's. While
// images are saved, valgrind reports once that the runtime looks whether the stack can grow, and the program resumes.
//
// RUN: %cgt-cc -O1 %s -o %t.exe && %t.exe > %t.whole
// RUN: valgrind -q --error-exitcode=9 %t.exe > %t.out && diff %t.whole %t.out
// RUN: rm -f %t.i && %expect 85 -- env CGT_OPTIONS=save=%t.i:at_poll=50:after=exit valgrind -q %t.exe > %t.out 2> %t.err
// RUN: FileCheck %s < %t.err && env CGT_OPTIONS=restore=%t.i valgrind -q %t.exe >> %t.out && diff %t.whole %t.out
// CHECK: Syscall param uname(buf) points to unaddressable byte(s)
// CHECK: canWriteAt
// CHECK-NOT: {{invalid|Invalid|Conditional|uninitialised}}
//
// REQUIRES: valgrind
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct node { struct node *next; int value; };

int main(void) {
  struct node *top = NULL;
  char *text = strdup("text");
  for (int i = 0; i < 100; i++) {
    struct node *n = malloc(sizeof *n);
    n->next = top;
    n->value = i;
    top = n;
    text = realloc(text, (size_t)(10 + i));
    char number[20];
    snprintf(number, sizeof number, "%d", i);
    char *copy = strdup(number);
    printf("%s %s\n", text, copy);
    free(copy);
  }
  int sum = 0;
  while (top) {
    struct node *next = top->next;
    sum += top->value;
    free(top);
    top = next;
  }
  free(text);
  printf("%d\n", sum);
  return 0;
}
