// Buffering goes along: buffers of the program's own, global, on the heap and on
// the stack, with what was read ahead into them; line by line and none; streams of
// wide characters, pushed back ones too; the flags of failure and of the end.
//
// RUN: %files %s --points 6 --work %t
// REQUIRES: run-aarch64, run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static char global[10000];
static FILE *streams[7];

static int setup(void) {
  FILE *file = fopen("in", "w");
  for (int i = 0; i < 9000; i++)
    fprintf(file, "%d\n", i);
  return fclose(file);
}

static void step(int i) {
  char text[32];
  for (int k = 0; k < 3; k++)
    if (fgets(text, sizeof text, streams[k]))
      printf("%d: %s", k, text);
  wchar_t wide[32];
  if (fgetws(wide, 32, streams[3])) {
    ungetwc(L'+', streams[3]);
    if (i % 3 == 1)
      ungetwc(L'-', streams[3]);
    printf("wide: %ls", wide);
  }
  fprintf(streams[4], "line %d\nand a bit", i);
  fprintf(streams[5], "%d.", i);
  fwprintf(streams[6], L"%d|", i);
  putc('x', streams[0]);
  printf("%d %d %d\n", ferror(streams[0]) != 0, fwide(streams[3], 0) > 0, feof(streams[2]));
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "setup") == 0)
    return setup();
  char local[300], *block = malloc(20000);
  for (int i = 0; i < 4; i++)
    streams[i] = fopen("in", "r");
  setvbuf(streams[0], global, _IOFBF, sizeof global);
  setvbuf(streams[1], block, _IOFBF, 20000);
  setvbuf(streams[2], local, _IOFBF, sizeof local);
  streams[4] = fopen("lines", "w");
  setvbuf(streams[4], NULL, _IOLBF, 0);
  streams[5] = fopen("single", "w");
  setvbuf(streams[5], NULL, _IONBF, 0);
  streams[6] = fopen("wide", "w");
  fseek(streams[2], -200, SEEK_END);
  for (int i = 0; i < 60; i++)
    step(i);
  for (int i = 0; i < 7; i++)
    printf("%ld %d %d\n", ftell(streams[i]), feof(streams[i]), ferror(streams[i]) != 0);
  for (int i = 0; i < 7; i++)
    fclose(streams[i]);
  return 0;
}
