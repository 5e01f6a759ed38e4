// A request waits while a pipe is open, which is named. It is served at the first
// poll after that. Regular files are carried: see files-filter.c.
//
// RUN: %cgt-x86_64 %s -o %t.exe
// RUN: %t.exe > %t.whole
// RUN: rm -f %t.image
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=3:after=exit:verbosity=2 %t.exe > %t.first 2> %t.err
// RUN: FileCheck %s < %t.err
// CHECK: cgt: warning: a checkpoint waits: file open as descriptor 3 ('pipe:
// RUN: FileCheck --check-prefix=AFTER %s < %t.first
// AFTER: {{^}}after 0{{$}}
// AFTER-NOT: after
// RUN: env CGT_OPTIONS=restore=%t.image %t.exe > %t.second
// RUN: cat %t.first %t.second | cmp - %t.whole
//
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=9:after=exit %t.exe > %t.first
// RUN: env CGT_OPTIONS=restore=%t.image %t.exe > %t.second
// RUN: cat %t.first %t.second | cmp - %t.whole
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <unistd.h>

static long count_lines(FILE *stream) {
  long lines = 0;
  char buffer[256];
  for (int i = 0; i < 5; i++) { // polls 1 to 4 or 5: the stream is open
    printf("reading %d\n", i);
    lines += fgets(buffer, sizeof buffer, stream) != NULL;
  }
  return lines;
}

int main(void) {
  int ends[2];
  if (pipe(ends) != 0 || write(ends[1], "one\ntwo\n", 8) != 8)
    return 1;
  close(ends[1]);
  FILE *stream = fdopen(ends[0], "r");
  if (!stream)
    return 1;
  printf("%d\n", count_lines(stream) >= 0);
  fclose(stream);
  for (int i = 0; i < 10; i++)
    printf("after %d\n", i);
  return 0;
}
