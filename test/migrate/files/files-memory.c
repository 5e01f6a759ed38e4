// Streams on memory: open_memstream's, whose memory the program has afterwards,
// and fmemopen's for reading, writing, appending and updating.
//
// RUN: %files %s --points 6 --work %t
// REQUIRES: run-aarch64, run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *text, fixed[100], appended[40] = "begin";
static size_t length;
static const char numbers[] = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20";

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "setup") == 0)
    return 0;
  FILE *growing = open_memstream(&text, &length), *in = fmemopen((void *)numbers, sizeof numbers - 1, "r");
  FILE *out = fmemopen(fixed, sizeof fixed, "w"), *end = fmemopen(appended, sizeof appended, "a");
  FILE *own = fmemopen(NULL, 200, "w+");
  for (int i = 0, value; i < 25; i++) {
    int got = fscanf(in, "%d", &value);
    if (i == 7)
      ungetc('9', in);
    fprintf(growing, "%d:%d ", got, value);
    fprintf(out, "%d,", value);
    fprintf(end, "%d", i);
    fflush(end);
    fprintf(own, "%d\n", value);
    if (i == 12)
      fseek(out, 10, SEEK_SET);
    printf("%d %s %ld %ld %zu\n", value, appended, ftell(in), ftell(growing), i % 5 ? 0 : (fflush(growing), length));
  }
  rewind(own);
  for (int i = 0, value; fscanf(own, "%d", &value) == 1; i++)
    printf("%d: %d\n", i, value);
  printf("%d %d %d\n", feof(in), ferror(end), fclose(out));
  fclose(growing);
  printf("%zu %s\n%s\n%s\n", length, text, fixed, appended);
  free(text);
  fclose(in);
  fclose(own);
  return 0;
}
