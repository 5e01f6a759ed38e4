// -Wcgt warns of what may stand in a checkpoint's way, with a slug each; kinds of it can be left out or made errors.
//
// RUN: %clang_cgt -fsyntax-only %s
// RUN: %cgt-cc -Wcgt -O1 -c %s -o %t.o 2> %t.all && FileCheck %s --implicit-check-not=warning: < %t.all
// RUN: %cgt-cc -c %s -o %t.o 2>&1 | count 0
// RUN: %cgt-cc -Wcgt -w -c %s -o %t.o 2>&1 | not grep 'c:.*warning'
// RUN: %cgt-cc -Wcgt -Wno-cgt-va-list -Wno-cgt-waits -c %s -o %t.o 2>&1 | not grep -E 'cgt-(va-list|waits)'
// RUN: %cgt-cc -Wcgt-waits -c %s -o %t.o 2>&1 | grep -c 'warning:' | grep -x 1
// RUN: not %cgt-cc -Wcgt -Werror=cgt-waits -c %s -o %t.o 2>&1 | grep 'error: .*waits while .*cgt-waits'
// RUN: not %cgt-cc -Werror=cgt-va-list -c %s -o %t.o 2>&1 | grep 'error: .*cgt-va-list'
// RUN: %cgt-cc -Werror=cgt -Wno-error=cgt -c %s -o %t.o
// RUN: not %cgt-cc -Wcgt-nothing -c %s -o %t.o 2>&1 | grep cgt-bad-warning
// What only links has no use for it.
// RUN: %cgt-cc -Werror -Wcgt -fsyntax-only -x c /dev/null
//
// RUN: %clang_cgt -fplugin-arg-cgt-warn=cgt-union -c %s -o %t.o 2>&1 | grep 'cgt-union'
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct node {
  struct node *next;
  size_t size;
};
struct slot {
  int number;
  char raw[2][sizeof(void *)]; // CHECK-DAG: :[[#@LINE]]:{{.*}}: the length of 'raw' comes from sizeof of 'void *': {{.*}} [cgt-array-size]
  char fixed[sizeof(int)];
};
static char digits[8 * sizeof(long) + 2]; // CHECK-DAG: :[[#@LINE]]:{{.*}}: the length of 'digits' comes from {{.*}} [cgt-array-size]
union value { // CHECK-DAG: warning: warnings.c:[[#@LINE]]: 'union value' holds one of several types: {{.*}} [cgt-union]
  double number;
  struct node *node;
};
extern union value kept;
union value kept;
void foreign(void);
int work(int);

// CHECK-DAG: :[[#@LINE+1]]:{{.*}}: a checkpoint waits while this function calls 'work', for variable arguments {{.*}} [cgt-va-list]
void variadic(const char *format, ...) {
  va_list list;
  va_start(list, format);
  work(1);
  vprintf(format, list);
  va_end(list);
}

static void handler(void) { // CHECK-DAG: :[[#@LINE]]:{{.*}}: a checkpoint waits while 'atexit' calls this function; let it return soon [cgt-callback]
  for (int i = 0; i < 10; i++)
    work(i);
}

static void quiet(void) { puts("at exit"); }

int use(char *bytes, void *any, struct node *n) {
  int ends[2];
  long bits[1024 / (8 * sizeof(long))]; // CHECK-DAG: :[[#@LINE]]:{{.*}}: the length of 'bits' comes from {{.*}} [cgt-array-size]
  atexit(handler);
  atexit(quiet);
  if (pipe(ends)) // CHECK-DAG: :[[#@LINE]]:{{.*}}: a checkpoint waits while what 'pipe' makes is in use; {{.*}} [cgt-waits]
    return 1;
  n->size = sizeof(struct node); // CHECK-DAG: :[[#@LINE]]:{{.*}}: sizeof of 'struct node' is kept as a number, {{.*}} [cgt-kept-size]
  int *ints = (int *)bytes; // CHECK-DAG: :[[#@LINE]]:{{.*}}: memory of 'char' that is used as 'int' {{.*}} [cgt-two-types]
  memcpy(bytes, any, 8); // CHECK-DAG: :[[#@LINE]]:{{.*}}: pointers in bytes of unknown type aren't translated {{.*}} [cgt-characters]
  uintptr_t key = (uintptr_t)any; // CHECK-DAG: :[[#@LINE]]:{{.*}}: an address that is kept in an integer isn't translated: {{.*}} [cgt-address-in-integer]
  void *block = malloc(20); // CHECK-DAG: :[[#@LINE]]:{{.*}}: a block of 'malloc' has the type {{.*}} [cgt-untyped]
  if ((uintptr_t)any % 16 == 0 || (uintptr_t)any & 1)
    printf("%lu\n", (unsigned long)any);
  work(ends[0] + ends[1]);
  return ints[0] + (int)key + (block != 0) + digits[0] + (int)bits[0];
}
