// What ungetc has put in the place of the file's characters is carried, and the
// file's own are behind it.
//
// RUN: %cgt-x86_64 %s -o %t.exe && %cgt-s390x %s -o %t.s390x
// RUN: echo hello > %t.in
// DEFINE: %{pushed} = X
// DEFINE: %{carry} = rm -f %t.image && %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=2:after=exit %t.exe %{pushed} < %t.in \
// DEFINE:   && env CGT_OPTIONS=restore=%t.image %run-s390x %t.s390x < %t.in
// RUN: %{carry} | FileCheck --check-prefix=OTHER %s
// OTHER: rest: Xllo at 1
// REDEFINE: %{pushed} = Xe
// RUN: %{carry} | FileCheck --check-prefix=TWO %s
// TWO: rest: eXllo at 0
// REDEFINE: %{pushed} = e
// RUN: %{carry} | FileCheck --check-prefix=OWN %s
// OWN: rest: ello at 1
//
// REQUIRES: run-s390x
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

int main(int argc, char **argv) {
  char line[100];
  getchar();
  getchar(); // "he" is read
  for (const char *c = argv[argc - 1]; *c; c++)
    ungetc(*c, stdin);
  for (int i = 0; i < 4; i++)
    fflush(stdout);
  long at = ftell(stdin);
  if (scanf("%99s", line) == 1)
    printf("rest: %s at %ld\n", line, at);
  return 0;
}
