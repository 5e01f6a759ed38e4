/* A string builder: numbers are appended, then counted again.

   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct builder {
  char *text;
  size_t used, room;
};

static void add_char(struct builder *b, char c) {
  if (b->used == b->room) {
    b->room = b->room ? 2 * b->room : 16;
    b->text = realloc(b->text, b->room);
  }
  b->text[b->used++] = c;
}

static void add_number(struct builder *b, unsigned n) {
  char digits[12];
  int k = 0;
  do
    digits[k++] = '0' + n % 10;
  while (n /= 10);
  while (k)
    add_char(b, digits[--k]);
}

int main(int argc, char **argv) {
  int rounds = argc > 1 ? atoi(argv[1]) : 220;
  unsigned long sum = 0;
  for (int r = 0; r < rounds; r++) {
    struct builder b = {0};
    for (unsigned i = 0; i < 60000; i++) {
      add_number(&b, i * 7 + r);
      add_char(&b, i % 10 ? ',' : '\n');
    }
    for (size_t i = 0; i < b.used; i++)
      sum += b.text[i] == '7' ? 1 : b.text[i] == '\n' ? 3 : 0;
    free(b.text);
  }
  printf("%lu\n", sum);
  return 0;
}
