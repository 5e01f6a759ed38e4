// Without save=, at_poll and every_polls only count: nothing is forked, nothing
// said.
//
// RUN: %cgt-x86_64 %s -o %t.exe
// RUN: env CGT_OPTIONS=at_poll=2:every_polls=1:after=exit:verbosity=2 %t.exe 2>&1 | FileCheck %s --implicit-check-not=cgt:
// CHECK: 3 polls, no child
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#define _GNU_SOURCE
#include <cgt/cgt.h>
#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>

int main(void) {
  for (int i = 0; i < 3; i++)
    errno = 0;
  int child = waitpid(-1, NULL, WNOHANG | __WALL) >= 0 || errno != ECHILD;
  printf("%ld polls, %s child\n", cgt_polls(), child ? "a" : "no");
  return 0;
}
