// What stands in the way of an object of a library is told by the names of the program's functions: at the save if it can't be
// described or is gone, at the restore, before any file of the program's is touched, if it can't be made.
//
// RUN: %clang -w -c %S/../Inputs/tally.c -o %t.tally.o
// RUN: %cgt-cc -O1 %s %t.tally.o -o %t.exe && cd %T
// RUN: env CGT_OPTIONS=save=%t.image:at_poll=3 %t.exe silent 2>&1 | FileCheck %s --check-prefix=SILENT
// RUN: env CGT_OPTIONS=save=%t.image:at_poll=3 %t.exe foreign 2>&1 | FileCheck %s --check-prefix=FOREIGN
// RUN: env CGT_OPTIONS=save=%t.image:at_poll=3 %t.exe freed 2>&1 | FileCheck %s --check-prefix=GONE
// RUN: env CGT_OPTIONS=save=%t.image:at_poll=3 %t.exe returned 2>&1 | FileCheck %s --check-prefix=GONE
// RUN: env CGT_OPTIONS=save=%t.image:at_poll=3 %t.exe ended 2>&1 | FileCheck %s --check-prefix=LIBRARY
// RUN: env CGT_OPTIONS=save=%t.image:at_poll=3 %t.exe null 2>&1 | FileCheck %s --check-prefix=NULL
//
// SILENT: cgt: error: can't save '{{.*}}': function 'silent' gave no description of an object that cgt_resource() was called for; the
// SILENT: done
// FOREIGN: cgt: error: can't save '{{.*}}': function 'foreign' gave a description of an object that isn't a block of the program's own malloc(); the
// FOREIGN: done
// GONE: cgt: error: can't save '{{.*}}': an object that cgt_resource() was called for with function 'describe' isn't there any more; call cgt_resource_end() before it is freed or its function returns; the
// GONE: done
// LIBRARY: cgt: error: can't save '{{.*}}': variable 'it' of function 'main' {{.*}} refers to memory of a library
// LIBRARY: done
// NULL: cgt: error: cgt_resource: an argument is NULL
// NULL: done
//
// A file that is cut when it is opened again keeps its end.
// RUN: rm -f %t.written* && env CGT_OPTIONS=save=%t.image:at_poll=3 %t.exe unmade %t.written | FileCheck %s --check-prefix=DONE
// RUN: cp %t.written %t.before
// RUN: env CGT_OPTIONS=restore=%t.image %expect 86 -- %t.exe 2>&1 | FileCheck %s --check-prefix=UNMADE
// RUN: cmp %t.written %t.before
// RUN: env CGT_OPTIONS=save=%t.image:at_poll=3 %t.exe value | FileCheck %s --check-prefix=DONE
// RUN: env CGT_OPTIONS=restore=%t.image %expect 86 -- %t.exe 2>&1 | FileCheck %s --check-prefix=UNMADE
//
// DONE: done
// UNMADE: cgt: error: can't restore '{{.*}}': function 'unmade' made no object from what 'describe' had described
// UNMADE-NOT: done
//
// A word that is an object's address and no pointer by its type means the new one only if that lies where the old one lay.
// RUN: env CGT_OPTIONS=save=%t.image:at_poll=3 %t.exe held | FileCheck %s --check-prefix=DONE
// RUN: env CGT_OPTIONS=restore=%t.image %expect 86 -- %t.exe 2>&1 | FileCheck %s --check-prefix=HELD
// RUN: env CGT_OPTIONS=save=%t.image:at_poll=3 %t.exe local | FileCheck %s --check-prefix=DONE
// RUN: env CGT_OPTIONS=restore=%t.image %expect 86 -- %t.exe 2>&1 | FileCheck %s --check-prefix=LOCAL
// HELD: cgt: error: can't restore '{{.*}}': global 'either' ({{.*}}): {{.*}}: an object of a library; start the program
// LOCAL: cgt: error: can't restore '{{.*}}': variable 'mine' of function 'main' ({{.*}}): {{.*}}: an object of a library; start the program
//
// A checkpoint that Make asks for isn't made.
// RUN: env CGT_OPTIONS=save=%t.image:at_poll=3 %t.exe asking | FileCheck %s --check-prefix=DONE
// RUN: env CGT_OPTIONS=restore=%t.image:save=%t.other %t.exe 2>&1 | FileCheck %s --check-prefix=ASKING
// ASKING: checkpoint: -1
// ASKING: done
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "../Inputs/tally.h"

#include <cgt/cgt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *silent(void *object) {
  (void)object;
  return NULL;
}

static void *foreign(void *object) { return object; }

static void *describe(void *object) {
  int *none = malloc(sizeof *none);
  (void)object;
  *none = 0;
  return none;
}

static void *unmade(void *description, void *place) {
  (void)description;
  (void)place;
  return NULL;
}

static void *asking(void *description, void *place) {
  (void)description;
  (void)place;
  fprintf(stderr, "checkpoint: %d\n", cgt_checkpoint());
  return tally_open(2);
}

static void *moved(void *description, void *place) {
  (void)description;
  (void)place;
  return tally_open(3) ? tally_open(4) : NULL;
}

static heap_number value;
static union {
  double number;
  tally *object;
} either;

static void within(void) {
  heap_number local;
  number_init(&local, 1);
  cgt_resource(&local, describe, unmade);
  number_clear(&local);
}

int main(int argc, char **argv) {
  const char *mode = argc > 1 ? argv[1] : "";
  FILE *written = argc > 2 ? fopen(argv[2], "w") : NULL;
  void *(*described)(void *) = describe;
  tally *it = tally_open(1);
  if (strcmp(mode, "silent") == 0)
    described = silent;
  if (strcmp(mode, "foreign") == 0)
    described = foreign;
  void *(*made)(void *, void *) = strcmp(mode, "asking") == 0                                    ? asking
                                  : strcmp(mode, "held") == 0 || strcmp(mode, "local") == 0 ? moved
                                                                                             : unmade;
  union {
    double number;
    tally *object;
  } mine = {0.5}, *which = &mine;
  if (strcmp(mode, "held") == 0)
    either.object = it;
  if (strcmp(mode, "local") == 0)
    mine.object = it;
  cgt_resource(strcmp(mode, "value") == 0 ? (void *)&value : it, described, made);
  if (strcmp(mode, "freed") == 0)
    tally_close(it);
  if (strcmp(mode, "ended") == 0)
    cgt_resource_end(it);
  if (strcmp(mode, "null") == 0)
    cgt_resource(NULL, describe, unmade);
  if (strcmp(mode, "value") == 0 || strcmp(mode, "freed") == 0)
    it = NULL;
  if (strcmp(mode, "returned") == 0)
    within();
  for (int i = 0; i < 10; i++) {
    cgt_poll();
    if (written)
      fprintf(written, "%d\n", i);
  }
  printf("done %d %d\n", it ? tally_count(it) : 0, which->object == it);
  return 0;
}
