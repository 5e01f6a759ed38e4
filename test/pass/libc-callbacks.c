// A call of a function of libc that calls back is a resume point where what it calls may poll: libc's inline body isn't taken then. Where that is
// known not to poll, the call is what it is in any program.
//
// RUN: %clang_cgt -O1 -Xclang -disable-llvm-passes -S -emit-llvm %s -o %t.ll
// RUN: %opt_cgt -passes=cgt -S %t.ll | FileCheck %s
// RUN: %clang_cgt -O2 -S -emit-llvm %s -o - | FileCheck --check-prefix=OPT %s
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int quiet(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

static int polls(const void *a, const void *b) {
  for (const char *text = a; *text; text++)
    putchar(*text);
  return quiet(a, b);
}

// CHECK-LABEL: define{{.*}} @find_quietly(
// CHECK: call ptr @bsearch(
// OPT-LABEL: define{{.*}} @find_quietly(
// OPT-NOT: @bsearch(
// OPT: }
int *find_quietly(const int *key, int *array, size_t count) { return bsearch(key, array, count, sizeof *array, quiet); }

// CHECK-LABEL: define{{.*}} @find(
// CHECK: invoke ptr @bsearch({{.*}} #[[ALONE:[0-9]+]]
// OPT-LABEL: define{{.*}} @find(
// OPT: invoke ptr @bsearch(
int *find(const int *key, int *array, size_t count) { return bsearch(key, array, count, sizeof *array, polls); }

// One that is said not to unwind is unwound all the same.
__attribute__((nothrow)) int elsewhere(int);
// OPT-LABEL: define{{.*}} @ask(
// OPT: invoke {{.*}}i32 @elsewhere(
int ask(int value) { return elsewhere(value) + value; }

// CHECK-LABEL: define{{.*}} @find_somehow(
// CHECK: invoke ptr @lfind(
int *find_somehow(const int *key, int *array, size_t *count, int (*how)(const void *, const void *)) {
  return lfind(key, array, count, sizeof *array, how);
}

// CHECK-LABEL: define{{.*}} @insert_text(
// CHECK: call ptr @tsearch(
char **insert_text(const char *key, void **root) { return tsearch(key, root, (int (*)(const void *, const void *))strcmp); }

// qsort has polls of its own.
// CHECK-LABEL: define{{.*}} @sort_quietly(
// CHECK: invoke void @qsort(
void sort_quietly(int *array, size_t count) { qsort(array, count, sizeof *array, quiet); }

// CHECK: attributes #[[ALONE]] = { {{.*}}noinline
