// A library that opens a file when its object is made anew gets a descriptor with a number that none of the program's files has,
// whichever they are; it finds the file in the program's working directory.
//
// RUN: %clang -w -c %S/../Inputs/tally.c -o %t.tally.o
// RUN: %cgt-cc -O1 %s %t.tally.o -o %t.exe && rm -rf %t.d && mkdir -p %t.d/inner && cd %t.d && %t.exe > %t.whole
// RUN: cd %t.d && env CGT_OPTIONS=save=%t.image:at_poll=4:after=exit %expect 85 -- %t.exe > %t.out
// RUN: cd %t.d && env CGT_OPTIONS=restore=%t.image %t.exe >> %t.out && cmp %t.out %t.whole
// RUN: cd %t.d && env CGT_OPTIONS=restore=%t.image sh -c "exec %t.exe 3< /dev/null 9< /dev/null" > %t.out && cmp %t.out %t.whole
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "../Inputs/tally.h"

#include <cgt/cgt.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct log {
  char name[8];
};

static void *describe(void *object) {
  struct log *l = calloc(1, sizeof *l);
  (void)object;
  strcpy(l->name, "log");
  return l;
}

static void *make(void *description, void *place) {
  (void)place;
  return tally_open_log(((struct log *)description)->name);
}

/// Do the descriptors lead to files of these names?
static int lead(int descriptor, const char *name) {
  struct stat a, b;
  return fstat(descriptor, &a) == 0 && stat(name, &b) == 0 && a.st_ino == b.st_ino;
}

int main(void) {
  FILE *first, *second, *log;
  if (chdir("inner") != 0 || !(first = fopen("first", "w+")) || !(log = fopen("log", "w")))
    return 1;
  tally *it = tally_open_log("log");
  second = fopen("second", "w+");
  int third = open("third", O_RDWR | O_CREAT, 0600), moved = fcntl(third, F_DUPFD, 30);
  cgt_resource(it, describe, make);
  for (int i = 0; i < 6; i++) {
    cgt_poll();
    fprintf(first, "%d\n", i);
    fprintf(second, "%d\n", i);
  }
  fflush(NULL);
  printf("%d %d %d\n", lead(fileno(first), "first"), lead(fileno(second), "second"), lead(fileno(log), "log"));
  printf("%d %d %d\n", lead(third, "third"), lead(moved, "third"), lead(tally_log(it), "log"));
  puts("done");
  return 0;
}
