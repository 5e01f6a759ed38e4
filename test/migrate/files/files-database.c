// A file of records that is updated in place travels with its contents; so do one
// that is written beyond its end, and a temporary file without a name.
//
// RUN: %files %s --points 6 --work %t
// REQUIRES: run-aarch64, run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { RECORDS = 200, SIZE = 16 };

static FILE *base, *scratch;
static int journal;

static int setup(void) {
  FILE *file = fopen("base", "w");
  for (int i = 0; i < RECORDS; i++)
    fprintf(file, "%*d\n", SIZE - 1, i);
  return fclose(file);
}

static int get(int record) {
  int value;
  fseek(base, record * SIZE, SEEK_SET);
  return fscanf(base, "%d", &value) == 1 ? value : -1;
}

static void put(int record, int value) {
  fseek(base, record * SIZE, SEEK_SET);
  fprintf(base, "%*d\n", SIZE - 1, value);
}

static void update(int round) {
  int from = round * 37 % RECORDS, to = (round * 53 + 7) % RECORDS;
  int value = get(from) + get(to);
  put(to, value);
  fprintf(scratch, "%d\n", value);
  char line[SIZE + 1];
  snprintf(line, sizeof line, "%*d\n", SIZE - 1, value);
  pwrite(journal, line, SIZE, round * 3 * SIZE);
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "setup") == 0)
    return setup();
  base = fopen("base", "r+");
  scratch = tmpfile();
  journal = open("journal", O_WRONLY | O_CREAT, 0640);
  for (int round = 0; round < 60; round++) {
    update(round);
    printf("%d: %d\n", round, get(round));
  }
  long sum = 0;
  int value;
  rewind(scratch);
  while (fscanf(scratch, "%d", &value) == 1)
    printf("%ld\n", sum += value);
  fclose(scratch);
  close(journal);
  return fclose(base);
}
