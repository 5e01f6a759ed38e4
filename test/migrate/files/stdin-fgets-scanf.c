// Standard input read by fgets and scanf is carried: unread buffered bytes are
// read again by the resumed process, and not twice.
//
// RUN: %python -c "[print('line %%d of text' %% i, i * 37, i / 8) for i in range(60)]" > %t.in
// RUN: %carry %s --work %t.lab --stdin %t.in --points 8
//
// An input that can't be positioned goes on where the new one stands.
// RUN: %cgt-x86_64 %s -o %t.a
// RUN: %cgt-s390x %s -o %t.b
// RUN: %t.a < %t.in > %t.whole
// RUN: rm -f %t.image
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=7:after=exit %t.a < %t.in > %t.first
// RUN: %python -c "import sys; rest = open(sys.argv[1]).read().splitlines(True); print(''.join(rest[14:]), end='')" %t.in | env CGT_OPTIONS=restore=%t.image %run-s390x %t.b > %t.second
// RUN: cat %t.first %t.second | cmp - %t.whole
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <string.h>

struct totals {
  long lines, numbers;
  double sum;
};

// Reads a line by fgets and the next by scanf.
static int read_pair(struct totals *totals, char *line, int size) {
  char word[16];
  int number, whole;
  double fraction;
  if (!fgets(line, size, stdin))
    return 0;
  line[strcspn(line, "\n")] = '\0';
  totals->lines++;
  if (scanf("%15s %d of text %d %lf ", word, &whole, &number, &fraction) != 4)
    return 0;
  totals->numbers += number + whole;
  totals->sum += fraction;
  printf("[%s] %s %d %a\n", line, word, number, fraction);
  return 1;
}

int main(void) {
  char line[80];
  struct totals totals = {0, 0, 0};
  while (read_pair(&totals, line, sizeof line)) {
  }
  printf("%ld lines, %ld, %a\n", totals.lines, totals.numbers, totals.sum);
  return 0;
}
