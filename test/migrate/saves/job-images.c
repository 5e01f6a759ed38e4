// Which image a job of ckpt= goes on from, and when it doesn't: never from another job's, and never anew while there is one.
//
// RUN: %cgt-x86_64 -O1 %s -o %t.exe && %cgt-s390x -O2 %s -o %t.s390x && sed "s/sum += /sum = sum + /" %s > %t.c && %cgt-x86_64 %t.c -o %t.other
// RUN: rm -rf %t.folder %t.folder.kept && mkdir %t.folder
// DEFINE: %{job} = env CGT_OPTIONS=ckpt=%t.folder/state.%%n:every_polls=20
//
// Images at the 20th and the 40th poll; it is told to leave by itself. Not anew, and with the same arguments.
// RUN: env LEAVE=1 %expect 85 -- %{job} %t.exe leave > %t.out
// RUN: ls %t.folder | FileCheck %s --check-prefix=TWO
// TWO: {{^}}state.[[FIRST:[0-9]+]]
// TWO-NEXT: {{^}}state.{{[0-9]+$}}
// TWO-NOT: {{.}}
// RUN: %expect 86 -- %{job} %t.exe > %t.none 2> %t.errors
// RUN: FileCheck %s --check-prefix=FEWER < %t.errors && not test -s %t.none
// FEWER: cgt: error: can't restore '{{.*}}': it is of a job whose number of arguments is 1, and it is 0 now; give it the same arguments, or another file to ckpt
// RUN: %expect 86 -- %{job} %t.exe other 2>&1 | FileCheck %s --check-prefix=ARGUMENT
// ARGUMENT: it is of a job whose argument 1 is 'leave', and it is 'other' now;
// RUN: %expect 86 -- %{job} %t.other leave
//
// The newest isn't whole: the one before it is taken. Of another platform, too.
// RUN: cp -r %t.folder %t.folder.kept
// RUN: sh -c 'for last in $(ls %t.folder/state.* | sort -V | tail -1); do truncate -s -9 $last; done'
// RUN: %{job} %run-s390x %t.s390x leave > %t.rest 2> %t.errors && FileCheck %s --check-prefix=PASSED < %t.errors
// PASSED: cgt: warning: image '{{.*}}' is passed over: {{.*}}truncated
// RUN: tail -n 1 %t.rest | FileCheck %s --check-prefix=END
// END: {{^}}the end: 1770{{$}}
// RUN: ls %t.folder | count 0
//
// None is whole: refused, told which, and left as they are.
// RUN: sh -c 'for image in %t.folder.kept/state.*; do truncate -s -9 $image; done' && rm -rf %t.folder && mv %t.folder.kept %t.folder
// RUN: %expect 86 -- %{job} %t.exe leave 2>&1 | FileCheck %s --check-prefix=NONE
// NONE-COUNT-2: is passed over
// NONE: cgt: error: can't restore '{{.*}}/state.%n': none of its images is whole; use an undamaged copy of one, or remove them to start anew
// RUN: ls %t.folder | count 2
//
// One file, whose name the environment gives, with the rank in it. Nothing stays.
// RUN: rm -rf %t.folder && mkdir %t.folder
// RUN: env LEAVE=1 NAME=a%%nb SLURM_PROCID=3 CGT_OPTIONS=ckpt='%t.folder/%{NAME}.%r' %expect 85 -- %t.exe leave > %t.out
// RUN: ls %t.folder | FileCheck %s --check-prefix=RANK
// RANK: {{^}}a%nb.3{{$}}
// RUN: env NAME=a%%nb SLURM_PROCID=3 CGT_OPTIONS=ckpt='%t.folder/%{NAME}.%r' %t.exe leave >> %t.out
// RUN: ls %t.folder | count 0
// RUN: FileCheck %s --check-prefix=WHOLE < %t.out
// WHOLE: 0
// WHOLE-COUNT-59: {{^[0-9]+$}}
// WHOLE-NEXT: the end: 1770
//
// Status 1 isn't the end of a job.
// RUN: env CGT_OPTIONS=ckpt=%t.folder/state %expect 1 -- %t.exe fail > %t.out && ls %t.folder | count 1
//
// REQUIRES: run-s390x
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int is(int argc, char **argv, const char *word) { return argc > 1 && strcmp(argv[1], word) == 0; }

static int step(int round) {
  printf("%d\n", round);
  return round;
}

int main(int argc, char **argv) {
  int sum = 0;
  for (int round = 0; round < 60; round++) {
    sum += step(round);
    if (round == 45 && getenv("LEAVE"))
      raise(SIGTERM);
  }
  printf("the end: %d\n", sum);
  return is(argc, argv, "fail");
}
