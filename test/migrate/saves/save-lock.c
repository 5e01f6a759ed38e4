// A program that saves holds FILE.lock, which names it: a second one is refused,
// a dead one's is taken over; it is held by no descriptor and by no child.
//
// RUN: %cgt-x86_64 -fplugin-arg-cgt-polls=explicit %s -o %t.exe
// RUN: %python %inputs/save-lock.py %t.places %t.exe | FileCheck %s
// RUN: %cgt-cc -fplugin-arg-cgt-polls=explicit %s -o %t.dynamic
// RUN: %python %inputs/save-lock.py %t.places %t.dynamic | FileCheck %s
// CHECK: {{^[0-9]+}} good
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#define _GNU_SOURCE
#include <cgt/cgt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static unsigned *large;

static void obey(char **argv) {
  const char *command = getenv("ROUND_COMMANDS");
  if (!command || !*command)
    return;
  if (strcmp(command, "close") == 0)
    closefrom(3);
  else if (strcmp(command, "fork") == 0 && fork() == 0)
    for (;;)
      pause();
  else if (strcmp(command, "large") == 0) {
    enum { NUMBERS = 300000 };
    large = malloc(NUMBERS * sizeof *large);
    for (unsigned i = 0; i < NUMBERS; i++)
      large[i] = i * 2654435761u;
  } else if (strncmp(command, "mkdir ", 6) == 0)
    mkdir(command + 6, 0777);
  else if (strcmp(command, "exec") == 0) {
    char options[4096];
    unsetenv("ROUND_COMMANDS");
    sprintf(options, "save=%s:every_polls=1", getenv("SAVE_AGAIN"));
    setenv("CGT_OPTIONS", options, 1);
    puts("round 0");
    fflush(stdout);
    execv(argv[0], argv);
  }
}

int main(int argc, char **argv) {
  setvbuf(stdin, NULL, _IONBF, 0);
  setvbuf(stdout, NULL, _IOLBF, 0);
  for (int i = 0; getchar() != EOF; i++) {
    if (i == 0)
      obey(argv);
    cgt_poll();
    printf("round %d\n", i);
  }
  puts("end");
  return 0;
}
