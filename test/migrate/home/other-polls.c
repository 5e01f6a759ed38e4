// Polls that stand elsewhere, by another value of polls= or by #if, never let a program go on in another loop: it is refused,
// unless the function's list of polls and calls is the same.
//
// DEFINE: %{save} = after=exit:compress=0
// RUN: %cgt-x86_64 -O1 -fplugin-arg-cgt-polls=explicit %s -o %t.explicit
// RUN: %cgt-x86_64 -O1 %s -o %t.auto
// RUN: %cgt-x86_64 -O1 -fplugin-arg-cgt-polls=all %s -o %t.all
// RUN: %cgt-x86_64 -O1 -fplugin-arg-cgt-polls=explicit -DEARLIER %s -o %t.earlier
// RUN: %cgt-x86_64 -O1 -fplugin-arg-cgt-polls=explicit -DLATER %s -o %t.later
//
// At the poll of the second loop, which is the first one of all, the first one in its loop, or one of the same depth.
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.1:at_poll=2:%{save} %t.explicit two
// RUN: %expect 86 -- env CGT_OPTIONS=restore=%t.1 %t.auto two 2>&1 | FileCheck %s --check-prefix=ANOTHER
// RUN: %expect 86 -- env CGT_OPTIONS=restore=%t.1 %t.all two 2>&1 | FileCheck %s --check-prefix=ANOTHER
// RUN: %expect 86 -- env CGT_OPTIONS=restore=%t.1 %t.earlier two 2>&1 | FileCheck %s --check-prefix=ANOTHER
// RUN: %expect 86 -- env CGT_OPTIONS=restore=%t.1 %t.later two 2>&1 | FileCheck %s --check-prefix=THERE
// ANOTHER: function '{{two|main}}' ({{.*}}other-polls.c:[[#]]): polls and calls differ, though the function's source is the same: step {{[12]}}
// THERE: function 'two' ({{.*}}other-polls.c:[[#]]): polls and calls differ, though the function's source is the same: step 2, which calls '<poll>', isn't in the image;
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.2:at_poll=2:%{save} %t.later two
// RUN: %expect 86 -- env CGT_OPTIONS=restore=%t.2 %t.explicit two 2>&1 | FileCheck %s --check-prefix=GONE
// GONE: function 'two' ({{.*}}other-polls.c:[[#]]): polls and calls differ, though the function's source is the same: step 2 called '<poll>'; here it is missing, or calls something else;
//
// A call that polls in one build only, before two polls.
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.3:at_poll=5:%{save} %t.explicit call
// RUN: %expect 86 -- env CGT_OPTIONS=restore=%t.3 %t.auto call 2>&1 | FileCheck %s --check-prefix=CALL
// CALL: function 'call' ({{.*}}): polls and calls differ, though the function's source is the same: step {{[12]}}
//
// The same list.
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.4:at_poll=2:%{save} %t.explicit one
// RUN: env CGT_OPTIONS=restore=%t.4 %t.auto one | FileCheck %s --check-prefix=ONE
// ONE: one 4
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>

#include <stdio.h>
#include <string.h>

volatile int limit = 3;

__attribute__((noinline)) static int two(void) {
  int first = 0, second = 0;
#ifdef EARLIER
  for (int i = 0; i < limit; ++i) {
    cgt_poll();
    ++first;
  }
#endif
  for (int i = 0; i < limit; ++i) {
    ++first;
    if (first > 100)
      puts("far");
  }
  for (int i = 0; i < limit; ++i) {
    cgt_poll();
    ++second;
  }
#ifdef LATER
  for (int i = 0; i < limit; ++i) {
    cgt_poll();
    second -= i;
  }
#endif
  return first * 100 + second;
}

__attribute__((noinline)) static int quiet(int n) {
  int sum = 0;
  for (int i = 0; i < n; ++i)
    if ((sum += i) > 1000)
      puts("far");
  return sum;
}

__attribute__((noinline)) static int call(void) {
  int first = quiet(limit), second = 0;
  for (int i = 0; i < limit; ++i) {
    cgt_poll();
    ++first;
  }
  for (int i = 0; i < limit; ++i) {
    cgt_poll();
    ++second;
  }
  return first * 100 + second;
}

__attribute__((noinline)) static int one(void) {
  int n = limit;
  cgt_poll();
  ++n;
  cgt_poll();
  return n;
}

int main(int argc, char **argv) {
  const char *which = argc > 1 ? argv[1] : "";
  int result = 0;
  if (strcmp(which, "two") == 0)
    result = two();
  if (strcmp(which, "call") == 0)
    result = call();
  if (strcmp(which, "one") == 0)
    result = one();
  printf("%s %d\n", which, result);
  return 0;
}
