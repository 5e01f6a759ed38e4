// stdout_bytes of stats= is what the program has written to standard output, into a
// new file, a file that is appended to, or a pipe; stderr and CGT's own lines
// don't count.
//
// RUN: %cgt-x86_64 %s -o %t.exe
// RUN: %cgt-s390x %s -o %t.s390x
// DEFINE: %{save} = %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=3:after=exit:stats=%t.stats:verbosity=2
// DEFINE: %{restore} = env CGT_OPTIONS=restore=%t.image:stats=%t.stats:verbosity=2
// RUN: rm -f %t.stats && %{save} %t.exe > %t.out 2> %t.err && %{restore} %t.exe >> %t.out 2> %t.err && FileCheck %s < %t.stats
// RUN: rm -f %t.stats && %{save} %t.exe 2> %t.err | cat && %{restore} %t.exe 2> %t.err | cat && FileCheck %s < %t.stats
// RUN: rm -f %t.stats && %{save} %t.exe 2>&1 | cat && %{restore} %t.exe 2>&1 | cat && FileCheck %s < %t.stats
// RUN: rm -f %t.stats && %{save} %run-s390x %t.s390x 2>&1 | cat && %{restore} %run-s390x %t.s390x 2>&1 | cat && FileCheck %s < %t.stats
// CHECK: "event":"save",{{.*}}"stdout_bytes":21,
// CHECK: "event":"restore",{{.*}}"stdout_bytes":21,
// CHECK: "event":"exit",{{.*}}"stdout_bytes":35}
//
// REQUIRES: run-s390x
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

int main(void) {
  for (int i = 0; i < 5; i++) {
    printf("line %d\n", i);
    fprintf(stderr, "not counted\n");
  }
  return 0;
}
