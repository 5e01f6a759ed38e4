// A log opened for appending beside one that is written anew, and a second stream
// on the first: what the run that is left behind wrote after the save is cut off.
//
// RUN: %files %s --points 6 --work %t
// REQUIRES: run-aarch64, run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static FILE *logs[3];

static int setup(void) {
  FILE *file = fopen("appended", "w");
  fprintf(file, "from before\n");
  return fclose(file);
}

static void note(int round) {
  fprintf(logs[0], "round %d\n", round);
  fprintf(logs[1], "round %d at %ld\n", round, ftell(logs[1]));
  fflush(logs[0]);
  fprintf(logs[2], "copy of round %d\n", round);
  fflush(logs[2]);
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "setup") == 0)
    return setup();
  logs[0] = fopen("appended", "a");
  logs[1] = fopen("written", "w");
  logs[2] = fdopen(dup(fileno(logs[0])), "a");
  setvbuf(logs[1], NULL, _IOLBF, 0);
  for (int round = 0; round < 40; round++) {
    note(round);
    printf("%d\n", round);
  }
  for (int i = 0; i < 3; i++)
    fclose(logs[i]);
  return 0;
}
