// A block of bytes may be an array of structs or one struct whose last array goes on. Where only its size is known and whole
// structs fill it, other platforms refuse it, rather than take one for the other; the saver's own doesn't mind.
//
// RUN: %cgt-x86_64 -O1 %s -o %t.x86_64 && %cgt-s390x -O1 %s -o %t.s390x
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.1:at_poll=1:after=exit %t.x86_64 16
// RUN: env CGT_OPTIONS=restore=%t.1 %t.x86_64 | FileCheck %s
// RUN: %expect 87 -- env CGT_OPTIONS=restore=%t.1 %run-s390x %t.s390x 2>&1 | FileCheck %s --check-prefix=REFUSED
// RUN: %expect 3 -- %cgt-inspect --check-for=s390x %t.1 | FileCheck %s --check-prefix=INSPECT
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.2:at_poll=1:after=exit %t.x86_64 17
// RUN: env CGT_OPTIONS=restore=%t.2 %run-s390x %t.s390x | FileCheck %s
// CHECK: 5 HELLO
// REFUSED: heap block 'struct message' of function 'main' (unclear-end.c:[[#@LINE+20]]): can't tell whether the block is an array or one struct with trailing elements; restore on a platform like the saver's, or allocate it by n * sizeof(T) or sizeof(T) + n
// INSPECT: can't tell whether the block is an array or one struct
//
// REQUIRES: run-s390x
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct message {
  int length;
  char name[1];
};

int main(int argc, char **argv) {
  (void)argc;
  struct message *m = malloc(strtoul(argv[1], NULL, 10));
  m->length = 5;
  strcpy(m->name, "HELLO");
  cgt_poll();
  printf("%d %s\n", m->length, m->name);
  return 0;
}
