// Killed at any moment between and during periodic saves and resumed from the
// last image, a program leaves the files that an uninterrupted run leaves: a log
// that is appended to, one that is written anew, a table that is updated in place,
// and its output.
//
// RUN: %cgt-x86_64 -O1 %s -o %t.exe
// RUN: %python %inputs/kill-files.py 5 1 %t.folder %t.exe | FileCheck %s
// CHECK: 5 kills, {{.*}}: all files as without
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { RECORDS = 100, ROUNDS = 6000 };

static FILE *in, *appended, *written, *table;

static int setup(void) {
  FILE *file = fopen("in", "w"), *records = fopen("table", "w");
  for (int i = 0; i < ROUNDS; i++)
    fprintf(file, "%d\n", i * 7919 % 1000);
  for (int i = 0; i < RECORDS; i++)
    fprintf(records, "%8d\n", i);
  return fclose(file) | fclose(records);
}

static void step(int round) {
  int value, old;
  fscanf(in, "%d", &value);
  fseek(table, value % RECORDS * 9, SEEK_SET);
  fscanf(table, "%d", &old);
  fseek(table, value % RECORDS * 9, SEEK_SET);
  fprintf(table, "%8d\n", (old + value) % 1000000);
  fprintf(appended, "round %d: %d\n", round, old);
  fprintf(written, "%d\n", value);
  if (round % 50 == 0)
    fflush(written);
  printf("%d\n", old + value);
  usleep(500);
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "setup") == 0)
    return setup();
  in = fopen("in", "r"), appended = fopen("appended", "a"), written = fopen("written", "w"), table = fopen("table", "r+");
  for (int round = 0; round < ROUNDS; round++)
    step(round);
  return fclose(in) | fclose(appended) | fclose(written) | fclose(table);
}
