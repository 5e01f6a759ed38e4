// Frames that can't be captured get no pads and are never inlined; nothing breaks, also with -Werror.
//
// RUN: %clang_cgt -O2 -Wall -Werror -S -emit-llvm %s -o - | FileCheck %s
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <pthread.h>
#include <stdarg.h>

void work(int i);
void clean(void *nothing);

// CHECK-LABEL: define {{.*}}void @variadic(
// CHECK-NOT: landingpad
// CHECK: ret void
void variadic(int n, ...) {
  va_list list;
  va_start(list, n);
  work(va_arg(list, int));
  va_end(list);
}

// CHECK-LABEL: define {{.*}}void @cleans_up(
// CHECK-NOT: landingpad
// CHECK: ret void
void cleans_up(int n) {
  pthread_cleanup_push(clean, NULL);
  work(n);
  pthread_cleanup_pop(1);
}
