// Where the kernel doesn't let a program do without random addresses, thread-local variables and libraries lie elsewhere when
// it resumes. Pointers to them are translated by their type. A word that only the program knows to be such an address is refused, in a
// union, in a number and in bytes; so are addresses of all kinds in a PIE, which is warned of at its start.
//
// RUN: %clang %S/../Inputs/no-personality.c -o %t.random
// RUN: %cgt-cc -O2 -fplugin-arg-cgt-polls=explicit %s -o %t.plain && %cgt-cc -O2 -static -fplugin-arg-cgt-polls=explicit %s -o %t.static
// RUN: %cgt-cc -O2 -fPIE -pie -fplugin-arg-cgt-polls=explicit %s -o %t.pie
//
// RUN: %python %S/../Inputs/at-home.py 1 %t.images %t.random %t.plain typed | FileCheck %s
// RUN: %python %S/../Inputs/at-home.py 1 %t.images %t.random %t.static typed | FileCheck %s
// RUN: %python %S/../Inputs/at-home.py 1 %t.images %t.plain union | FileCheck %s
// RUN: %python %S/../Inputs/at-home.py 1 %t.images %t.static number | FileCheck %s
// RUN: %python %S/../Inputs/at-home.py 1 %t.images %t.pie function | FileCheck %s
// CHECK: 3 images, all right
//
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.i:at_poll=1:after=exit %t.random %t.plain union
// RUN: %expect 86 -- env CGT_OPTIONS=restore=%t.i %t.random %t.plain union 2>&1 | FileCheck %s --check-prefix=REFUSED
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.i:at_poll=1:after=exit %t.random %t.static number
// RUN: %expect 86 -- env CGT_OPTIONS=restore=%t.i %t.random %t.static number 2>&1 | FileCheck %s --check-prefix=REFUSED
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.i:at_poll=1:after=exit %t.random %t.plain bytes
// RUN: %expect 86 -- env CGT_OPTIONS=restore=%t.i %t.random %t.plain bytes 2>&1 | FileCheck %s --check-prefix=REFUSED
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.i:at_poll=1:after=exit %t.random %t.plain function
// RUN: %expect 86 -- env CGT_OPTIONS=restore=%t.i %t.random %t.plain function 2>&1 | FileCheck %s --check-prefix=REFUSED
// REFUSED: these bytes may be a pointer to an object that has moved
// REFUSED-SAME: start the program where the kernel lets it do without random addresses
//
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.i:at_poll=1:after=exit %t.random %t.pie typed 2>&1 | FileCheck %s --check-prefix=WARNED
// WARNED: cgt: warning: this program's addresses change from run to run, since the kernel doesn't let it switch randomisation off: a restore may be refused
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Thread_local int own = 5, others[4] = {1, 2, 3, 4};

union value {
  void *p;
  double x;
};

struct typed {
  int *where;
  int (*print)(const char *);
  FILE *out;
};

static union value global;
static uintptr_t number;

int main(int argc, char **argv) {
  const char *kind = argc > 1 ? argv[1] : "typed";
  struct typed *t = malloc(sizeof *t), local = {&others[2], puts, stdout};
  *t = local;
  t->where = &own;
  char *bytes = malloc(64);
  memset(bytes, 0, 64);
  int *inside = &others[1];
  if (!strcmp(kind, "union"))
    global.p = &own;
  else if (!strcmp(kind, "number"))
    number = (uintptr_t)&others[3];
  else if (!strcmp(kind, "bytes"))
    memcpy(bytes + 16, &inside, sizeof inside);
  else if (!strcmp(kind, "function"))
    global.p = (void *)puts;
  for (int i = 0; i < 3; i++) {
    cgt_poll();
    if (!strcmp(kind, "union"))
      *(int *)global.p += i;
    else if (!strcmp(kind, "number"))
      *(int *)number += i;
    else if (!strcmp(kind, "bytes"))
      memcpy(&inside, bytes + 16, sizeof inside), *inside += i;
    else if (!strcmp(kind, "function"))
      ((int (*)(const char *))global.p)("called");
    ++*t->where;
    ++*local.where;
    t->print("typed");
    fprintf(local.out, "%d %d %d %d\n", own, others[1], others[2], others[3]);
  }
  return 0;
}
