// A request waits while a character that ungetc has put in the place of the file's
// is unread; the file's own character pushed back is carried.
//
// RUN: %cgt-x86_64 %s -o %t.exe
// RUN: echo hello > %t.in
// RUN: rm -f %t.image
// RUN: env CGT_OPTIONS=save=%t.image:at_poll=2:after=exit:verbosity=2 %t.exe X < %t.in 2>&1 | FileCheck --check-prefix=OTHER %s
// OTHER: cgt: warning: a checkpoint waits: standard input has characters of ungetc() that its file doesn't have there, which an image can't carry yet
// OTHER: rest: Xllo
// RUN: env CGT_OPTIONS=save=%t.image:at_poll=2:after=exit:verbosity=2 %t.exe Xe < %t.in 2>&1 | FileCheck --check-prefix=TWO %s
// TWO: cgt: warning: a checkpoint waits: standard input has characters of ungetc()
// TWO: rest: eXllo
// RUN: not ls %t.image
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=2:after=exit %t.exe e < %t.in
// RUN: env CGT_OPTIONS=restore=%t.image %t.exe < %t.in | FileCheck --check-prefix=OWN %s
// OWN: rest: ello
//
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
  if (fgets(line, sizeof line, stdin))
    printf("rest: %s", line);
  return 0;
}
