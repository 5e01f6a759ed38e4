// A constructor that registers callbacks runs in the resumed process, too: each callback is called once all the same, in a chain of resumes.
//
// RUN: %cgt-x86_64 -O1 %s -o %t.x86_64 && %cgt-s390x -O1 %s -o %t.s390x
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.1:at_poll=2:after=exit %t.x86_64 > %t.out
// RUN: %expect 85 -- env CGT_OPTIONS=restore=%t.1:save=%t.2:at_poll=2:after=exit %run-s390x %t.s390x >> %t.out
// RUN: env CGT_OPTIONS=restore=%t.2 %t.x86_64 >> %t.out && FileCheck %s < %t.out
// CHECK-COUNT-6: {{^[0-9]+$}}
// CHECK-NEXT: saved 2 times, resumed 2 times
//
// REQUIRES: run-s390x
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>
#include <stdio.h>

static int saved, resumed;

static void on_save(void *count) { ++*(int *)count; }
static void on_resume(void *count) { ++*(int *)count; }

__attribute__((constructor)) static void start(void) {
  cgt_on_save(on_save, &saved);
  cgt_on_resume(on_resume, &resumed);
}

int main(void) {
  for (int i = 0; i < 6; i++)
    printf("%d\n", i);
  printf("saved %d times, resumed %d times\n", saved, resumed);
  return 0;
}
