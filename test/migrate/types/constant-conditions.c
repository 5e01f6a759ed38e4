// Steps are numbered in all branches of the source, though the compiler leaves out what a constant condition rules out, another
// branch on each platform. A step that is ruled out can't be resumed at: refused, and the message says why.
//
// RUN: %carry %s --work %t --points 8 --pairs x86_64:i686 i686:x86_64 s390x:i686 x86_64:s390x
// RUN: %cgt-x86_64 -O2 -DIN_BRANCH %s -o %t/saver
// RUN: %cgt-i686 -O2 -DIN_BRANCH %s -o %t/receiver
// RUN: env CGT_OPTIONS=save=%t/image:at_poll=3:after=exit %expect 85 -- %t/saver
// RUN: env CGT_OPTIONS=restore=%t/image %expect 86 -- %run-i686 %t/receiver 2>&1 | FileCheck %s
// REQUIRES: run-i686, run-s390x
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <limits.h>
#include <stdio.h>

#ifdef IN_BRANCH
static int few = 3000;
#else
static int few = 3; // no poll
#endif
static int many = 3000;

static int work(int count, int n) {
  int sum = 0;
  for (int i = 0; i < count; i++)
    sum += i & n;
  return sum;
}

static int wide(int n) { return work(few, n); }
static int narrow(int n) { return work(few, n); }

static long by_size(int n) {
  long sum = work(many, n);
  if (sizeof(long) == 8)
    sum += wide(n) & 0xff;
  else
    sum += narrow(n) & 0xff;
  return sum + work(many, n + 1);
}

static long by_order(int n) {
  long sum = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? wide(n) : narrow(n);
  return sum + work(many, n + 2);
}

static long by_switch(int n) {
  long sum = n;
  switch (sizeof(void *)) {
  case 4:
    sum += narrow(n);
    break;
  default:
    sum += wide(n);
  }
  return sum + work(many, n + 3);
}

static long by_macro(int n) {
  if (LONG_MAX > INT_MAX && narrow(n) == 100000)
    return wide(n);
  return work(many, n + 4);
}

static long returned(int n) {
  if (sizeof(long) == 8)
    return wide(n) + work(many, n);
  return narrow(n) + work(many, n);
}

int main(void) {
  for (int i = 0; i < 3; i++) {
    printf("%ld\n", by_size(i));
    printf("%ld\n", by_order(i));
    printf("%ld\n", by_switch(i));
    printf("%ld\n", by_macro(i));
#ifdef IN_BRANCH
    printf("%ld\n", returned(i));
#endif
  }
  return 0;
}

// CHECK: function 'by_size' {{.*}} the call is in code that a constant condition leaves out here: step {{[0-9]+}} called 'wide'
