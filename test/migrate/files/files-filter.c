// A filter between two files that is saved while both are open, by fread and
// fwrite, with a character that ungetc has put in the place of another: the files
// are what an uninterrupted run makes of them, and so is standard output, on each
// platform.
//
// RUN: %files %s --points 6 --work %t
// REQUIRES: run-aarch64, run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct filter {
  FILE *in, *out;
  unsigned sum;
};
static struct filter *newest;

static int setup(void) {
  FILE *file = fopen("in", "w");
  for (int i = 0; i < 30000; i++)
    putc("abcdefghijklmnopqrstuvwxyz\n"[(i * 7 + i / 27) % 27], file);
  return fclose(file);
}

static size_t step(struct filter *f, char *buffer, size_t size) {
  size_t got = fread(buffer, 1, size, f->in);
  for (size_t i = 0; i < got; i++) {
    if (buffer[i] >= 'a' && buffer[i] <= 'z')
      buffer[i] ^= 0x20;
    f->sum = f->sum * 31 + buffer[i];
  }
  fwrite(buffer, 1, got, f->out);
  return got;
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "setup") == 0)
    return setup();
  char buffer[1000];
  struct filter *f = newest = malloc(sizeof *f);
  f->in = fopen("in", "r");
  f->out = fopen("out", "w");
  f->sum = 0;
  int first = getc(f->in);
  ungetc('#', f->in);
  printf("%c\n", first);
  for (int i = 0; i < 3; i++)
    printf("waiting at %ld\n", ftell(f->in));
  while (step(f, buffer, sizeof buffer) == sizeof buffer)
    printf("%u at %ld\n", newest->sum, ftell(newest->in));
  printf("%d %d\n", feof(f->in) != 0, ferror(f->in) != 0);
  for (int i = 0; i < 3; i++)
    printf("ended %d\n", feof(f->in) != 0);
  if (fclose(f->in) || fclose(f->out))
    return 1;
  printf("%u\n", f->sum);
  return 0;
}
