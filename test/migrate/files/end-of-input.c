// The end-of-file flag of stdin is carried: set after the end was met, not yet set
// when all was read but no more asked for. For a pipe, too.
//
// RUN: %cgt-x86_64 %s -o %t.x86_64
// RUN: %cgt-s390x %s -o %t.s390x
// RUN: %python -c "print('abc', end='')" > %t.in
// RUN: %t.x86_64 < %t.in > %t.whole
// RUN: FileCheck --check-prefix=WHOLE %s < %t.whole
// WHOLE: read 3, ended 0
// WHOLE: read 3, ended 1
// DEFINE: %{poll} = 0
// DEFINE: %{save} = %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=%{poll}:after=exit %t.x86_64
//
// REDEFINE: %{poll} = 2
// RUN: %{save} < %t.in > %t.first
// RUN: env CGT_OPTIONS=restore=%t.image %t.x86_64 < %t.in > %t.second
// RUN: cat %t.first %t.second | cmp - %t.whole
// REDEFINE: %{poll} = 5
// RUN: %{save} < %t.in > %t.first
// RUN: env CGT_OPTIONS=restore=%t.image %run-s390x %t.s390x < %t.in > %t.second
// RUN: cat %t.first %t.second | cmp - %t.whole
// RUN: cat %t.in | %{save} > %t.first
// RUN: echo more | env CGT_OPTIONS=restore=%t.image %t.x86_64 > %t.second
// RUN: cat %t.first %t.second | cmp - %t.whole
//
// REQUIRES: run-s390x
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

static int count;

static void polls(void) {
  for (int i = 0; i < 3; i++)
    fflush(stdout);
}

int main(void) {
  char text[3];
  count += fread(text, 1, 3, stdin);
  polls(); // 1 to 3
  printf("read %d, ended %d\n", count, feof(stdin) != 0);
  count += fread(text, 1, 3, stdin);
  polls(); // 4 to 6
  count += fread(text, 1, 3, stdin);
  printf("read %d, ended %d\n", count, feof(stdin) != 0);
  return 0;
}
