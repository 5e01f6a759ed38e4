// ckpt=: one command line starts a job and resumes it until it ends. Killed at any moment, or told to leave, it prints and writes
// everything once, and leaves nothing behind.
//
// RUN: %cgt-x86_64 -O1 -static %s -o %t.exe && %cgt-aarch64 -O2 %s -o %t.aarch64
// RUN: %python %inputs/kill-job.py 4 1 %t.folder %t.exe | FileCheck %s
// CHECK: 4 jobs, {{.*}}: all files as without, and nothing else
//
// On whatever is cheapest now.
// RUN: %python %inputs/kill-job.py 2 2 %t.both x86_64=%t.exe "aarch64=%run-aarch64 %t.aarch64" | FileCheck %s --check-prefix=BOTH
// BOTH: 2 jobs, {{.*}}: all files as without, and nothing else
//
// Killed right after any call that makes, cuts, names or removes a file.
// RUN: %if tracing %{ %python %inputs/kill-calls.py %t.calls %t.exe | FileCheck %s --check-prefix=CALLS %}
// CALLS: killed after each of {{[0-9]+}} calls: {{.*}}unlink
// CALLS-NEXT: all files as without, and nothing else
//
// REQUIRES: run-aarch64
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { RECORDS = 50, ROUNDS = 2000 };

static FILE *appended, *written, *table;

static int setup(void) {
  FILE *records = fopen("table", "w"), *log = fopen("appended", "w");
  for (int i = 0; i < RECORDS; i++)
    fprintf(records, "%8d\n", i);
  fputs("another job's line\n", log);
  return fclose(records) | fclose(log);
}

static void step(int round) {
  int value = round * 7919 % 1000, old;
  fseek(table, value % RECORDS * 9, SEEK_SET);
  fscanf(table, "%d", &old);
  fseek(table, value % RECORDS * 9, SEEK_SET);
  fprintf(table, "%8d\n", (old + value) % 1000000);
  fprintf(appended, "round %d: %d\n", round, old);
  fprintf(written, "%d\n", value);
  if (round % 20 == 0)
    fflush(NULL);
  printf("%d\n", old + value);
  usleep(300);
}

static void finish(int sum) {
  FILE *result = fopen("result", "w");
  fprintf(result, "%d\n", sum);
  fclose(result);
}

int main(int argc, char **argv) {
  int sum = 0;
  if (argc > 1 && strcmp(argv[1], "setup") == 0)
    return setup();
  appended = fopen("appended", "a"), written = fopen("written", "w"), table = fopen("table", "r+");
  for (int round = 0; round < ROUNDS; round++) {
    step(round);
    sum += round;
  }
  finish(sum);
  return fclose(appended) | fclose(written) | fclose(table);
}
