// At home a stream lies where it lay: its address means the same in a union, in
// memory without a type, in an integer and in bytes. It does so in a chain of
// processes, and where streams before it were closed.
//
// RUN: %files %s --points 6 --work %t --pairs x86_64:x86_64 --levels=-O1
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

union value {
  double number;
  FILE *file;
  void *pointer;
};

static union value values[4];
static uintptr_t number;
static unsigned char bytes[sizeof(FILE *)];
static void *untyped;

static int setup(void) {
  FILE *file = fopen("in", "w");
  for (int i = 0; i < 100; i++)
    fprintf(file, "%d\n", i);
  return fclose(file);
}

static int next(FILE *file) {
  int value = -1;
  fscanf(file, "%d", &value);
  return value;
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "setup") == 0)
    return setup();
  FILE *first = fopen("in", "r"), *file = fopen("in", "r"), *other = fopen("out", "w");
  fclose(first);
  values[0].number = 0.5;
  values[1].file = file;
  values[2].pointer = other;
  number = (uintptr_t)file;
  memcpy(bytes, &other, sizeof other);
  untyped = malloc(64);
  memcpy(untyped, &file, sizeof file);
  for (int i = 0; i < 15; i++) {
    FILE *a, *b;
    memcpy(&a, bytes, sizeof a);
    memcpy(&b, untyped, sizeof b);
    fprintf(a, "%d %d %d %d\n", next(values[1].file), next((FILE *)number), next(b), i);
    fprintf(values[2].file, "%p %d\n", (void *)values[1].file == (void *)b ? NULL : b, a == other);
    printf("%g\n", values[0].number);
  }
  return fclose(file) | fclose(other);
}
