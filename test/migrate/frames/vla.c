// Variable length arrays alive at polls are carried. They build without warnings.
//
// RUN: %carry %s --work %t --flags +Wall +Wextra +Werror
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

struct pair {
  int first;
  long second;
};

static long sum_rows(int rows, int columns, int table[rows][columns]) {
  long sum = 0;
  for (int i = 0; i < rows; i++) {
    for (int j = 0; j < columns; j++)
      sum = sum * 3 + table[i][j];
    printf("row %d: %ld\n", i, sum % 1000003);
    sum %= 1000003;
  }
  return sum;
}

static long work(int size) {
  int table[size][size + 1];
  struct pair pairs[size], *last = &pairs[size - 1];
  for (int i = 0; i < size; i++) {
    for (int j = 0; j <= size; j++)
      table[i][j] = i * 10 + j;
    pairs[i].first = i;
    pairs[i].second = -i;
    printf("filled %d\n", i);
  }
  return sum_rows(size, size + 1, table) + last->first + pairs[0].second;
}

int main(void) {
  for (int size = 1; size < 6; size++)
    printf("%d: %ld\n", size, work(size));
  return 0;
}
