// Relative names of save= and stats= start at the folder in which the program was
// started, a percent sign in its name included, after a chdir, too.
//
// RUN: %cgt-x86_64 %s -o %t.exe
// RUN: rm -rf %t.100%% && mkdir %t.100%% && cd %t.100%%
// RUN: %expect 85 -- env CGT_OPTIONS=save=image.%%n:stats=stats:at_poll=2:after=exit %t.exe > %t.out
// RUN: ls | FileCheck %s
// CHECK: image.1
// CHECK-NEXT: stats
// RUN: env CGT_OPTIONS=restore=image.1:stats=stats %t.exe
// RUN: FileCheck --check-prefix=STATS %s < stats
// STATS: "event":"save"
// STATS: "event":"restore"
// STATS: "event":"exit"
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <unistd.h>

int main(void) {
  for (int i = 0; i < 4; i++)
    if (chdir("/") != 0)
      return 1;
  return 0;
}
